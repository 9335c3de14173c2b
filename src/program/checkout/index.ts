/**
 * Workspaces of a clone: the checkout itself, or a temporary folder with the checkout's packages.
 *
 * In:   a clone, its folder.
 * Out:  {@link gitWorkspaces}.
 * Must not know: engines, what runs in a workspace.
 */
export { gitWorkspaces } from "./git-workspaces.ts";
