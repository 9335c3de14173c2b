import type { Outcome, Plan, PlannedStep, StepOp, TakenStep } from "../../../src/change/index.ts";
import type {
  Engine,
  OperationOptions,
  PreviewedOutputs,
  StackName,
  StackOutputs,
  UntypedDeployment,
  Work,
} from "../../../src/engine/index.ts";

/** One resource that a fake program registers: name and inputs. */
export type FakeResources = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Reads the outputs of another stack; `undefined` where it has none. */
export type ReadOutputs = (stack: string) => PreviewedOutputs | undefined;

/** A program that reads other stacks. */
export type FakeProgram = (read: ReadOutputs) => FakeResources;

/**
 * An engine without programs: tests set the resources of each stack's program, and the engine remembers each stack's
 * state. Passes the contract of what flows need of an engine.
 */
export class FakeEngine implements Engine {
  readonly name = "embedded";
  /** By stack: the resources of its program, or an error that the program throws. */
  readonly wanted = new Map<string, FakeResources | FakeProgram | Error>();
  /** By stack: the outputs of its program, and those of its last `up`. */
  readonly outputsOf = new Map<string, PreviewedOutputs>();
  readonly standingOutputs = new Map<string, PreviewedOutputs>();
  readonly standing = new Map<string, FakeResources>();
  /** By stack: what the cloud has now, where that is not what the state says. */
  readonly cloud = new Map<string, FakeResources>();
  /** Names of resources of which the cloud answers other outputs than before. */
  readonly otherOutputs = new Set<string>();
  /** Names of resources that no provider compares, however often it is asked; what is said of them. */
  readonly conflicts = new Map<string, string>();
  /** By stack, URNs of what a run that was cut short was creating. */
  readonly creating = new Map<string, readonly string[]>();
  /** How often the state of a stack was saved. */
  readonly saves = new Map<string, number>();
  readonly given: StackOutputs = {};
  /** Verb and stack of each operation, in order. */
  readonly calls: string[] = [];
  /** Stack and options of each refresh. */
  readonly refreshed: [stack: string, options: OperationOptions][] = [];
  /** The exported state of a stack. */
  readonly deployments = new Map<string, unknown>();
  /** Warnings of a stack's operations. */
  readonly warnings = new Map<string, string>();
  /** Stacks whose `up` fails after its first step. */
  readonly failing = new Set<string>();
  /** What previews say that they read. */
  reads: Pick<Plan, "reads"> = { reads: { cloud: false, stacks: [], previewed: [] } };
  /** Called before the state of a stack is exported. */
  onExport: (stack: string) => void = () => {};
  /** Called when the state of a stack is read before it is worked on. */
  onPrefetch: (stack: string) => void = () => {};
  /** Called while a verb runs. */
  during: (verb: string, work: Work) => Promise<void> = async () => {};
  /** Called with the options of each preview. */
  onPreview: (options: OperationOptions | undefined, work: Work) => void = () => {};

  async prefetch({ stack }: StackName): Promise<void> {
    this.onPrefetch(stack);
    await Promise.resolve();
  }

  async preview(work: Work, options?: OperationOptions): Promise<Plan> {
    if (!(await this.begin("preview", work))) return cancelled;
    this.onPreview(options, work);
    const read = new Set<string>();
    const wanted = this.resourcesOf(work, read);
    if (wanted instanceof Error) return failedWith(wanted);
    work.onOutputs?.(this.outputsOf.get(work.stack.stack) ?? {});
    const previewed = [...read].filter((name) => this.differs(name, work));
    const failed = this.conflictsOf(work.stack.stack, wanted, options);
    if (failed) return failed;
    const reads = this.reads.reads && {
      ...this.reads.reads,
      stacks: [...this.reads.reads.stacks, ...read],
      previewed,
    };
    const chosen = (steps: readonly PlannedStep[]) => steps.filter(isTarget(options));
    work.onSavedState?.(String(this.saves.get(work.stack.stack) ?? 0));
    return {
      ...planOf(
        chosen(
          options?.refresh ? this.refreshedSteps(work.stack.stack, wanted) : this.stepsOf(work.stack.stack, wanted),
        ),
      ),
      diagnostics: this.warned(work),
      ...(reads && { reads }),
    };
  }

  private resourcesOf({ stack: { stack }, upstreams }: Work, read: Set<string>): FakeResources | Error {
    const wanted = this.wanted.get(stack) ?? {};
    if (typeof wanted !== "function") return wanted;
    try {
      return wanted((name) => {
        read.add(name);
        return upstreams?.get(name) ?? this.standingOutputs.get(name);
      });
    } catch (thrown) {
      return thrown as Error;
    }
  }

