import type { PropertyChange } from "../../../change/index.ts";
import type { PropertyMap } from "../../../pulumi/index.ts";

export interface CheckFailure {
  /** Empty when the resource as a whole is meant. */
  readonly property: string;
  readonly reason: string;
}

export interface CheckAnswer {
  readonly inputs: PropertyMap;
  readonly failures: readonly CheckFailure[];
}

export interface DiffAnswer {
  /** `unknown`: the provider leaves the comparison to the engine. `unavailable`: it cannot be asked in this preview. */
  readonly changes: "none" | "some" | "unknown" | "unavailable";
  readonly replaceKeys: readonly string[];
  readonly changedKeys: readonly string[];
  readonly detailedDiff?: Readonly<Record<string, PropertyChange>>;
  readonly deleteBeforeReplace: boolean;
}

export const noDiff: DiffAnswer = {
  changes: "none",
  replaceKeys: [],
  changedKeys: [],
  deleteBeforeReplace: false,
};

/** A diff that is there, of which nothing is known but the keys that force a replacement. */
export function replaceBecauseOf(...replaceKeys: string[]): DiffAnswer {
  return { ...noDiff, changes: "some", replaceKeys };
}

export interface CreateAnswer {
  /** Empty in a preview that does not know it. */
  readonly id: string;
  readonly outputs: PropertyMap;
}

export interface ReadAnswer {
  /** Empty when the resource is gone. */
  readonly id: string;
  readonly outputs: PropertyMap;
  readonly inputs: PropertyMap | undefined;
}

export interface InvokeAnswer {
  readonly result: PropertyMap;
  readonly failures: readonly CheckFailure[];
}

/** A remote component as its provider constructed it. */
export interface ConstructAnswer {
  readonly urn: string;
  readonly state: PropertyMap;
  /** URNs that each output comes from. */
  readonly dependencies: Readonly<Record<string, readonly string[]>>;
}
