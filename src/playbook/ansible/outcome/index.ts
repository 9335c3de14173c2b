/**
 * What the events of a playbook that was carried out mean for machines. Pure.
 *
 * In:   events of each playbook's run, and the machines that it was run on.
 * Out:  {@link decideOutcome}: done, failed, unreachable, not reached or cut off for each machine, with the tasks that say so.
 * Must not know: processes, files, environments.
 */
export { decideOutcome } from "./decide-outcome.ts";
