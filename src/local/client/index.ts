/**
 * The local cloud as other processes see it.
 *
 * In:   the home folder; the daemon's console HTTP API.
 * Out:  {@link LocalCloud}.
 * Must not know: how the daemon stores or simulates anything.
 */
export type {
  ChangedBy,
  CloudEvent,
  CloudFilter,
  CloudPatch,
  CloudResource,
  LocalCloud,
  LocalCloudStatus,
} from "./local-cloud.ts";
