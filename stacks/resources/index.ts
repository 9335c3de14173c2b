/**
 * Resources of a team's own, created by its `resources.ts` beside what Groundwork creates.
 *
 * In:   the files of an environment and of its profiles; the {@link EnvironmentStack} so far.
 * Out:  {@link createWithResources}; {@link defineResources} and the types of what a file gets and returns.
 * Must not know: how anything is decided, engines, Git.
 *
 * It is loaded where an environment has such a file.
 */
export { createWithResources } from "./create-with-resources.ts";
