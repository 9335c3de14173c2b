import type { GcpCloud } from "../cloud/index.ts";
import type { Settings } from "../rules/index.ts";

/** Whom a function asks, and the configuration of the provider that it was called through. */
export interface Asked {
  readonly cloud: GcpCloud;
  readonly settings: Settings;
}
