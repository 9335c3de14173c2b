import type { ChangePreview } from "./preview.ts";

/** A file that a rollback takes back, and why it is one of the environment's. */
export interface RestoredFile {
  readonly path: string;
  /** `shared`: other environments may use it, too. */
  readonly kind: "own" | "shared";
  readonly how: "changed" | "added" | "removed";
}

/** Something of a rollback's plan that no later change brings back. */
export interface Irreversible {
  readonly environment: string;
  /** A URN. */
  readonly resource: string;
  /** `made-empty`: it is created anew, and what it held before does not come back. */
  readonly what: "deleted" | "replaced" | "made-empty";
  /** Whether data, or other things that nothing registers, are gone with it. */
  readonly hasContents: boolean;
}

/** A file of another layer than the infrastructure that a rollback removes or changes: a sync agent prunes objects that no file has. */
export interface PrunedFile {
  readonly environment: string;
  readonly path: string;
  readonly how: "removed" | "changed";
}

/** Where a rollback was put. */
export type ChangePlace =
  /** Every file is already as it was then. */
  | { readonly kind: "nothing-to-do" }
  | { readonly kind: "dry-run" }
  | { readonly kind: "opened"; readonly changeRequest: { readonly number: number; readonly url: string } }
  /** The forge has no change requests. */
  | { readonly kind: "pushed" }
  /** No forge, or one whose branches cannot be moved. */
  | { readonly kind: "local" };

/** A change that makes what declares an environment as it was at an earlier commit. */
export interface Rollback {
  readonly environment: string;
  /** The branch that it is to be merged into, and its newest commit. */
  readonly branch: string;
  readonly tip: string;
  /** The commit that is gone back to. */
  readonly to: string;
  /** When the environment was brought up to that commit; absent where a person named it. */
  readonly stoodAt?: string;
  readonly files: readonly RestoredFile[];
  /** One line each: what made the environment what it is, and is left as it is. */
  readonly left: readonly string[];
  /** Other environments that the shared files change. */
  readonly alsoAffected: readonly string[];
  /** Branch of the rollback, and its commit. Absent where there is nothing to do. */
  readonly made?: { readonly branch: string; readonly commit: string };
  /** Of {@link made}. */
  readonly preview?: ChangePreview;
  /** What the plan of {@link preview} takes away for good, what holds data first. */
  readonly irreversible: readonly Irreversible[];
  /** Files whose objects go with what they hold, unless another file has them or `sync.prune` is off; those that are removed first. */
  readonly pruned: readonly PrunedFile[];
  /** Environments whose plan could not be made: what cannot be undone there is not known. */
  readonly unknown: readonly string[];
  readonly place: ChangePlace;
}
