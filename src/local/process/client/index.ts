/**
 * The local cloud as other processes see it.
 *
 * In:   the home folder; the daemon's console HTTP API.
 * Out:  {@link localCloud}, a {@link LocalCloud}: it starts the process when it does not run.
 * Must not know: how the daemon stores or simulates anything.
 */
export type { LocalCloud } from "./local-cloud.ts";
export { localCloud } from "./local-cloud-client.ts";
