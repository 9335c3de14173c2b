/**
 * What all controllers need to know of Kubernetes objects: names of kinds, owners, labels, conditions, status.
 *
 * In:   objects as they are stored.
 * Out:  small questions and copies; nothing here changes an object in place.
 * Must not know: any one controller.
 */
export { type Condition, conditionsWith, statusWriter, timestamp } from "./conditions.ts";
export { addressFor, hashOf, shortHash } from "./hash.ts";
export { keyOf, keysOfController, ownedBy, ownerReference, parseKey } from "./identity.ts";
export { isLeaving, isReady, isSettled, podsWith } from "./pods.ts";
export { resources } from "./resources.ts";
export { labelsOf, matches, meetsExpression } from "./selectors.ts";