  /** Without being told to go on, the first conflict ends it all. */
  private conflictsOf(stack: string, wanted: FakeResources, options: OperationOptions | undefined): Plan | undefined {
    const met = Object.keys(wanted).filter((name) => this.conflicts.has(name));
    if (met.length === 0) return undefined;
    const diagnostics = met.map((name) => {
      const { urn } = step(stack, name, "same", {}, {});
      return { severity: "error", message: this.conflicts.get(name) ?? "", urn } as const;
    });
    if (!options?.continueOnError) return { ...planOf([]), result: "failed", diagnostics: diagnostics.slice(0, 1) };
    const isCompared = ({ urn, op }: PlannedStep) => op === "refresh" || !diagnostics.some((each) => each.urn === urn);
    const steps = this.refreshedSteps(stack, wanted).filter(isCompared);
    return { ...planOf(steps), result: "failed", diagnostics };
  }

  private differs(stack: string, { upstreams }: Work): boolean {
    const previewed = upstreams?.get(stack);
    return previewed !== undefined && JSON.stringify(previewed) !== JSON.stringify(this.standingOutputs.get(stack));
  }

  private warned({ stack: { stack } }: Work) {
    const message = this.warnings.get(stack);
    return message === undefined ? [] : [{ severity: "warning", message } as const];
  }

  async up(work: Work, options?: OperationOptions): Promise<Outcome> {
    if (!(await this.begin("up", work))) return cancelled;
    const { stack } = work.stack;
    const wanted = this.resourcesOf(work, new Set());
    if (wanted instanceof Error) return failedWith(wanted);
    const plan = planOf(this.stepsOf(stack, wanted).filter(isTarget(options)));
    const failed = this.failing.has(stack);
    this.saves.set(stack, (this.saves.get(stack) ?? 0) + 1);
    const steps = plan.steps.map(
      (step, index): TakenStep => ({
        ...step,
        status: failed && index > 0 ? "failed" : "done",
        milliseconds: 1,
      }),
    );
    this.standing.set(stack, after(this.standing.get(stack) ?? {}, steps));
    const cloud = this.cloud.get(stack);
    if (cloud)
      this.cloud.set(
        stack,
        after(
          cloud,
          steps.filter(({ op }) => op !== "same"),
        ),
      );
    if (!failed) this.standingOutputs.set(stack, this.outputsOf.get(stack) ?? {});
    const diagnostics = failed ? [{ severity: "error", message: `${stack} broke` } as const] : [];
    return { ...plan, steps, result: failed ? "failed" : "succeeded", diagnostics };
  }

  async refresh(work: Work, options: OperationOptions = {}): Promise<Outcome> {
    this.refreshed.push([work.stack.stack, options]);
    const verb = options.adoptPendingCreates ? "refresh --adopt" : "refresh";
    if (!(await this.begin(verb, work))) return cancelled;
    const { stack } = work.stack;
    const read = options.previewOnly ? this.readFromCloud(stack) : [];
    const cloud = this.cloud.get(stack);
    if (cloud && options.targets) {
      this.saves.set(stack, (this.saves.get(stack) ?? 0) + 1);
      const found = this.readFromCloud(stack).filter(isTarget(options));
      this.standing.set(stack, after(this.standing.get(stack) ?? {}, found));
    }
    const creating = options.previewOnly ? { creating: this.creating.get(stack) ?? [] } : {};
    return { ...planOf([]), steps: read, diagnostics: this.warned(work), ...creating };
  }

  /** What a refresh finds, as the result of each step. */
  private readFromCloud(stack: string): readonly TakenStep[] {
    const standing = this.standing.get(stack) ?? {};
    const cloud = this.cloud.get(stack) ?? standing;
    return Object.entries(standing).map(([name, inputs]) => {
      const found = cloud[name];
      const same = JSON.stringify(found) === JSON.stringify(inputs) && !this.otherOutputs.has(name);
      const op = found === undefined ? "delete" : same ? "same" : "update";
      const other = this.otherOutputs.has(name) ? ({ otherOutputs: true } as const) : {};
      return { ...step(stack, name, op, inputs, found), ...other, status: "done", milliseconds: 1 };
    });
  }

