import { readFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import writeFileAtomic from "write-file-atomic";
import * as z from "zod";
import { firstIssue } from "../../../../lib/first-issue.ts";
import { messageOf } from "../../../../lib/index.ts";
import { FaultNotFound, FaultPlanUnreadable, InjectedFailure } from "./errors.ts";
import { type CloudCall, type Fault, type FaultRequest, isAbout, isDue } from "./fault.ts";
import { faultFrom } from "./read-fault.ts";

/** What remains of a fault after it let the call go on. */
export interface MetFault {
  readonly lateMilliseconds: number;
  /** The operation's error, once the resource is made or changed. */
  readonly failure?: InjectedFailure;
}

/** What the cloud asks of a fault plan. */
export interface Faults {
  /**
   * Acts out what is planned for a call: fails it, or says how it goes on. `undefined` where nothing is planned.
   *
   * @throws {InjectedFailure}, and the signal's reason when it aborts while the call waits.
   */
  meet(call: CloudCall, signal: AbortSignal): Promise<MetFault | undefined>;
}

/** No call fails. */
export const noFaults: Faults = { meet: async () => undefined };

const count = z.int().min(0);
const planFile = z.object({
  last: count,
  faults: z.array(
    z.object({
      id: z.string(),
      on: z.enum(["create", "read", "update", "delete", "invoke", "any"]),
      type: z.string().optional(),
      match: z.string().optional(),
      nth: z.int().min(1),
      times: z.int().min(1).optional(),
      error: z.object({ status: z.int(), reason: z.string() }).optional(),
      halfWay: z.boolean().optional(),
      lateMilliseconds: z.number().min(0).optional(),
      timeoutMilliseconds: z.number().min(0).optional(),
      seen: count,
      met: count,
    }),
  ),
});

interface PlanFile {
  /** The number of the last id that was given. */
  readonly last: number;
  readonly faults: readonly Fault[];
}

/** The faults of a home, in the order in which they were added. A call meets the first one that is due. */
export class FaultPlan implements Faults {
  #plan: PlanFile;
  readonly #file: string;
  readonly #tokens: () => readonly string[];

  private constructor(file: string, plan: PlanFile, tokens: () => readonly string[]) {
    this.#file = file;
    this.#plan = plan;
    this.#tokens = tokens;
  }

  /** @param tokens of every type and function @throws {FaultPlanUnreadable} */
  static async open(folder: string, tokens: () => readonly string[]): Promise<FaultPlan> {
    const file = path.join(folder, "faults.json");
    return new FaultPlan(file, await planIn(file), tokens);
  }

  list(): readonly Fault[] {
    return this.#plan.faults;
  }

  /** @throws {FaultNotUnderstood} */
  async add(request: FaultRequest): Promise<Fault> {
    const last = this.#plan.last + 1;
    const fault = faultFrom(request, `f${last}`, this.#tokens());
    await this.#keep({ last, faults: [...this.#plan.faults, fault] });
    return fault;
  }

  /** @throws {FaultNotFound} */
  async remove(id: string): Promise<void> {
    const { last, faults } = this.#plan;
    if (!faults.some((fault) => fault.id === id))
      throw new FaultNotFound({ id, known: faults.map((fault) => fault.id) });
    await this.#keep({ last, faults: faults.filter((fault) => fault.id !== id) });
  }

  /** Removes every fault. */
  async clear(): Promise<void> {
    await this.#keep({ ...this.#plan, faults: [] });
  }

  async meet(call: CloudCall, signal: AbortSignal): Promise<MetFault | undefined> {
    const fault = await this.#counted(call);
    if (fault === undefined) return undefined;
    const { error, halfWay, lateMilliseconds = 0, timeoutMilliseconds } = fault;
    const failing = {
      fault: fault.id,
      call: { operation: call.operation, type: call.type, name: call.names[0] ?? "" },
    };
    if (timeoutMilliseconds !== undefined) {
      await wait(timeoutMilliseconds, undefined, { signal });
      throw new InjectedFailure({
        status: 504,
        reason: "DEADLINE_EXCEEDED",
        ...failing,
        unansweredFor: timeoutMilliseconds,
      });
    }
    if (error === undefined) return { lateMilliseconds };
    const failure = new InjectedFailure({ ...error, ...failing });
    if (halfWay === true) return { lateMilliseconds, failure };
    await wait(lateMilliseconds, undefined, { signal });
    throw failure;
  }

  /** The fault that a call meets. Every fault that is about the call counts it, on disk before the call goes on. */
  async #counted(call: CloudCall): Promise<Fault | undefined> {
    const about = this.#plan.faults.filter((fault) => isAbout(fault, call));
    if (about.length === 0) return undefined;
    const due = about.find(isDue);
    const counted = ({ seen, met, ...fault }: Fault, isMet: boolean): Fault => ({
      ...fault,
      seen: seen + 1,
      met: met + (isMet ? 1 : 0),
    });
    const faults = this.#plan.faults.map((fault) => (about.includes(fault) ? counted(fault, fault === due) : fault));
    await this.#keep({ ...this.#plan, faults });
    return due;
  }

  /** In memory at once, so that two calls never meet the same count. */
  async #keep(plan: PlanFile): Promise<void> {
    this.#plan = plan;
    await writeFileAtomic(this.#file, `${JSON.stringify(plan, undefined, 2)}\n`, { mode: 0o600 });
  }
}

async function planIn(file: string): Promise<PlanFile> {
  try {
    const read = planFile.safeParse(JSON.parse(await readFile(file, "utf8")));
    if (!read.success) throw new FaultPlanUnreadable({ file, problem: firstIssue(read.error) });
    // JSON has no members that are undefined.
    return read.data as PlanFile;
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return { last: 0, faults: [] };
    if (thrown instanceof FaultPlanUnreadable) throw thrown;
    throw new FaultPlanUnreadable({ file, problem: messageOf(thrown) }, { cause: thrown });
  }
}
