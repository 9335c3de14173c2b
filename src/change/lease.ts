/** A run that held an environment's lease and was cut off: it neither released nor renewed it. */
export interface CutOffRun {
  readonly environment: string;
  readonly run: string;
  /** What it did, for whom, where and since when. */
  readonly by: string;
  /** Operations whose end it did not see, as the state has them; `undefined` where that cannot be read. */
  readonly pending: readonly PendingOperationFound[] | undefined;
}

export interface PendingOperationFound {
  readonly urn: string;
  /** `creating`, `updating` and the like. */
  readonly type: string;
}

/** How the lease of an environment stands. Whether a run that holds it lives is not seen at one look. */
export type LeaseStatus = { readonly environment: string } & (
  | {
      readonly kind: "held" | "released";
      readonly run: string;
      readonly by: string;
      readonly fence: number;
      /** For how long it counts without a renewal. */
      readonly seconds: number;
      /** The person who took it away from its run. */
      readonly releasedBy?: string;
    }
  | { readonly kind: "unreadable"; readonly problem: string }
  /** Written by a later version of Groundwork. */
  | { readonly kind: "too-new"; readonly version: number }
);
