import {
  type ChangeCounts,
  type ChangePreview,
  type EnvironmentPreview,
  type Layer,
  type ManifestFiles,
  type MergeTarget,
  type Problem,
  type Reason,
  type ShownStep,
  type StateLookedAt,
  unhandledLayers,
} from "../../change/index.ts";
import { type OperationJson, operationJson } from "../operation/index.ts";
import { reasonText } from "../section/index.ts";

/** What `groundwork preview --json` prints, and `groundwork up --plan` reads. Members are added, never changed. */
export interface PreviewJson {
  readonly kind: "preview";
  readonly version: 1;
  /** Full id of the commit that was previewed. */
  readonly commit: string;
  /** The commit that it was compared with; absent when environments were named. */
  readonly base?: string;
  /** The branch that it is to be merged into, and whether its merge was previewed. Absent where there is none. */
  readonly target?: MergeTarget;
  readonly local: boolean;
  /** Where the stacks are kept that were looked at, and how many hold resources: 0 where nothing was ever brought up. */
  readonly states: readonly StateLookedAt[];
  /** Over all environments; absent when one of them could not be previewed. */
  readonly digest?: string;
  /** Environments in the commit, affected or not. */
  readonly environmentsInCommit: number;
  readonly changedFiles: number;
  readonly environments: readonly EnvironmentPreviewJson[];
  /** Paths that differ on disk and were left out, because they are not committed. */
  readonly uncommitted: readonly string[];
  readonly milliseconds: number;
}

export interface EnvironmentPreviewJson {
  readonly name: string;
  /** `failed` and `not-handled` mean unknown: never "no changes". */
  readonly kind: EnvironmentPreview["kind"];
  readonly folder: string;
  readonly layers: readonly string[];
  readonly reasons: readonly ReasonJson[];
  /** Layers that are not handled yet: unknown, never "no changes". Empty when there is none. */
  readonly unhandled: readonly Layer[];
  /** The following are there for `planned` and `manifests-only`. */
  readonly digest?: string;
  /** What `up` may do at most; values only as hashes. */
  readonly steps?: readonly ShownStep[];
  /** What the sync agent would build: files as Git's names for their contents. */
  readonly manifests?: ManifestFiles;
  /** The following are there for `planned` only. */
  readonly counts?: ChangeCounts;
  /** The whole plan, in the shape of Pulumi's preview digest. */
  readonly plan?: OperationJson;
  /** There for `failed` only. */
  readonly problem?: Problem;
}

/** The reason as data, and in words. */
export type ReasonJson = Reason & { readonly text: string };

export function previewJson(preview: ChangePreview): PreviewJson {
  const { commit, target, affected, digest, local, states, uncommitted, milliseconds, environments } = preview;
  return {
    kind: "preview",
    version: 1,
    commit,
    ...(affected.range && { base: affected.range.base }),
    ...(target && { target }),
    local,
    states,
    ...(digest && { digest }),
    environmentsInCommit: affected.total,
    changedFiles: affected.changedFiles,
    environments: environments.map(environmentPreviewJson),
    uncommitted: uncommitted.paths,
    milliseconds,
  };
}

export function environmentPreviewJson(preview: EnvironmentPreview): EnvironmentPreviewJson {
  const { name, folder, layers, reasons } = preview.affected;
  const common = {
    name,
    kind: preview.kind,
    folder,
    layers,
    reasons: reasons.map((reason) => ({ ...reason, text: reasonText(reason) })),
    unhandled: unhandledLayers(preview.affected),
  };
  if (preview.kind === "failed") return { ...common, problem: preview.problem };
  if (preview.kind !== "planned" && preview.kind !== "manifests-only") return common;
  const { digest, manifests } = preview;
  if (preview.kind === "manifests-only") return { ...common, digest, steps: [], manifests };
  const { counts, steps, plan } = preview;
  return { ...common, digest, steps, manifests, counts, plan: operationJson(plan) };
}
