/**
 * Workspaces of a clone: the checkout itself, or a temporary folder with the packages of the commit's lockfile.
 *
 * In:   a clone, its folder.
 * Out:  {@link gitWorkspaces}; {@link npmPackages}, which installs packages that the checkout does not have.
 * Must not know: engines, what runs in a workspace.
 */
export { gitWorkspaces } from "./git-workspaces.ts";
export { npmPackages } from "./npm-packages.ts";
export { publicRegistry } from "./registry-packages.ts";
