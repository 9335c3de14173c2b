import {
  type AffectedEnvironment,
  type AffectedSet,
  type CommitRange,
  type Layer,
  layersInOrder,
  type Reason,
} from "../../change/index.ts";
import { DeclarationIndex } from "../../environment/index.ts";
import type { CommitTree } from "../../git/index.ts";
import { nearestName } from "../../lib/nearest-name.ts";
import { EnvironmentNotReached, UnknownEnvironment } from "../errors.ts";
import type { FlowPorts, Reach } from "../ports.ts";
import { affectedEnvironments, declaredLayers } from "./affected/index.ts";

export interface WantedEnvironments {
  /** Environments named by `--env`, affected or not. Empty: those that Git says are affected. */
  readonly environments: readonly string[];
  /** They are a part of those that the range touches: each is selected as Git has it, and not in full. @default false */
  readonly asPart?: boolean;
  /** Compare with the cloud as it is now, not as the state remembers it. */
  readonly refresh: boolean;
}

/**
 * The environments that a range touches, or those of them that `--env` names.
 *
 * A named environment is selected with all its layers, unless it is asked for as a part. With `refresh` the cloud of each is read, independent of what
 * the range touches.
 *
 * @throws {UnknownEnvironment}, {@link EnvironmentNotReached}
 */
export async function selectEnvironments(
  range: CommitRange,
  { environments: requested, asPart = false, refresh }: WantedEnvironments,
  ports: Pick<FlowPorts, "git" | "programs" | "reach">,
): Promise<AffectedSet> {
  const found = await affectedEnvironments(range, ports);
  const tree = await ports.git.treeOf(range.head);
  if (requested.length === 0) return refresh ? await withInfrastructure(found, tree) : found;
  const names = await new DeclarationIndex(tree).names();
  requireKnown(requested, [...names, ...found.environments.map(({ name }) => name)]);
  await requireReached(requested, ports.reach);
  const selected = await Promise.all([...new Set(requested)].map((name) => inFull(name, found, tree)));
  const named = new Set(requested);
  const unselected = found.environments.flatMap(({ name, layers }) =>
    !named.has(name) && layers.includes("infrastructure") ? [name] : [],
  );
  if (!asPart) return { ...found, environments: selected, unselected, isNamed: true };
  const touched = new Map(
    (refresh ? await withInfrastructure(found, tree) : found).environments.map((each) => [each.name, each]),
  );
  return {
    ...found,
    environments: selected.map((each) => touched.get(each.name) ?? each).toSorted(byName),
    unselected,
  };
}

/** @throws {EnvironmentNotReached} naming those that the commits of the branch do not reach. */
export async function requireReached(
  requested: readonly string[],
  reach: Reach,
  verb?: EnvironmentNotReached["data"]["verb"],
): Promise<void> {
  const environments = await reach.beyond([...new Set(requested)]);
  const { arrival } = reach;
  if (environments.length === 0) return;
  throw new EnvironmentNotReached({ environments, ...(arrival && { arrival }), ...(verb && { verb }) });
}

/** As it is selected when only its infrastructure is looked at, or changed. */
export function infrastructureOf(name: string): AffectedEnvironment {
  return { name, folder: "unchanged", reasons: [requested], layers: [requested.layer] };
}

/** The same environments, each with its infrastructure, and with the machines that this may make anew. */
export async function withInfrastructure(found: AffectedSet, tree: CommitTree): Promise<AffectedSet> {
  const environments = found.environments.map(async (each) => {
    const declared = await declaredLayers(tree, each.name);
    return withLayers(
      each,
      declared.filter((layer) => layer !== "cluster"),
    );
  });
  return { ...found, environments: await Promise.all(environments) };
}

/** @throws {UnknownEnvironment} with every name that is not known. */
export function requireKnown(
  requested: readonly string[],
  names: readonly string[],
  where: UnknownEnvironment["data"]["where"] = "in this commit",
): void {
  const known = [...new Set(names)].toSorted();
  const unknown = [...new Set(requested)].filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  throw new UnknownEnvironment({
    unknown: unknown.map((name) => ({ name, nearest: nearestName(name, known) })),
    known,
    where,
  });
}

const requested = { kind: "requested", layer: "infrastructure" } as const satisfies Reason;

async function inFull(name: string, { environments }: AffectedSet, tree: CommitTree): Promise<AffectedEnvironment> {
  const found = environments.find((each) => each.name === name);
  return withLayers(found ?? { name, folder: "unchanged", reasons: [], layers: [] }, await declaredLayers(tree, name));
}

function withLayers(environment: AffectedEnvironment, wanted: readonly Layer[]): AffectedEnvironment {
  if (environment.folder === "removed") return environment;
  const { layers, reasons } = environment;
  return {
    ...environment,
    reasons: layers.includes("infrastructure") ? reasons : [requested, ...reasons],
    layers: layersInOrder.filter((layer) => layers.includes(layer) || wanted.includes(layer)),
  };
}

function byName(a: AffectedEnvironment, b: AffectedEnvironment): number {
  return a.name < b.name ? -1 : 1;
}
