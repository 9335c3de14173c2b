import type { Problem } from "./problem.ts";

/** How one route took what it was told. */
export interface RouteTold {
  readonly route: string;
  /** Where it leads: `slack`, `teams`, `webhook`, `smtp`, `issue`. */
  readonly to: string;
  /** Notices that arrived. */
  readonly sent: number;
  /** Why others did not; they are told again by the next comparison. */
  readonly problems: readonly Problem[];
}
