import {
  type AffectedEnvironment,
  belongsToStack,
  type ChangeRun,
  type EnvironmentRun,
  type Outcome,
  problemOf,
  removalIn,
  runOfOutcome,
} from "../../change/index.ts";
import type { Engine, OperationOptions, Work } from "../../engine/index.ts";
import { DeclarationIndex } from "../../environment/index.ts";
import type { CommitTree } from "../../git/index.ts";
import { type LastRun, mayStand } from "../../history/index.ts";
import { engineProgress } from "../../layer/index.ts";
import { cleaningUp } from "../../lib/index.ts";
import { uncommittedPaths } from "../../program/index.ts";
import { EnvironmentProtected, StillNeeded } from "../errors.ts";
import { underLeases } from "../lease/index.ts";
import type { FlowPorts } from "../ports.ts";
import { engineOf, recordRun, runEach } from "../run/index.ts";
import {
  arriving,
  desiredStates,
  environmentDependencies,
  infrastructureOf,
  requireKnown,
  requireReached,
  reversed,
  type StandingStacks,
  standingDependencies,
  standingStacks,
} from "../selection/index.ts";

export interface EnvironmentsRequest {
  /** Empty: all, for `refresh`; nothing at all, for `destroy`. */
  readonly environments: readonly string[];
  /** Asked once, before the first operation. */
  readonly confirm: (environments: readonly string[], standing: StandingResources) => Promise<boolean>;
}

export interface RefreshRequest extends EnvironmentsRequest {
  /** What becomes of creations whose end an earlier run did not see. */
  readonly pending: Pick<OperationOptions, "adoptPendingCreates" | "importPendingCreates" | "clearPendingCreates">;
}

/** How many resources of each environment its state holds; `undefined` where that cannot be read. Asked only when shown. */
export type StandingResources = () => Promise<ReadonlyMap<string, number | undefined>>;

/** Reads what the cloud says of every managed resource and makes the state say the same. Changes nothing in the cloud. */
export async function refreshEnvironments(request: RefreshRequest, ports: FlowPorts): Promise<ChangeRun> {
  const head = await ports.git.resolve("HEAD");
  const tree = await ports.git.treeOf(head);
  const names = await new DeclarationIndex(tree).names();
  requireKnown(request.environments, names);
  const wanted = request.environments.length > 0 ? request.environments : names;
  const dependencies = await environmentDependencies(tree);
  const options = request.pending;
  return changeEach({ verb: "refresh", wanted, tree, dependencies, request, options }, ports);
}

/**
 * Takes down environments, those that depend on others first. Also one whose folder has left Git: its state is all it needs. One in which
 * something is protected is kept as a whole.
 *
 * @throws {StillNeeded} before anything is touched, when an environment that stays depends on one of them.
 * @throws {EnvironmentNotReached} of an environment that neither the commits of this branch reach nor tags on it.
 */
export async function destroyEnvironments(request: EnvironmentsRequest, ports: FlowPorts): Promise<ChangeRun> {
  const tree = await ports.git.treeOf(await ports.git.resolve("HEAD"));
  const names = await new DeclarationIndex(tree).names();
  const { runs } = await ports.history.lastRuns();
  requireKnown(request.environments, [...names, ...runs.keys()]);
  await requireReached(request.environments, withTags(ports).reach, "destroy");
  const dependencies = await standingDependencies(tree, runs, ports);
  const dependents = reversed(dependencies);
  const stacks = standingStacks(ports.engines, desiredStates(tree));
  for (const name of request.environments) {
    const staying = [...(dependents.get(name) ?? [])].filter((other) => !request.environments.includes(other));
    const standing: string[] = [];
    for (const other of staying) if (await mayBeStanding(other, runs.get(other), stacks)) standing.push(other);
    if (standing.length > 0) throw new StillNeeded({ name, by: standing });
  }
  return changeEach({ verb: "destroy", wanted: request.environments, tree, dependencies, request }, ports);
}

/** What tags bring up on a branch is destroyed from it as well: no tag would destroy it. */
function withTags(ports: FlowPorts): FlowPorts {
  const { arrival } = ports.reach;
  return arrival?.branch === undefined ? ports : arriving({ as: "change", branch: arrival.branch }, ports);
}

/** The record is this machine's alone: what it does not know of stands unless the state is known to hold nothing of it. */
async function mayBeStanding(name: string, run: LastRun | undefined, stacks: StandingStacks): Promise<boolean> {
  return run ? mayStand(run) : (await stacks.has(name)) !== false;
}

interface Change {
  readonly verb: "refresh" | "destroy";
  readonly wanted: readonly string[];
  readonly tree: CommitTree;
  readonly dependencies: ReadonlyMap<string, ReadonlySet<string>>;
  readonly request: EnvironmentsRequest;
  readonly options?: OperationOptions;
}

