/**
 * A forge in a folder of files, for trying out without an account.
 *
 * In:   a folder, a repository on this machine, the name of a user.
 * Out:  {@link localForge}: the ports, what people do, and pages to read: `page.md`, `change-requests/<number>.md`.
 * Must not know: what is reported, when, and how it is written.
 */
export { type LocalForge, localForge } from "./local-forge.ts";
export type { LocalMergeMethod } from "./merge.ts";
export type { LocalPeople } from "./people.ts";
export type { LocalForgePlace } from "./place.ts";
