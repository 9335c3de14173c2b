import type { ObjectChange } from "../apply/index.ts";
import { withCorrection } from "./contention.ts";
import type { Memory } from "./memory.ts";
import { listed } from "./verdict.ts";

/** What an event says of changes: drift that was undone is news of another kind than what Git asked for. */
export interface ChangesTold {
  readonly drift?: string;
  readonly ordinary?: string;
}

/** @param at the reading that the changes were made by */
export function noteChanges(memory: Memory, changes: readonly ObjectChange[], at: string): ChangesTold {
  const now = performance.now();
  for (const { id, action } of changes)
    if (isDrift(action)) memory.corrections.set(id, withCorrection(memory.corrections.get(id) ?? [], now));
  if (memory.takenOver.at !== at) memory.takenOver = { at, from: new Map() };
  for (const { id, takenFrom } of changes) if (takenFrom !== undefined) memory.takenOver.from.set(id, takenFrom);
  const drift = changes.filter(({ action }) => isDrift(action));
  const ordinary = changes.filter(({ action }) => !isDrift(action));
  return {
    ...(drift.length > 0 && { drift: listed(drift.map(driftText)) }),
    ...(ordinary.length > 0 && { ordinary: listed(ordinary.map(ordinaryText)) }),
  };
}

const isDrift = (action: ObjectChange["action"]): boolean => action === "corrected" || action === "restored";

const ordinaryText = ({ object, action, takenFrom }: ObjectChange): string =>
  takenFrom === undefined ? `${object} ${action}` : `${object} taken over from ${takenFrom}`;

function driftText({ object, action, fields = [], managers = [] }: ObjectChange): string {
  if (action === "restored") return `${object} restored: it had been deleted`;
  const who = managers.length === 0 ? "" : `, changed by ${managers.join(", ")}`;
  return `${object} corrected: ${fields.join(", ") || "fields"}${who}`;
}
