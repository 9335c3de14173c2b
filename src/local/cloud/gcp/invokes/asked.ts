import type { GcpCloud } from "../cloud/index.ts";
import type { Settings } from "../rules/index.ts";

/** The cloud and the provider configuration that a function call uses. */
export interface Asked {
  readonly cloud: GcpCloud;
  readonly settings: Settings;
}
