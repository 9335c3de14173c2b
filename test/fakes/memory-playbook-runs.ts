import type { GroundworkError } from "../../src/lib/index.ts";
import type {
  MachineOutcome,
  OpenedMachines,
  PlaybookRuns,
  PlaybooksOutcome,
  WhichAreGone,
} from "../../src/playbook/index.ts";

const counts = { ok: 2, changed: 1, skipped: 0, tolerated: 0, failed: 0 };

/** Carries playbooks out on machines in memory, and keeps what it was asked. */
export class MemoryPlaybookRuns implements PlaybookRuns {
  /** `run site.yml on web-1, web-2`, in the order in which it was asked. */
  readonly calls: string[] = [];
  readonly opened: OpenedMachines[] = [];
  closed = 0;
  /** What is not installed. */
  missing: GroundworkError | undefined;
  /** By machine, or by playbook and machine as `health.yml web-1`: how it comes out. */
  readonly outcomes = new Map<string, MachineOutcome["kind"]>();
  /** Called before each run, as a person who interrupts would act. */
  onRun: (call: string) => void = () => {};

  get changes(): readonly string[] {
    return this.calls.filter((call) => call.startsWith("run "));
  }

  async whatIsMissing(): Promise<GroundworkError | undefined> {
    return await Promise.resolve(this.missing);
  }

  async open(machines: OpenedMachines) {
    if (this.missing) throw this.missing;
    this.opened.push(machines);
    return await Promise.resolve({
      reach: async (hosts: readonly string[], signal: AbortSignal, whichAreGone?: WhichAreGone) => {
        const reached = await this.carryOut("reach", [], hosts, signal);
        const missing = reached.machines.filter(({ kind }) => kind === "unreachable").map(({ machine }) => machine);
        const gone = missing.length > 0 ? await whichAreGone?.(missing) : [];
        const machines = reached.machines.map((each) =>
          gone?.includes(each.machine) ? ({ ...each, kind: "gone" } as const) : each,
        );
        return { ...reached, machines };
      },
      run: async (playbooks: readonly string[], hosts: readonly string[], signal: AbortSignal) =>
        await this.carryOut("run", playbooks, hosts, signal),
      close: async () => {
        this.closed += 1;
        await Promise.resolve();
      },
    });
  }

  private async carryOut(
    verb: "reach" | "run",
    playbooks: readonly string[],
    hosts: readonly string[],
    signal: AbortSignal,
  ): Promise<PlaybooksOutcome> {
    const call = [verb, ...playbooks, "on", hosts.join(", ")].join(" ");
    this.calls.push(call);
    if (verb === "run") this.onRun(call);
    const kindOf = (machine: string): MachineOutcome["kind"] => {
      if (signal.aborted) return "cut-off";
      if (verb === "reach") return this.outcomes.get(`reach ${machine}`) ?? "done";
      return this.outcomes.get(`${playbooks.join(" ")} ${machine}`) ?? this.outcomes.get(machine) ?? "done";
    };
    return await Promise.resolve({
      machines: hosts.map((machine) => {
        const kind = kindOf(machine);
        const failures = kind === "failed" ? [{ task: "Install", place: "site.yml:3", because: "it failed" }] : [];
        return { machine, kind, counts, failures };
      }),
      problems: signal.aborted ? ["site.yml: it was interrupted"] : [],
      isInterrupted: signal.aborted,
    });
  }
}
