import type { Layer } from "./layer.ts";

/** Why an environment's desired state differs between two commits. Paths are those of the repository. */
export type Reason =
  /** A file of its own folder. */
  | { readonly kind: "own-file"; readonly layer: Layer; readonly path: string }
  /** A profile that it extends, directly or through the profiles in `through`. */
  | {
      readonly kind: "profile";
      readonly layer: "infrastructure";
      readonly path: string;
      readonly through: readonly string[];
    }
  /** A `resources.ts` of its own or of a profile: `file` itself, or what it imports through the files in `through`. */
  | {
      readonly kind: "resources";
      readonly layer: "infrastructure";
      readonly path: string;
      readonly file: string;
      readonly through: readonly string[];
    }
  /** A source file of the program; `through` leads from the program's entry to it. */
  | {
      readonly kind: "program";
      readonly layer: "infrastructure";
      readonly path: string;
      readonly through: readonly string[];
    }
  /** The program's imports could not be followed, so every source file counts. */
  | { readonly kind: "program-unreadable"; readonly layer: "infrastructure"; readonly problem: string }
  /** Packages that the program can load, as `name 1.0.0 -> 1.1.0`. */
  | {
      readonly kind: "packages";
      readonly layer: "infrastructure";
      readonly path: string;
      readonly packages: readonly string[];
    }
  /** A file outside its folder that its manifests are built from. */
  | {
      readonly kind: "shared-manifest";
      readonly layer: "cluster";
      readonly path: string;
      readonly through: readonly string[];
    }
  /** A file that installs its sync agent. */
  | { readonly kind: "agent-manifest"; readonly layer: "infrastructure"; readonly path: string }
  /** Which files its manifests are built from is not known, so other changed files count. */
  | { readonly kind: "manifests-unreadable"; readonly layer: "cluster"; readonly problem: string }
  /** Its entry in the book of planned addresses. */
  | { readonly kind: "addresses"; readonly layer: "infrastructure"; readonly path: string }
  /** An environment whose outputs it uses may change. */
  | { readonly kind: "depends-on"; readonly layer: "infrastructure"; readonly environment: string }
  /** The folder came, went, or was given another name. */
  | { readonly kind: "added"; readonly layer: "infrastructure" }
  | { readonly kind: "removed"; readonly layer: "infrastructure" }
  | { readonly kind: "renamed"; readonly layer: "infrastructure"; readonly from: string }
  /** No run has brought it up so far, the last one failed, or records that may be of a later one are lost. */
  | { readonly kind: "not-applied"; readonly layer: "infrastructure"; readonly because: NotAppliedBecause }
  /** Playbooks for its machines, which no run on record has carried out to their end. */
  | { readonly kind: "not-handled"; readonly layer: "machines"; readonly path: string }
  /** Machines that are other instances than those to which its playbooks were applied. */
  | { readonly kind: "other-instances"; readonly layer: "machines"; readonly machines: readonly string[] }
  /** Whether they are is not known. */
  | { readonly kind: "instances-unknown"; readonly layer: "machines"; readonly problem: string }
  /** Git has no reason: it was named with `--env`, or the cloud is asked with `--refresh`. */
  | { readonly kind: "requested"; readonly layer: "infrastructure" };

export type NotAppliedBecause = "never-up" | "last-run-failed" | "last-run-unknown";

/** What happened to the folder between the two commits. */
export type FolderChange = "added" | "changed" | "removed" | "renamed" | "unchanged";

/** An environment whose desired state differs between two commits. */
export interface AffectedEnvironment {
  readonly name: string;
  readonly folder: FolderChange;
  /** Never empty; most specific first. */
  readonly reasons: readonly Reason[];
  /** Layers that the reasons touch, in the order they are built. */
  readonly layers: readonly Layer[];
}

/**
 * Whether Git has something for a layer that is not applied. Machines that were made anew have the infrastructure looked at as well, for which
 * Git has nothing then.
 */
export function hasReasonFor({ reasons }: Pick<AffectedEnvironment, "reasons">, layer: Layer): boolean {
  return reasons.some((reason) => reason.layer === layer && reason.kind !== "requested");
}

/** The two commits of a comparison. `base` is where they meet: the merge base of the target branch and `head`. */
export interface CommitRange {
  readonly base: string;
  readonly head: string;
}

/** The branch that a change is to be merged into. */
export interface MergeTarget {
  /** As it was named, or the main branch's name. */
  readonly name: string;
  readonly commit: string;
  /** Commits that it has and the change has not. */
  readonly behind: number;
  /** Whether the files that were looked at are those of the merge of both, which no branch has yet. */
  readonly merged: boolean;
}

/** An environment that these commits do not reach. */
export interface NotReached {
  readonly name: string;
  /** Patterns of the branches that it takes commits from. */
  readonly branches: readonly string[];
  /** Patterns of the tags with which it takes commits of the main branch. Absent where there are none. */
  readonly tags?: readonly string[];
}

/** An environment that merging a change does not bring up: a tag that is put on the main branch later does. */
export interface ReachedByTag {
  readonly name: string;
  /** Patterns of such tags. */
  readonly tags: readonly string[];
}

/** Where an environment takes commits from, in words: `from release/* or main, or by tags v*`. */
export function takenFrom({ branches, tags = [] }: Pick<NotReached, "branches" | "tags">): string {
  const from = branches.includes("*") ? "branches" : branches.join(" or ");
  const of = branches.length > 0 ? [`from ${from}`] : [];
  return [...of, ...(tags.length > 0 ? [`by tags ${tags.join(" or ")}`] : [])].join(", or ");
}

/** What a change touches, and how much was looked at to say so. */
export interface AffectedSet {
  readonly range?: CommitRange;
  readonly environments: readonly AffectedEnvironment[];
  /** Environments at head, touched or not. */
  readonly total: number;
  /** Paths that differ between the two commits. */
  readonly changedFiles: number;
  /** Environments among them that the range does not touch, and that do not stand at its head yet. */
  readonly beyondRange?: number;
  /** Others that differ, and that these commits do not reach: the promotion file names other branches or tags for them. */
  readonly notReached?: readonly NotReached[];
  /** Environments among them that wait for a tag once the change is merged. */
  readonly laterByTag?: readonly ReachedByTag[];
  /** Names of others that the range touches, where environments were selected by name. */
  readonly unselected?: readonly string[];
  /** They were selected by name, whether the range touches them or not. @default false */
  readonly isNamed?: boolean;
}
