import { writeFile } from "node:fs/promises";
import type { Outcome, Plan } from "../../change/index.ts";
import { type Clock, cleaningUp, collectGarbage, keepHeapTight, manyResources, systemClock } from "../../lib/index.ts";
import { containsSecrets, withoutSecretMarks } from "../../pulumi/index.ts";
import type { Engine, EngineEvent, OperationOptions, Program, StackName, StackOutputs, Work } from "../engine.ts";
import { EventFold } from "../fold-events.ts";
import type { ProviderSource } from "../provider-source.ts";
import { StateChangedSincePlan, UnsupportedFeature } from "./errors.ts";
import type { OperationEnd, Verb } from "./operation/index.ts";
import { OutsideRefused, refuseForeignSettings, stateForOutside } from "./outside/index.ts";
import type { ProgramRunner } from "./program/index.ts";
import {
  type ConfigSource,
  emptySnapshot,
  type RunOrigin,
  requirePulumiVersion,
  type StateStore,
  stackOutputsOf,
  type UpdateKind,
} from "./stack/index.ts";

/** What the engine is made of. */
export interface EmbeddedEngineParts {
  readonly store: StateStore;
  readonly config: ConfigSource;
  readonly providers: ProviderSource;
  readonly programs: ProgramRunner;
  /**
   * The programs come from outside: they are previewed only, on what the state remembers, with every secret unknown and without what
   * other stacks give away. `programs`, `providers` and `config` have to be made for that, too. @default false
   */
  readonly outside?: boolean;
  /** Asked before a run that changes something, and waited for at its end. What it cannot say, the history lacks. */
  readonly origin?: (program: Program) => Promise<RunOrigin>;
  /** Steps at once where an operation does not say. As many as the Pulumi CLI takes when absent. */
  readonly parallel?: number;
  readonly clock?: Clock;
  /** As a user of this engine writes it: the command that adopts what pending creations of a stack made. */
  readonly adoptCommand?: (stack: StackName) => string;
}

const historyKinds: Readonly<Record<Verb, UpdateKind>> = {
  preview: "preview",
  up: "update",
  refresh: "refresh",
  destroy: "destroy",
};

/** What reading a large state leaves behind would stay for the whole operation: V8 measures what the heap may grow to by what is alive. */
function makeRoom(): void {
  keepHeapTight();
  collectGarbage();
}

