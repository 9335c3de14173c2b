import type { Health } from "../change/index.ts";
import type { HealthCheck } from "../environment/index.ts";

/** Asks whether environments are healthy, in the ways that they declare. */
export interface HealthChecks {
  /**
   * What one check says now.
   *
   * Asks several times in a row: healthy is only what every answer says. No answer in time, a redirect, an answer that is too long or
   * cannot be understood are never healthy. Never rejects, and ends when `signal` aborts.
   */
  ask(check: HealthCheck, signal: AbortSignal): Promise<Health>;
}
