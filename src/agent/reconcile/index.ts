/**
 * The loop: what is due, when, and how each pass ends in the status.
 *
 * In:   changes of `GitRepository`, `Kustomization` and managed objects; time.
 * Out:  {@link Controller}.
 * Must not know: how the process was started, whether another agent runs.
 */
export { Controller } from "./controller.ts";
