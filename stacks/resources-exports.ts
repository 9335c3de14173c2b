/**
 * What a project's `resources.ts` imports from the installed package.
 *
 * In:   nothing.
 * Out:  {@link defineResources}, and the types of what it gets and returns.
 * Must not know: anything that takes time to load.
 */
export {
  type CreateResources,
  defineResources,
  type ResourceOutputs,
  type Resources,
} from "./resources/define-resources.ts";
export type { Named } from "./resources/named.ts";
export type { DeclaredDatabase, Replacement, Replacements } from "./resources/replacements.ts";
export type { ResourcesCluster, ResourcesEnvironment } from "./resources/resources-environment.ts";
