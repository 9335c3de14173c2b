import type { Outcome, Plan, PlannedStep, TakenStep } from "../../../src/change/index.ts";
import { StateChangedSincePlan } from "../../../src/engine/embedded/errors.ts";
import { StateFenced } from "../../../src/engine/embedded/stack/state/errors.ts";
import { StackLocked } from "../../../src/engine/errors.ts";
import type { Engine, OperationOptions, SavedState, StackOutputs, Work } from "../../../src/engine/index.ts";
import { cleaningUp, GroundworkError } from "../../../src/lib/index.ts";
import { planOf, step } from "../../fakes/driver/fake-engine.ts";
import type { MemoryRepository } from "../../fakes/driver/memory-repository.ts";
import type { Job } from "./job.ts";
import { type Resources, wantedResources } from "./platform.ts";
import { planted } from "./secrets.ts";

/** One change of a resource, as a job made it. */
export interface Operation {
  readonly job: Job;
  readonly environment: string;
  /** Whose program ran. */
  readonly commit: string;
  /** `op name value`: the same text in {@link shownOperations}. */
  readonly text: string;
  /** In milliseconds since 1970. */
  readonly at: number;
  /** When the job looked last at what it would do. */
  readonly plannedAt: number;
}

/** The cloud and its states: what stands in each environment, and what was done to it. */
export class SimulatedCloud {
  readonly standing = new Map<string, Resources>();
  readonly saves = new Map<string, number>();
  readonly operations: Operation[] = [];
  /** By job and stack, what stood when its last `up` ended. */
  readonly left = new Map<string, Resources>();
  /** By stack, the job that holds its lock. That of a process that is gone is taken over. */
  readonly locks = new Map<string, Job>();
  /** By stack, the number of the newest lease under which it was locked. */
  readonly fences = new Map<string, number>();
  /** Environments whose next operation of this verb fails. */
  readonly failing = new Set<string>();

  constructor(
    readonly git: MemoryRepository,
    readonly clock: { readonly now: number },
  ) {}
}

/** As an engine throws it: its cause holds a value that may not leave the process. */
class ProviderSilent extends GroundworkError {
  readonly code = "provider-silent";
  readonly kind = "unknown";
  constructor(
    readonly data: { readonly stack: string },
    options?: ErrorOptions,
  ) {
    super(`The provider of ${data.stack} did not answer. Try again.`, options);
  }
}

/** Milliseconds until a lock that another job has is tried again. */
const lookedAgainAfter = 5000;

/** The folder that stands for the checkout of a commit. */
export const workspaceOf = (commit: string) => `/workspace/${commit}`;

/** The engine of one job: programs are the files of the commit, and each step of a resource is a write of its own. */
export class SimulatedEngine implements Engine {
  readonly name = "embedded";

  constructor(
    private readonly cloud: SimulatedCloud,
    private readonly job: Job,
    private readonly held: {
      readonly waits: boolean;
      readonly fenceOf: (environment: string) => number | undefined;
    },
  ) {}

  private readonly plannedAt = new Map<string, number>();

  async preview(work: Work): Promise<Plan> {
    const { stack } = work.stack;
    return await this.job.call(`engine preview ${stack}`, () => {
      if (this.cloud.failing.delete(`preview ${stack}`))
        throw new ProviderSilent({ stack }, { cause: new Error(`It was configured with ${planted.input}.`) });
      this.plannedAt.set(stack, this.cloud.clock.now);
      work.onSavedState?.(this.savedState(stack));
      const wanted = wantedResources(this.cloud.git, commitOf(work), stack);
      if (!wanted) return failed([], `${stack} is not declared`);
      return { ...planOf(this.stepsTo(wanted, stack)), reads: { cloud: false, stacks: [], previewed: [] } };
    });
  }

  async up(work: Work, { plannedOn }: OperationOptions = {}): Promise<Outcome> {
    const { stack } = work.stack;
    const { signal } = this.job.lost;
    while (!(await this.job.call(`engine lock ${stack}`, () => this.lock(stack)))) {
      await this.job.wait(lookedAgainAfter, signal);
      if (signal.aborted) return { ...planOf([]), steps: [], result: "cancelled" };
    }
    const taken = await cleaningUp(
      async () => {
        const standing = this.savedState(stack);
        if (plannedOn !== undefined && plannedOn !== standing)
          throw new StateChangedSincePlan({ stack, planned: plannedOn, standing });
        return await this.takeAll(work);
      },
      async () => {
        if (this.cloud.locks.get(stack) === this.job) this.cloud.locks.delete(stack);
        this.cloud.left.set(`${this.job.name} ${stack}`, this.cloud.standing.get(stack) ?? new Map());
      },
    );
    if (signal.aborted) return { ...planOf(taken), steps: taken, result: "cancelled" };
    if (taken.some(({ status }) => status === "failed")) return failed(taken, "the provider refused it");
    return { ...planOf(taken), steps: taken };
  }

