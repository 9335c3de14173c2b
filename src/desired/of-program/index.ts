/**
 * What the program takes of the planners: it loads all of this for each environment, so the rest is left out.
 *
 * In:   an {@link Environment} and the addresses planned for the fleet.
 * Out:  {@link desiredStateOf}, {@link contentName}, {@link fetchableUrl}, {@link followedIn}; {@link FluxManifests}.
 * Must not know: Pulumi, the file system, Git, time; what is checked of manifests and of whole fleets.
 */
export {
  checkedManifests,
  digestOf,
  type FluxManifest,
  type FluxManifests,
  FluxManifestsUnreachable,
  fluxAccount,
  fluxNamespace,
  lockedDown,
  readFluxManifests,
} from "../flux/index.ts";
export { followedIn } from "../followed.ts";
export { contentName } from "../names.ts";
export { desiredStateOf } from "../read-desired-state.ts";
export { fetchableUrl } from "../repository-url.ts";
