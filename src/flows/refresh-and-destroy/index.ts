/**
 * Runs over what stands, not over what a commit declares: refreshing states and destroying environments.
 *
 * In:   the environments that were named, their states and records.
 * Out:  {@link refreshEnvironments}, {@link destroyEnvironments}: a run per environment, dependents first when destroying.
 * Must not know: previews, what a changed declaration would do.
 */
export {
  destroyEnvironments,
  type EnvironmentsRequest,
  refreshEnvironments,
  type StandingResources,
} from "./change-environments.ts";