  async destroy(work: Work): Promise<Outcome> {
    if (!(await this.begin("destroy", work))) return cancelled;
    const standing = this.standing.get(work.stack.stack) ?? {};
    this.standing.delete(work.stack.stack);
    const steps = Object.keys(standing).map((name) =>
      step(work.stack.stack, name, "delete", standing[name], undefined),
    );
    return { ...planOf(steps), steps: steps.map((each) => ({ ...each, status: "done", milliseconds: 1 })) };
  }

  async outputs(): Promise<StackOutputs> {
    return this.given;
  }

  async exportState({ stack }: StackName): Promise<UntypedDeployment> {
    this.onExport(stack);
    return { version: 3, deployment: this.deployments.get(stack) ?? {} };
  }

  async importState({ stack }: StackName, { deployment }: UntypedDeployment): Promise<void> {
    this.deployments.set(stack, deployment);
  }

  /** False for what was cancelled before it began. */
  private async begin(verb: string, work: Work): Promise<boolean> {
    this.calls.push(`${verb} ${work.stack.stack}`);
    if (work.signal?.aborted) return false;
    await this.during(verb, work);
    return true;
  }

  private refreshedSteps(stack: string, wanted: FakeResources): readonly PlannedStep[] {
    const standing = this.standing.get(stack) ?? {};
    const cloud = this.cloud.get(stack) ?? standing;
    const read = Object.keys(standing).map((name): PlannedStep => {
      const found = step(stack, name, "refresh", standing[name], cloud[name]);
      return this.otherOutputs.has(name) ? { ...found, otherOutputs: true } : found;
    });
    return [...read, ...this.stepsOf(stack, wanted, cloud)];
  }

  private stepsOf(
    stack: string,
    wanted: FakeResources,
    standing: FakeResources = this.standing.get(stack) ?? {},
  ): readonly PlannedStep[] {
    return [...new Set([...Object.keys(standing), ...Object.keys(wanted)])].map((name) => {
      const [old, now] = [standing[name], wanted[name]];
      if (!now) return step(stack, name, "delete", old, undefined);
      if (!old) return step(stack, name, "create", undefined, now);
      return step(stack, name, JSON.stringify(old) === JSON.stringify(now) ? "same" : "update", old, now);
    });
  }
}

const cancelled = { ...planOf([]), result: "cancelled", steps: [] } as const;

/** Whether an operation is to act on the resource of a step. */
function isTarget({ targets }: OperationOptions = {}): (step: Pick<PlannedStep, "urn">) => boolean {
  return ({ urn }) => targets === undefined || targets.includes(urn);
}

/** How an operation ends whose program throws: nothing was done. */
function failedWith({ message }: Error): Outcome {
  return { ...planOf([]), result: "failed", steps: [], diagnostics: [{ severity: "error", message }] };
}

/** The resources of a stack once the steps that are done were taken. */
function after(standing: FakeResources, steps: readonly TakenStep[]): FakeResources {
  const resources = new Map(Object.entries(standing));
  for (const { urn, status, newInputs } of steps) {
    const name = urn.slice(urn.lastIndexOf("::") + 2);
    if (status === "failed") continue;
    if (newInputs) resources.set(name, newInputs);
    else resources.delete(name);
  }
  return Object.fromEntries(resources);
}

/** A step of the given op on a network, with just enough around it. */
export function step(
  stack: string,
  name: string,
  op: StepOp,
  oldInputs: Readonly<Record<string, unknown>> | undefined,
  newInputs: Readonly<Record<string, unknown>> | undefined,
): PlannedStep {
  return stepOn({ stack, type: "gcp:compute/network:Network", name }, op, oldInputs, newInputs);
}

/** A step of the given op on a resource of any type. */
export function stepOn(
  { stack, type, name }: { readonly stack: string; readonly type: string; readonly name: string },
  op: StepOp,
  oldInputs: Readonly<Record<string, unknown>> | undefined,
  newInputs: Readonly<Record<string, unknown>> | undefined,
): PlannedStep {
  return {
    op,
    ...(oldInputs && { id: `networks/${name}` }),
    urn: `urn:pulumi:${stack}::groundwork::${type}::${name}`,
    type,
    provider: "",
    replaceKeys: [],
    diffs: [],
    protect: false,
    ...(oldInputs && { oldInputs }),
    ...(newInputs && { newInputs }),
  };
}

export function planOf(steps: readonly PlannedStep[]): Plan {
  const summary: Partial<Record<StepOp, number>> = {};
  for (const { op } of steps) summary[op] = (summary[op] ?? 0) + 1;
  return { result: "succeeded", steps, summary, diagnostics: [], outputs: {}, milliseconds: 1 };
}
