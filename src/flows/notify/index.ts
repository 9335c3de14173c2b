/**
 * Telling people of what lasts.
 *
 * In:   a comparison of the fleet with its commit; the notifications file of the protected branch; what the record remembers.
 * Out:  {@link tellOfDrift}: how each route took what it was told; {@link tryRoutes}: the same of a test notice.
 * Must not know: how drift is found, Slack, mail servers, the process.
 */
export {
  type DriftToTell,
  type TellPorts,
  type ToldOfDrift,
  tellOfDrift,
} from "./tell-of-drift.ts";
export { tryRoutes } from "./try-routes.ts";
