import type { Replacements } from "./replacements.ts";
import type { ResourcesEnvironment } from "./resources-environment.ts";

/** Outputs by key, as texts, numbers, lists or objects; each may be an output of a resource. */
export type ResourceOutputs = Readonly<Record<string, unknown>>;

/** Creates resources of an environment. */
export type CreateResources = (
  environment: ResourcesEnvironment,
) => ResourceOutputs | undefined | void | Promise<ResourceOutputs | undefined | void>;

/** What a `resources.ts` exports as its default: a plain function will do. */
export interface Resources extends CreateResources {
  /** Parts of the environment that are created here, and not by Groundwork's own components. */
  readonly replaces?: Replacements;
}

/**
 * Types a function of a `resources.ts`, and says which parts of the environment it creates instead of Groundwork.
 *
 * ```ts
 * export default defineResources((environment) => {
 *   const orders = new Topic("orders", { name: `${environment.name}-orders` });
 *   return { orders: orders.name };
 * });
 * ```
 */
export function defineResources(create: CreateResources, replaces: Replacements = {}): Resources {
  const resources: CreateResources = (environment) => create(environment);
  return Object.assign(resources, { replaces });
}
