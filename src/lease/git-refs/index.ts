/**
 * Leases as references `refs/groundwork/leases/<environment>` of the repository's remote, for jobs without a common disk.
 *
 * In:   a clone, the name of its remote, the environment that Git's credentials come from.
 * Out:  {@link refLeases}.
 * Must not know: what a lease is taken for, how it lapses, forges.
 */
export { refLeases } from "./ref-leases.ts";
