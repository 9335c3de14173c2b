import {
  type AffectedEnvironment,
  type AffectedSet,
  type CommitRange,
  layersInOrder,
  type Reason,
} from "../../../change/index.ts";
import { DeclarationIndex } from "../../../environment/index.ts";
import type { CommitTree, FileChange, Repository } from "../../../git/index.ts";
import { FluxMemo } from "../../../kubernetes/manifests/index.ts";
import { keptPromises } from "../../../lib/index.ts";
import type { ProgramReader } from "../../../program/index.ts";
import type { Reach } from "../../ports.ts";
import { withinReach } from "../reach.ts";
import { addressChanges } from "./address-changes.ts";
import { agentManifestChanges } from "./agent-manifests.ts";
import { dependenciesOf, dependentsOf } from "./dependents.ts";
import { declaredLayers, type OwnChanges, ownChanges } from "./own-changes.ts";
import { programChanges } from "./program-changes.ts";
import { resourceChanges } from "./resource-changes.ts";
import { sharedManifestChanges } from "./shared-manifests.ts";

export interface AffectedPorts {
  readonly git: Repository;
  readonly programs: ProgramReader;
  readonly reach: Reach;
}

/**
 * The environments whose desired state differs between two commits, each with every reason.
 *
 * Exact in what it reads (Git's objects, the program's imports, the lockfile's dependency lists) and on the safe side where
 * only a run could tell: then the environment is affected and the reason says why. Environments are sorted by name. Those that the
 * commits do not reach are named apart.
 */
export async function affectedEnvironments(range: CommitRange, ports: AffectedPorts): Promise<AffectedSet> {
  const { differences } = memoOf(ports.git, ports.programs);
  const differing = await differences(`${range.base}..${range.head}`, () => differingEnvironments(range, ports));
  return await withinReach(differing, ports.reach, range.base);
}

async function differingEnvironments(
  range: CommitRange,
  { git, programs }: Pick<AffectedPorts, "git" | "programs">,
): Promise<AffectedSet> {
  const [changes, before, after] = await Promise.all([
    git.changedFiles(range.base, range.head),
    git.treeOf(range.base),
    git.treeOf(range.head),
  ]);
  const index = new DeclarationIndex(after);
  const names = await index.names();
  if (changes.length === 0) return { range, environments: [], total: names.length, changedFiles: 0 };

  const own = ownChanges(changes);
  const [profiles, addresses, program, agents, resources, shared] = await Promise.all([
    profileReasons(changes, names, index),
    addressChanges(changes, before, after, names),
    programChanges(changes, before, after, programs),
    agentManifestChanges(changes, names, index),
    resourceChanges(changes, before, after, programs, names, index),
    sharedManifestChanges(
      changes,
      { before, after, ownUrl: await git.remoteUrl("origin"), memo: memoOf(git, programs).manifests },
      names,
      index,
    ),
  ]);
  const ofFolders = new Map([...own].map(([name, each]) => [name, each.reasons]));
  const bySource = [ofFolders, profiles, addresses, agents, resources, shared];
  const reasons = new Map(
    names.map((name) => [name, [...bySource.flatMap((found) => found.get(name) ?? []), ...program]]),
  );
  const removed = [...own].filter(([name, { folder }]) => folder === "removed" && !reasons.has(name));
  const gone = removed.map(([name]) => name);
  for (const [name, environment] of await dependentReasons(reasons, gone, index))
    reasons.get(name)?.push({ kind: "depends-on", layer: "infrastructure", environment });

  const present = await Promise.all(
    [...reasons]
      .flatMap(([name, each]) => affected(name, own.get(name), each))
      .map((each) => withMachines(each, after)),
  );
  return {
    range,
    environments: [...present, ...removed.flatMap(([name, each]) => affected(name, each, each.reasons))].toSorted(
      (a, b) => (a.name < b.name ? -1 : 1),
    ),
    total: names.length,
    changedFiles: changes.length,
  };
}

/** What commits were found to hold, and to change: neither is ever another. */
interface Memo {
  readonly programs: ProgramReader;
  readonly manifests: FluxMemo;
  /** By two commits, `BASE..HEAD`. */
  readonly differences: ReturnType<typeof keptPromises<AffectedSet>>;
}

/**
 * Kept as long as its repository is: a process that previews every push reads each manifest once, and a job that reads the queue of a
 * branch again compares the commits that have come since.
 */
const memos = new WeakMap<Repository, Memo>();

function memoOf(git: Repository, programs: ProgramReader): Memo {
  const kept = memos.get(git);
  if (kept?.programs === programs) return kept;
  const memo: Memo = { programs, manifests: new FluxMemo(), differences: keptPromises() };
  memos.set(git, memo);
  return memo;
}

async function profileReasons(
  changes: readonly FileChange[],
  names: readonly string[],
  index: DeclarationIndex,
): Promise<ReadonlyMap<string, readonly Reason[]>> {
  const changed = new Set(changes.map(({ path }) => path).filter((path) => path.split("/")[1]?.startsWith("_")));
  if (changed.size === 0) return new Map();
  const found = await Promise.all(
    names.map(async (name) => {
      const chain = await index.profilesOf(name);
      const reasons = chain
        .map(
          (path, index): Reason => ({ kind: "profile", layer: "infrastructure", path, through: chain.slice(0, index) }),
        )
        .filter((reason) => reason.kind === "profile" && changed.has(reason.path));
      return [name, reasons] as const;
    }),
  );
  return new Map(found);
}

/** Only infrastructure has outputs that another environment can use; that of a folder that left Git has none any more. */
async function dependentReasons(
  reasons: ReadonlyMap<string, readonly Reason[]>,
  gone: readonly string[],
  index: DeclarationIndex,
): Promise<ReadonlyMap<string, string>> {
  const present = [...reasons].filter(([, each]) => each.some(({ layer }) => layer === "infrastructure"));
  const changed = [...present.map(([name]) => name), ...gone];
  if (changed.length === 0 || present.length === reasons.size) return new Map();
  return dependentsOf(new Set(changed), await dependenciesOf(index, gone));
}

/** What changes the infrastructure may make machines, and a new machine is configured by the same playbooks as the others. */
async function withMachines(environment: AffectedEnvironment, tree: CommitTree): Promise<AffectedEnvironment> {
  const { name, layers } = environment;
  if (!layers.includes("infrastructure") || layers.includes("machines")) return environment;
  const declared = await declaredLayers(tree, name);
  return declared.includes("machines") ? { ...environment, layers: [...layers, "machines"] } : environment;
}

function affected(
  name: string,
  own: OwnChanges | undefined,
  reasons: readonly Reason[],
): readonly AffectedEnvironment[] {
  if (reasons.length === 0) return [];
  const layers = layersInOrder.filter((layer) => reasons.some((reason) => reason.layer === layer));
  return [{ name, folder: own?.folder ?? "unchanged", reasons, layers }];
}
