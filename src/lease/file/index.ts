/**
 * Leases as files in a folder, for runs that share a disk.
 *
 * In:   a folder, made when the first lease is taken.
 * Out:  {@link fileLeases}.
 * Must not know: what a lease is taken for, how it lapses.
 */
export { fileLeases } from "./file-leases.ts";
