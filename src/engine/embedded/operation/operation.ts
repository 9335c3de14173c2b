import type { OperationResult, PlanReads, StepOp } from "../../../change/index.ts";
import type { Clock } from "../../../lib/index.ts";
import { qualifiedTypeOfUrn, stackType } from "../../../pulumi/index.ts";
import type { EngineEvent, OperationOptions, Work } from "../../engine.ts";
import { TargetUnknown } from "../../errors.ts";
import type { ProviderSource } from "../../provider-source.ts";
import {
  adoptBeforeDestroy,
  ComponentOutputs,
  carryOutDeletions,
  Decisions,
  type DeploymentContext,
  EventStream,
  OldState,
  Reads,
  ResultsNotRecorded,
  refreshOldState,
  SnapshotRecorder,
  StepCounts,
  StepExecutor,
  StepGenerator,
  Stop,
  Targets,
  unknownTargets,
} from "../deployment/index.ts";
import type { ProgramRunner } from "../program/index.ts";
import { BuiltinProvider, ProviderRegistry } from "../providers/index.ts";
import {
  type ProjectSettings,
  type ResolvedConfig,
  type ResourceState,
  type Snapshot,
  type StateStore,
  secretTextsOf,
} from "../stack/index.ts";
import { PendingCreationsExist, warnOfPending } from "./pending-warning.ts";
import { providerHost } from "./provider-host.ts";
import { runProgram } from "./run-program.ts";
import { stackOutputsReader } from "./stack-reference.ts";

export type Verb = "preview" | "up" | "refresh" | "destroy";

/** What an operation has at hand once nothing keeps it from starting. */
export interface OperationInput {
  readonly verb: Verb;
  readonly work: Work;
  readonly options: OperationOptions;
  readonly project: ProjectSettings;
  readonly config: ResolvedConfig;
  readonly snapshot: Snapshot;
  readonly store: StateStore;
  readonly providers: ProviderSource;
  readonly programs: ProgramRunner;
  /** The folder that all assets of the program have to be in; anywhere when absent. */
  readonly filesWithin?: string;
  readonly clock: Clock;
  /** The command that adopts what pending creations of the stack made. */
  readonly adoptCommand: string;
  readonly listeners: readonly ((event: EngineEvent) => void)[];
  /** Called after the last event of an operation that changes something. A rejection is reported and makes the result `failed`. */
  readonly recordHistory?: (result: OperationResult, changes: Partial<Record<StepOp, number>>) => Promise<void>;
}

export interface OperationEnd {
  readonly result: OperationResult;
  /** Why nothing was begun, though what was given may be right. */
  readonly refusal?: PendingCreationsExist;
  readonly reads: PlanReads;
  /** By URN of a new resource, paths of its inputs that the program does not give. */
  readonly addedInputs: ReadonlyMap<string, readonly (readonly string[])[]>;
  /** URNs of what the state said, before the operation, was being created when a run was cut short. */
  readonly creating: readonly string[];
}

/** What works on the state alone knows before it starts whether it has what is named. @throws {TargetUnknown} */
export function refuseUnknownNames(verb: Verb, { targets = [], excludes = [] }: OperationOptions, old: Snapshot): void {
  if (verb !== "refresh" && verb !== "destroy") return;
  const known = new Set(old.resources.map(({ urn }) => urn));
  const target = [...targets, ...excludes].find((name) => !name.includes("*") && !known.has(name));
  if (target !== undefined) throw new TargetUnknown({ target });
}

/**
 * Carries out one operation from its first event to its last. Failures are part of the result, so it always resolves.
 */
export async function carryOut(input: OperationInput): Promise<OperationEnd> {
  const startedAt = input.clock.now().getTime();
  const context = contextFor(input);
  const { events, stop, registry, recorder, decisions, counts } = context;
  const cancel = () => {
    stop.request("cancelled");
    void registry.cancelAll();
  };
  const { signal } = input.work;
  if (signal?.aborted) cancel();
  signal?.addEventListener("abort", cancel, { once: true });
  events.emit({ preludeEvent: { config: blindedConfig(input.config) } });
  const executor = new StepExecutor(context);
  let refusal: PendingCreationsExist | undefined;
  try {
    await work(context, executor, input);
  } catch (error) {
    if (error instanceof PendingCreationsExist) refusal = error;
    else events.problem(error);
    stop.request("failed", { reported: true });
  }
  // Running provider calls are awaited even when the deployment was stopped, because their results have to be recorded.
  await executor.idle();
  try {
    if (!context.preview) await recorder.finish();
  } catch (error) {
    if (error instanceof ResultsNotRecorded) events.problem(error.cause);
    events.problem(error);
    stop.request("failed");
  }
  signal?.removeEventListener("abort", cancel);
  await registry.closeAll();

  let result = resultOf(context, input);
  events.emit({
    summaryEvent: {
      maybeCorrupt: decisions.uncertain,
      durationSeconds: Math.ceil((input.clock.now().getTime() - startedAt) / 1_000),
      resourceChanges: counts.toObject(),
      policyPacks: {},
    },
  });
  try {
    await input.recordHistory?.(result, counts.toObject());
  } catch (error) {
    events.problem(error);
    if (result === "succeeded") result = "failed";
  }
  if (result === "succeeded") tellOutputs(context, input);
  return {
    result,
    ...(refusal && { refusal }),
    reads: context.reads.toObject(),
    addedInputs: decisions.addedInputs,
    creating: input.snapshot.pendingOperations.flatMap(({ type, resource }) =>
      type === "creating" ? [resource.urn] : [],
    ),
  };
}