async function changeEach(change: Change, ports: FlowPorts): Promise<ChangeRun> {
  const { verb, wanted: environments, tree } = change;
  return await underLeases({ verb, environments, tree }, ports, () => changeHeld(change, ports));
}

async function changeHeld(
  { verb, wanted, tree, dependencies, request, options }: Change,
  ports: FlowPorts,
): Promise<ChangeRun> {
  const startedAt = ports.clock.now().getTime();
  const { commit } = tree;
  const affected = { environments: wanted.map(infrastructureOf), total: wanted.length, changedFiles: 0 };
  const states = await standingStacks(ports.engines, desiredStates(tree)).lookedAt(wanted);
  const agreed = await request.confirm(wanted, () => standingResources(wanted, tree, ports));
  const workspace = await ports.workspaces.at(commit);
  return await cleaningUp(
    async () => {
      const order = verb === "destroy" ? "backwards" : "forwards";
      const one = (each: AffectedEnvironment) =>
        changeOne({ verb, tree, ...(options && { options }) }, each, workspace.folder, ports);
      // As in up: before anything is changed.
      const uncommitted = { paths: await uncommittedPaths(commit, ports.git) };
      const run: ChangeRun = {
        verb,
        commit,
        affected,
        previews: [],
        ...(!agreed && { refusal: { kind: "declined" } }),
        environments: agreed ? await runEach(affected.environments, dependencies, one, ports, order) : [],
        states,
        uncommitted,
        local: ports.engines.local,
        milliseconds: ports.clock.now().getTime() - startedAt,
      };
      return await recordRun(run, ports);
    },
    () => workspace.dispose(),
  );
}

async function changeOne(
  { verb, tree, options }: Pick<Change, "verb" | "tree" | "options">,
  affected: AffectedEnvironment,
  folder: string,
  ports: FlowPorts,
): Promise<EnvironmentRun> {
  const environment = affected.name;
  const startedAt = ports.clock.now().getTime();
  ports.onProgress({ kind: "started", environment, activity: verb });
  try {
    const engine = await engineOf(environment, tree, ports);
    const work: Work = {
      stack: { project: ports.engines.project, stack: environment },
      program: { folder },
      config: await ports.source.config(),
      onEvent: engineProgress(environment, ports.onProgress),
      signal: ports.signal,
    };
    if (verb === "destroy") await requireUnprotected(environment, tree, engine, ports);
    const outcome = await engine[verb](work, options && forStack(options, environment));
    reportEnd(environment, verb, outcome, ports);
    const now = ports.clock.now();
    const milliseconds = now.getTime() - startedAt;
    return { affected, layers: [runOfOutcome(outcome, { at: now.toISOString(), milliseconds })], milliseconds };
  } catch (thrown) {
    const problem = problemOf(thrown);
    ports.onProgress({ kind: "finished", environment, activity: verb, message: problem.message, good: false });
    const now = ports.clock.now();
    const refused = { layer: "infrastructure", at: now.toISOString(), kind: "refused", problem } as const;
    return { affected, layers: [refused], milliseconds: now.getTime() - startedAt };
  }
}

/**
 * An engine deletes what is not protected before it comes to what is, and half an environment is of no use.
 *
 * @throws {EnvironmentProtected} before anything is touched
 */
async function requireUnprotected(
  name: string,
  tree: CommitTree,
  engine: Engine,
  { engines }: Pick<FlowPorts, "engines">,
): Promise<void> {
  const { deployment } = await engine.exportState({ project: engines.project, stack: name });
  const urns = removalIn(deployment).protected;
  if (urns.length === 0) return;
  const isDeclared = (await new DeclarationIndex(tree).names()).includes(name);
  throw new EnvironmentProtected({ name, urns, isDeclared });
}

async function standingResources(
  names: readonly string[],
  tree: CommitTree,
  ports: FlowPorts,
): Promise<ReadonlyMap<string, number | undefined>> {
  const counts = names.map(async (name) => {
    try {
      const engine = await engineOf(name, tree, ports);
      const { deployment } = await engine.exportState({ project: ports.engines.project, stack: name });
      return [name, removalIn(deployment).resources] as const;
    } catch {
      // What keeps the state from being read is said by the destroy itself.
      return [name, undefined] as const;
    }
  });
  return new Map(await Promise.all(counts));
}

/** Without the ids of other environments' resources, which this stack's state does not hold. */
function forStack(options: OperationOptions, stack: string): OperationOptions {
  const ids = Object.entries(options.importPendingCreates ?? {});
  const own = ids.filter(([urn]) => belongsToStack(urn, stack));
  return { ...options, importPendingCreates: Object.fromEntries(own) };
}

function reportEnd(environment: string, verb: "refresh" | "destroy", { result }: Outcome, ports: FlowPorts): void {
  const good = result === "succeeded";
  ports.onProgress({ kind: "finished", environment, activity: verb, message: result, good });
}