/** Pulumi's deployment engine in this process: programs, providers and state are all that it needs. */
export function embeddedEngine(parts: EmbeddedEngineParts): Engine {
  const { config, outside = false, clock = systemClock } = parts;
  const store = outside ? stateForOutside(parts.store) : parts.store;

  const run = async (
    verb: Verb,
    work: Work,
    given: OperationOptions,
  ): Promise<{ readonly fold: EventFold; readonly end: OperationEnd; readonly milliseconds: number }> => {
    if (given.savePlan !== undefined || given.plan !== undefined)
      throw new UnsupportedFeature({ feature: "update plans" });
    if (given.runProgram)
      throw new UnsupportedFeature({ feature: "running the program for what it says of providers (`--run-program`)" });
    if (outside && (verb !== "preview" || given.refresh))
      throw new OutsideRefused({ what: given.refresh ? "the cloud to read (`--refresh`)" : "the cloud to change" });
    const changes = verb !== "preview" && given.previewOnly !== true;
    // The key is derived in another thread and the state is read while the lock is awaited. `load` compares the file under
    // the lock and reads it again only if it changed.
    if (changes) void store.prefetch(work.stack, "locked");
    const startedAt = performance.now();
    const events: EngineEvent[] = [];
    const fold = new EventFold(() => performance.now());
    const project = await config.loadProject(work.program);
    if (outside) refuseForeignSettings(project, work.stack.stack, work.program.folder);
    if (project.requiredPulumiVersion !== undefined) requirePulumiVersion(project.requiredPulumiVersion, project.file);
    const parallel = given.parallel ?? parts.parallel;
    const wanted: OperationOptions = {
      ...given,
      refresh: given.refresh ?? (project.alwaysRefreshes && !outside),
      ...(parallel !== undefined && { parallel }),
    };
    const runsProgram = verb === "preview" || verb === "up";
    if (runsProgram) {
      parts.programs.verify(project);
      parts.programs.prewarm?.(project);
    }
    const originSaid = changes ? parts.origin?.(work.program).catch(() => undefined) : undefined;
    // The protobufs take as long to load as everything else: only what runs a deployment pays for them, while its program is
    // starting and its key is derived.
    const loading = import("./operation/index.ts");
    loading.catch(() => undefined);
    const lock = changes ? await store.lock(work.stack, work.signal ? { signal: work.signal } : {}) : undefined;
    return await cleaningUp(
      async () => {
        const [resolved, snapshot, operation] = await Promise.all([
          config.resolve(project, work.stack.stack, work.config, { validate: runsProgram }),
          store.load(work.stack),
          loading,
        ]);
        const standing = snapshot?.manifest.time ?? "nothing";
        if (verb === "preview") work.onSavedState?.(standing);
        const { plannedOn } = given;
        if (verb === "up" && plannedOn !== undefined && plannedOn !== standing)
          throw new StateChangedSincePlan({ stack: work.stack.stack, planned: plannedOn, standing });
        if (snapshot && snapshot.resources.length >= manyResources) makeRoom();
        const options = operation.withProtectedExcludes(wanted, snapshot ?? emptySnapshot);
        operation.refuseUnknownNames(verb, options, snapshot ?? emptySnapshot);
        if (verb !== "refresh") operation.refuseDeleteHooks(options, snapshot ?? emptySnapshot);
        await operation.verifyRequiredProviders(parts.providers, runsProgram ? project : (snapshot ?? emptySnapshot));
        const startTime = Math.floor(clock.now().getTime() / 1_000);
        const end = await operation.carryOut({
          verb,
          work,
          options,
          project,
          config: resolved,
          snapshot: snapshot ?? emptySnapshot,
          store,
          providers: parts.providers,
          programs: parts.programs,
          ...(outside && { filesWithin: work.program.folder }),
          clock,
          adoptCommand: parts.adoptCommand?.(work.stack) ?? "a refresh with adoptPendingCreates",
          listeners: [
            fold.add,
            ...(options.importFile === undefined ? [] : [(event: EngineEvent) => void events.push(event)]),
            ...(work.onEvent ? [work.onEvent] : []),
          ],
          ...(changes && {
            recordHistory: async (result, resourceChanges) => {
              const { message = "", environment = {} } = (await originSaid) ?? {};
              await store.recordHistory(work.stack, {
                kind: historyKinds[verb],
                startTime,
                message: options.message || message,
                environment,
                config: resolved.record,
                result: result === "succeeded" ? "succeeded" : "failed",
                endTime: Math.floor(clock.now().getTime() / 1_000),
                resourceChanges,
              });
            },
          }),
        });
        if (end.refusal) throw end.refusal;
        if (options.importFile !== undefined)
          await writeFile(options.importFile, `${JSON.stringify(operation.importFileOf(events), undefined, 4)}\n`);
        return { fold, end, milliseconds: performance.now() - startedAt };
      },
      () => lock?.release(),
    );
  };

  const outcomeOf = async (verb: Verb, work: Work, options: OperationOptions): Promise<Outcome> => {
    const { fold, end, milliseconds } = await run(verb, work, options);
    const outcome = fold.outcome(end.result, milliseconds);
    return verb === "refresh" && options.previewOnly ? { ...outcome, creating: end.creating } : outcome;
  };

  return {
    name: "embedded",
    async preview(work: Work, options: OperationOptions = {}): Promise<Plan> {
      const { fold, end, milliseconds } = await run("preview", work, options);
      const { result, reads } = end;
      const addedInputs = Object.fromEntries(end.addedInputs);
      const creating = options.refresh ? { creating: end.creating } : {};
      return { ...fold.plan(result, milliseconds), reads, addedInputs, ...creating };
    },
    up: async (work, options = {}) => await outcomeOf("up", work, options),
    refresh: async (work, options = {}) => await outcomeOf("refresh", work, options),
    destroy: async (work, options = {}) => await outcomeOf("destroy", work, options),
    async outputs(stack): Promise<StackOutputs> {
      const snapshot = await store.load(stack);
      const outputs = snapshot ? stackOutputsOf(snapshot) : {};
      return Object.fromEntries(
        Object.entries(outputs).map(([key, value]) => [
          key,
          { value: withoutSecretMarks(value), secret: containsSecrets(value) },
        ]),
      );
    },
    exportState: async (stack) => await store.exportDeployment(stack),
    importState: async (stack, deployment) => await store.importDeployment(stack, deployment),
    prefetch: async (stack) => await store.prefetch(stack),
  };
}