  private async takeAll(work: Work): Promise<readonly TakenStep[]> {
    const { stack } = work.stack;
    const commit = commitOf(work);
    const wanted = wantedResources(this.cloud.git, commit, stack);
    const taken: TakenStep[] = [];
    const steps = wanted ? this.stepsTo(wanted, stack) : [];
    for (const each of steps.filter(({ op }) => op !== "same")) {
      if (this.job.lost.signal.aborted) break;
      const isBroken = await this.job.call(
        `engine ${each.op} ${stack} ${nameOf(each)}`,
        () => this.take(each, commit),
        {
          writes: true,
        },
      );
      taken.push({ ...each, status: isBroken ? "failed" : "done", milliseconds: 1 });
      if (isBroken) break;
    }
    return taken;
  }

  private savedState(stack: string): SavedState {
    const saves = this.cloud.saves.get(stack);
    return saves === undefined ? "nothing" : `save ${saves}`;
  }

  /** Whether it is this job's now. */
  private lock(stack: string): boolean {
    const holder = this.cloud.locks.get(stack);
    if (holder && !holder.isOver && this.held.waits) return false;
    if (holder && !holder.isOver)
      throw new StackLocked({ stack, owners: [], sameHost: false, cancel: "groundwork stack cancel" });
    this.assertNotFenced(stack);
    this.cloud.fences.set(stack, this.held.fenceOf(stack) ?? this.cloud.fences.get(stack) ?? 0);
    this.cloud.locks.set(stack, this.job);
    return true;
  }

  private assertNotFenced(stack: string): void {
    const [fence, standing] = [this.held.fenceOf(stack), this.cloud.fences.get(stack) ?? 0];
    if (fence !== undefined && standing > fence) throw new StateFenced({ stack, fence, standing });
  }

  /** Whether it failed. */
  private take(planned: PlannedStep, commit: string): boolean {
    const environment = stackOf(planned);
    this.assertNotFenced(environment);
    if (this.cloud.failing.delete(`up ${environment}`)) return true;
    const resources = new Map(this.cloud.standing.get(environment));
    const wanted = wantedResources(this.cloud.git, commit, environment)?.get(nameOf(planned));
    if (wanted) resources.set(nameOf(planned), wanted);
    else resources.delete(nameOf(planned));
    this.cloud.standing.set(environment, resources);
    this.cloud.saves.set(environment, (this.cloud.saves.get(environment) ?? 0) + 1);
    this.cloud.operations.push({
      job: this.job,
      environment,
      commit,
      text: operationOf(planned),
      at: this.cloud.clock.now,
      plannedAt: this.plannedAt.get(environment) ?? Number.NEGATIVE_INFINITY,
    });
    return false;
  }

  private stepsTo(wanted: Resources, stack: string): readonly PlannedStep[] {
    const standing = this.cloud.standing.get(stack) ?? new Map();
    return [...new Set([...standing.keys(), ...wanted.keys()])].map((name) => {
      const [old, now] = [standing.get(name), wanted.get(name)];
      const op = !now ? "delete" : !old ? "create" : old["value"] === now["value"] ? "same" : "update";
      return step(stack, name, op, old && blinded(old), now && blinded(now));
    });
  }

  async refresh(): Promise<Outcome> {
    throw new Error("No job of the simulation refreshes.");
  }
  async destroy(): Promise<Outcome> {
    throw new Error("No job of the simulation destroys.");
  }
  async outputs(): Promise<StackOutputs> {
    return {};
  }
  async exportState() {
    return { version: 3, deployment: {} };
  }
  async importState(): Promise<void> {}
}

/** One step in a few words, to compare what was shown with what was done. */
export function operationOf(planned: Pick<PlannedStep, "op" | "urn" | "newInputs">): string {
  const value = planned.newInputs?.["value"];
  return `${planned.op} ${nameOf(planned)} ${typeof value === "string" ? value : ""}`;
}

function blinded(inputs: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return { ...inputs, password: "[secret]" };
}

function failed(steps: readonly TakenStep[], message: string): Outcome {
  return { ...planOf(steps), steps, result: "failed", diagnostics: [{ severity: "error", message }] };
}

function nameOf({ urn }: Pick<PlannedStep, "urn">): string {
  return urn.slice(urn.lastIndexOf("::") + 2);
}

function stackOf({ urn }: Pick<PlannedStep, "urn">): string {
  return urn.split("::")[0]?.replace("urn:pulumi:", "") ?? "";
}

function commitOf({ program }: Work): string {
  return program.folder.slice(workspaceOf("").length);
}
