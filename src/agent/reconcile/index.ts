/**
 * The loop: what is due, when, and how each pass ends in the status.
 *
 * In:   changes of `GitRepository`, `Kustomization` and managed objects; time.
 * Out:  {@link Controller}; {@link Accounts}, in whose names it writes.
 * Must not know: how the process was started, whether another agent runs.
 */
export { Accounts } from "./accounts.ts";
export { Controller } from "./controller.ts";
