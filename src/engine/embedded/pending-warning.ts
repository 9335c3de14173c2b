import type { EventStream } from "./events/index.ts";
import type { Snapshot } from "./state/index.ts";

/** Tells about operations of an earlier run whose end nobody saw. */
export function warnOfPending({ pendingOperations }: Snapshot, events: EventStream): void {
  if (pendingOperations.length === 0) return;
  const count = pendingOperations.length === 1 ? "1 operation" : `${pendingOperations.length} operations`;
  const list = pendingOperations.map(({ resource, type }) => `  * ${resource.urn}, interrupted while ${type}`);
  events.diagnostic(
    "warning",
    `An earlier run was interrupted during ${count}; whether they were done is not known:\n${list.join("\n")}\n` +
      "A refresh reads what there is and settles all but creations. Look in the cloud whether those resources exist: " +
      "import them, or forget them with a refresh and --clear-pending-creates.",
  );
}
