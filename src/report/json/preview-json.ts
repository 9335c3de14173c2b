import {
  type ChangeCounts,
  type ChangePreview,
  digestOfPreview,
  type EnvironmentPreview,
  type FolderChange,
  type ForeseenPromotion,
  isPlanned,
  type Layer,
  type LayerPreview,
  type MachinesAgainstGit,
  type ManifestFiles,
  type MergeTarget,
  type NotReached,
  type PlaybookCheck,
  type Posting,
  type PreviewKind,
  type Problem,
  previewKind,
  type ReachedByTag,
  type Reason,
  type Removal,
  type RestsOn,
  type ShownBefore,
  type ShownStep,
  type StateLookedAt,
  whatIsShown,
} from "../../change/index.ts";
import { type OperationJson, operationJson } from "../operation/index.ts";
import { reasonText } from "../section/index.ts";
import { type ClustersJson, clustersJson } from "./kubediff-json.ts";

/**
 * What `groundwork preview --json` prints, and `groundwork up --plan` reads. Within a version members are added, never changed;
 * `--plan` reads every version so far.
 */
export interface PreviewJson {
  readonly kind: "preview";
  readonly version: 2;
  /** Full id of the commit that was previewed. */
  readonly commit: string;
  /** The commit that it was compared with; absent when environments were named. */
  readonly base?: string;
  /** The branch that it is to be merged into, and whether its merge was previewed. Absent where there is none. */
  readonly target?: MergeTarget;
  readonly local: boolean;
  /** There where the change comes from outside: no cloud was asked, and `--plan` refuses it. */
  readonly rehearsed?: "outside";
  /** Where the stacks are kept that were looked at, and how many hold resources: 0 where no environment stands. */
  readonly states: readonly StateLookedAt[];
  /** Over all environments; absent when one of them could not be previewed. */
  readonly planDigest?: string;
  /** Environments in the commit, affected or not. */
  readonly environmentsInCommit: number;
  readonly changedFiles: number;
  readonly environments: readonly EnvironmentPreviewJson[];
  /** Others that differ, and that commits of this branch do not reach. */
  readonly notReached?: readonly NotReached[];
  /** Those of the environments that merging does not bring up, and a later tag does. */
  readonly laterByTag?: readonly ReachedByTag[];
  /** How the change will reach them, stage by stage; absent without a promotion file. */
  readonly promotion?: ForeseenPromotion;
  /** Paths that differ on disk and were left out, because they are not committed. */
  readonly uncommitted: readonly string[];
  /** Why no merge can be held to it; absent where it is on record. */
  readonly unrecorded?: Problem;
  readonly milliseconds: number;
  /** With `--forge`: where the result was shown. */
  readonly posting?: Posting;
}

export interface EnvironmentPreviewJson {
  readonly name: string;
  /** The loudest of its layers: `failed`, `unknown` and `not-handled` are never to be read as "no changes". */
  readonly kind: PreviewKind;
  readonly folder: FolderChange;
  readonly reasons: readonly ReasonJson[];
  /** Over all its layers; absent when one of them could not be compared. */
  readonly planDigest?: string;
  /** In the order they are built. Empty for a folder that left Git. */
  readonly layers: readonly LayerPreviewJson[];
  /** Of a folder that left Git: what destroying it would take away. */
  readonly removal?: Removal;
}

