/**
 * Bringing environments up to a commit.
 *
 * In:   the commit, the environments that were named, the preview that people have seen.
 * Out:  {@link bringUp}: a run per environment, which does nothing that was not shown.
 * Must not know: how a layer is applied, how the run is shown.
 */
export { bringUp, type UpRequest } from "./bring-up.ts";
export type { ShownBefore, ShownMerge } from "./check-shown.ts";
