import type { Health } from "../change/index.ts";

/** How far an environment has come. Times are in milliseconds. */
export type Standing =
  /** The run may bring it up. */
  | { readonly kind: "pending" }
  /** It stands at the commit, as far as the commit concerns it. */
  | {
      readonly kind: "stands";
      readonly since: number;
      /** The run has brought it up. @default false */
      readonly isOfRun?: boolean;
      /** Absent until it was looked at. */
      readonly health?: Health;
    }
  /** It does not stand at the commit, and the run does not bring it up. */
  | {
      readonly kind: "behind";
      /** It may stand there: the record of its last run is lost. @default false */
      readonly isLost?: boolean;
    }
  /** The run started it, or something that it needs, without success. */
  | { readonly kind: "failed" };
