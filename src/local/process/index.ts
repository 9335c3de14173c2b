/**
 * The process of the local cloud, as other processes see it.
 *
 * In:   the home folder; the HTTP API of the daemon's console.
 * Out:  {@link localCloud}, a {@link LocalCloud}: it starts the process when it does not run; {@link bucketFolder}, the objects of a bucket.
 * Must not know: how the daemon stores or simulates anything. `main.ts` is the entry of the daemon, which nothing else imports.
 */
export { type LocalCloud, localCloud } from "./client/index.ts";
export { bucketFolder } from "./home/index.ts";