/** Raw, with unknown outputs and marks of secrets, as the next engine's program is to find them. */
function tellOutputs({ decisions }: DeploymentContext, { verb, work }: OperationInput): void {
  if (verb !== "preview" || !work.onOutputs) return;
  const stack = [...decisions.current.values()].find(({ urn }) => qualifiedTypeOfUrn(urn) === stackType);
  work.onOutputs(stack?.state.outputs ?? {});
}

async function work(context: DeploymentContext, executor: StepExecutor, input: OperationInput): Promise<void> {
  const { verb, options } = input;
  const refreshes = verb === "refresh" || options.refresh === true;
  if (refreshes) {
    report(unknownTargets(context.targets.literalsOfState, context), context);
    const adopts = options.adoptPendingCreates === true || verb === "destroy";
    if (!context.stop.reason) await refreshOldState(context, executor, { adopts });
  } else if (verb === "destroy") {
    await warnOfPending(input.snapshot.pendingOperations, input.adoptCommand, context);
    await adoptBeforeDestroy(context);
  }
  if ((verb === "up" || verb === "preview") && !context.stop.reason) {
    const pending = refreshes ? context.recorder.pendingCreations : input.snapshot.pendingOperations;
    refuseToRepeat(await warnOfPending(pending, input.adoptCommand, context), input.adoptCommand, context);
  }
  if (verb === "refresh" || context.stop.reason) return;
  // A preview changes nothing, so that what could not be read keeps none of the others from being compared.
  if (context.decisions.sawError && !(verb === "preview" && options.continueOnError)) return;

  const outputs = new ComponentOutputs(context);
  if (verb !== "destroy") {
    const generator = new StepGenerator(context, executor);
    const repeatable = verb === "preview" && input.work.mayShareProcess === true;
    context.registry.prepare(input.snapshot.resources);
    await runProgram({ context, executor, generator, outputs, ...input, repeatable }, async () => {
      report(unknownTargets(context.targets.literals, context), context);
      if (!context.stop.reason) await carryOutDeletions(context, executor);
    });
  }
  if (verb === "destroy" && !context.stop.reason) await carryOutDeletions(context, executor);
  await executor.idle();
  await outputs.finish(context.stop.reason !== undefined || context.decisions.sawError);
}

/** What is left out of an up cannot be made twice by it. */
function refuseToRepeat(existing: readonly ResourceState[], adoptCommand: string, context: DeploymentContext): void {
  const urns = existing.filter((state) => context.targets.selects(state)).map(({ urn }) => urn);
  if (context.preview || urns.length === 0) return;
  throw new PendingCreationsExist({ urns, adoptCommand });
}

function contextFor(input: OperationInput): DeploymentContext {
  const { work, verb, options, snapshot, store, config, clock } = input;
  const preview = verb === "preview" || options.previewOnly === true;
  const decisions = new Decisions();
  const old = new OldState(snapshot);
  const events = new EventStream(clock, input.listeners, secretTextsOf(config));
  for (const resource of snapshot.resources) events.learnResource(resource);
  const reads = new Reads();
  if (options.refresh) reads.ofCloud();
  const outputsOf = stackOutputsReader({
    store,
    own: work.stack,
    ...(verb === "preview" && work.upstreams && { upstreams: work.upstreams }),
    reads,
    onUnreadable: (name) =>
      events.diagnostic("info", `Secrets of the stack ${name} are left empty: another passphrase opens them.`),
  });
  const builtin = new BuiltinProvider(outputsOf, (urn) => {
    const state = decisions.current.get(urn)?.state;
    return state && { id: state.id ?? "", state: state.outputs };
  });
  return {
    stack: work.stack,
    preview,
    refreshOnly: verb === "refresh",
    options,
    targets: new Targets(options),
    old,
    registry: new ProviderRegistry(input.providers, providerHost(input.project, config, events), preview, builtin),
    recorder: new SnapshotRecorder(
      snapshot,
      old.all,
      preview ? undefined : async (next) => await store.save(work.stack, next),
      () => [],
    ),
    events,
    counts: new StepCounts(),
    decisions,
    reads,
    stop: new Stop(),
    clock,
    ...(input.providers.idOfCreation && {
      idOfCreation: async (request, creation) => await input.providers.idOfCreation?.(request, creation),
    }),
  };
}

function report(problems: readonly Error[], { events, stop }: DeploymentContext): void {
  for (const problem of problems) events.diagnostic("error", problem.message);
  if (problems.length > 0) stop.request("failed", { reported: true });
}

function resultOf(context: DeploymentContext, { verb, options }: OperationInput): OperationResult {
  const { events, stop, decisions, counts } = context;
  const word = context.preview ? "preview" : verb === "up" ? "update" : verb;
  if (stop.reason === undefined && !decisions.sawError && options.expectNoChanges && counts.changes > 0) {
    events.diagnostic(
      "error",
      `No changes were expected, but there ${counts.changes === 1 ? "is" : "are"} ${counts.changes}.`,
    );
    return "failed";
  }
  if (stop.reason === "cancelled") {
    events.diagnostic("error", `${word} cancelled`);
    return "cancelled";
  }
  if (stop.reason === undefined && !decisions.sawError) return "succeeded";
  if (!stop.reported) events.diagnostic("error", `${word} failed`);
  return "failed";
}

function blindedConfig({ values, secretKeys }: ResolvedConfig): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, secretKeys.includes(key) ? "[secret]" : value]),
  );
}
