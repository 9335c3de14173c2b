import type { ChangedBy } from "../../store/index.ts";

/** The origin of a change, and the signal that ends it early. */
export interface Caller {
  readonly by: ChangedBy;
  /** The person at the console, as that person says. */
  readonly actor?: string;
  readonly signal: AbortSignal;
  readonly urn?: string;
}
