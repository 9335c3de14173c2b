/** Properties of any type that Pulumi's provider keeps for itself where the API has no field of the name. */
const KEPT: ReadonlySet<string> = new Set([
  "allowStoppingForUpdate",
  "createSnapshotBeforeDestroy",
  "createSnapshotBeforeDestroyPrefix",
  "deleteContentsOnDestroy",
  "deletionPolicy",
  "deletionProtection",
  "forceDestroy",
  "ignoreNodeCountChanges",
  "keepers",
  "namePrefix",
  "skipNodePoolRefresh",
  "waitForInstances",
  "waitForInstancesStatus",
]);

/** Whether a property is the provider's own: by its name, a version of a write-only value, or what to send when it is empty. */
export function isKeptByProvider(name: string): boolean {
  return KEPT.has(name) || /WoVersion$|^send\w+If(Zero|Empty)$/.test(name);
}
