import type {
  AffectedChange,
  AffectedEnvironment,
  FolderChange,
  Layer,
  MergeTarget,
  NotReached,
  ReachedByTag,
} from "../../change/index.ts";
import { reasonText } from "../section/index.ts";
import type { ReasonJson } from "./preview-json.ts";

/**
 * What `groundwork affected --json` prints, and `groundwork report --expect` reads. Within a version members are added, never
 * changed.
 */
export interface AffectedJson {
  readonly kind: "affected";
  readonly version: 1;
  /** Full id of the change's commit. */
  readonly commit: string;
  /** The commit that it, or its merge, is compared with. */
  readonly base?: string;
  /** The branch that it is to be merged into, and whether its merge was looked at. Absent where there is none. */
  readonly target?: MergeTarget;
  /** Environments in the commit, affected or not. */
  readonly environmentsInCommit: number;
  readonly changedFiles: number;
  readonly environments: readonly AffectedEnvironmentJson[];
  /** Others that differ, and that commits of this branch do not reach. */
  readonly notReached?: readonly NotReached[];
  /** Those of the environments that merging does not bring up, and a later tag does. */
  readonly laterByTag?: readonly ReachedByTag[];
  /** Paths that differ on disk and were left out, because they are not committed. */
  readonly uncommitted: readonly string[];
}

export interface AffectedEnvironmentJson {
  readonly name: string;
  readonly folder: FolderChange;
  /** Layers that the reasons touch, in the order they are built. */
  readonly layers: readonly Layer[];
  /** Never empty; most specific first. */
  readonly reasons: readonly ReasonJson[];
}

export function affectedJson({ commit, target, affected, uncommitted }: AffectedChange): AffectedJson {
  return {
    kind: "affected",
    version: 1,
    commit,
    ...(affected.range && { base: affected.range.base }),
    ...(target && { target }),
    environmentsInCommit: affected.total,
    changedFiles: affected.changedFiles,
    environments: affected.environments.map(affectedEnvironmentJson),
    ...(affected.notReached && { notReached: affected.notReached }),
    ...(affected.laterByTag && { laterByTag: affected.laterByTag }),
    uncommitted: uncommitted.paths,
  };
}

function affectedEnvironmentJson({ name, folder, layers, reasons }: AffectedEnvironment): AffectedEnvironmentJson {
  return { name, folder, layers, reasons: reasons.map((reason) => ({ ...reason, text: reasonText(reason) })) };
}