export interface LayerPreviewJson {
  readonly layer: Layer;
  /** `failed`, `unknown` and `not-handled` are never to be read as "no changes". */
  readonly kind: LayerPreview["kind"];
  /** When it was compared, in ISO 8601. */
  readonly at: string;
  /** The following are there for `planned` and `unchanged`. Of what binds. */
  readonly planDigest?: string;
  /** Of what the plan was made of; absent where that is not known, or the cloud was asked. */
  readonly inputsDigest?: string;
  /** Nothing decided about the plan but these inputs, so that it is shown again as long as they are the same. */
  readonly repeatable?: true;
  /** The preview on record that the plan was taken over from, instead of being made again. */
  readonly shownBefore?: ShownBefore;
  /** Changes of other environments that are not applied, and that the plan rests on. */
  readonly restsOn?: readonly RestsOn[];
  /** What `up` may do at most; values only as hashes. */
  readonly steps?: readonly ShownStep[];
  readonly counts?: ChangeCounts;
  /** What the sync agent would build, of the cluster: files as Git's names for their contents. These bind, and its steps do not. */
  readonly manifests?: ManifestFiles;
  /**
   * What stands in the clusters against the commit, where they were asked (`--refresh`): what is `not-compared` says nothing of what stands,
   * and the other members then hold for the manifests alone.
   */
  readonly clusters?: ClustersJson;
  /** What machines are configured by: files as Git's names for their contents, and a hash of each machine. These bind, and steps do not. */
  readonly playbookFiles?: ManifestFiles;
  /** How the machines stand to it, where they were asked (`--refresh`). */
  readonly machines?: MachinesAgainstGit;
  /**
   * The whole plan of the infrastructure, in the shape of Pulumi's preview digest. Absent of an unchanged layer that was shown before
   * without a warning.
   */
  readonly plan?: OperationJson;
  /** There for `failed` and `unknown`. */
  readonly problem?: Problem;
  /** Of `not-handled`: why it is left out. */
  readonly because?: string;
  /** Of machines: whether Ansible can read their playbooks. That it can says nothing of what they would do. */
  readonly playbooks?: PlaybookCheck;
}

/** The reason as data, and in words. */
export type ReasonJson = Reason & { readonly text: string };

export function previewJson(preview: ChangePreview, posting?: Posting): PreviewJson {
  const { commit, target, affected, planDigest, local, states, uncommitted, milliseconds, environments } = preview;
  return {
    kind: "preview",
    version: 2,
    commit,
    ...(affected.range && { base: affected.range.base }),
    ...(target && { target }),
    local,
    ...(preview.rehearsed && { rehearsed: preview.rehearsed }),
    states,
    ...(planDigest && { planDigest }),
    environmentsInCommit: affected.total,
    changedFiles: affected.changedFiles,
    environments: environments.map(environmentPreviewJson),
    ...(affected.notReached && { notReached: affected.notReached }),
    ...(affected.laterByTag && { laterByTag: affected.laterByTag }),
    ...(preview.promotion && { promotion: preview.promotion }),
    uncommitted: uncommitted.paths,
    ...(preview.unrecorded && { unrecorded: preview.unrecorded }),
    milliseconds,
    ...(posting && { posting }),
  };
}

export function environmentPreviewJson(preview: EnvironmentPreview): EnvironmentPreviewJson {
  const { name, folder, reasons } = preview.affected;
  const planDigest = preview.layers.some(isPlanned) ? digestOfPreview(preview) : undefined;
  return {
    name,
    kind: previewKind(preview),
    folder,
    reasons: reasons.map((reason) => ({ ...reason, text: reasonText(reason) })),
    ...(planDigest && { planDigest }),
    layers: preview.layers.map(layerPreviewJson),
    ...(preview.removal && { removal: preview.removal }),
  };
}

function layerPreviewJson(preview: LayerPreview): LayerPreviewJson {
  const { layer, kind, at } = preview;
  if (!isPlanned(preview))
    return {
      layer,
      kind,
      at,
      ...("problem" in preview && { problem: preview.problem }),
      ...("because" in preview && { because: preview.because }),
      ...("playbooks" in preview && { playbooks: preview.playbooks }),
    };
  const { clusters, machines, playbooks } = preview;
  return {
    ...whatIsShown(preview),
    ...(clusters && { clusters: clustersJson(clusters) }),
    ...(machines && { machines }),
    ...(playbooks && { playbooks }),
    ...(preview.plan && { plan: operationJson(preview.plan) }),
  };
}
