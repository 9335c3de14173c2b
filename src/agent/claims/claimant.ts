import { type KubernetesObject } from "../../kubernetes/client/index.ts";
import { keyOf } from "../../kubernetes/flux/index.ts";
import { isObject } from "../../lib/index.ts";
import { type InventoryEntry } from "../flux/index.ts";
import { type InventoryItem, itemOf } from "../inventory/index.ts";

/** What a Kustomization declares at one revision of its source and one generation of its own. */
export interface Reading {
  /** `<revision> <generation>`, as {@link claimantOf} is told of the present ones. */
  readonly at: string;
  readonly entries: readonly InventoryEntry[];
  /** Its inventory counts as well, since it was not understood completely or refuses to delete. */
  readonly holdsInventory: boolean;
  /** Why it may declare more than `entries`. */
  readonly problem?: string;
  /** Whether that may be something in whose declaration one of these words stands; anything, when left out. */
  readonly mayHide?: MayHide;
}

/** Whether what could not be read may declare something in whose declaration one of these words stands. */
export type MayHide = (marks: readonly string[]) => boolean;

const anything: MayHide = () => true;

/** One Kustomization as far as it matters to those who want to delete objects. */
export interface Claimant {
  /** `namespace/name` */
  readonly key: string;
  readonly items: readonly InventoryItem[];
  /** Why it may have more than `items`. `passing` when it is going to be known without any change. */
  readonly unread?: Unread;
  /** It is not in the middle of applying: what carries its labels and is not among `items` was dropped by it. */
  readonly settled: boolean;
}

/** What is not known of a Kustomization. */
export interface Unread {
  readonly why: string;
  readonly passing: boolean;
  readonly mayHide: MayHide;
}

/** How this agent stands to a Kustomization. */
export type Observed =
  /** Another agent, or none, works on it: only its status tells. */
  | { readonly by: "status" }
  /** This agent works on it. `at` is what it has to have read; `undefined` when there is nothing to read now. */
  | { readonly by: "agent"; readonly at: string | undefined; readonly reading: Reading | undefined };

/** The inventory in a Kustomization's status, or what keeps it from being understood. None written yet is an empty one. */
export function inventoryOf(object: KubernetesObject): readonly InventoryEntry[] | string {
  const status = object["status"];
  if (status === undefined) return [];
  if (!isObject(status)) return "its status is no object";
  const inventory = status["inventory"];
  if (inventory === undefined || inventory === null) return [];
  const entries = isObject(inventory) ? (inventory["entries"] ?? []) : undefined;
  if (!Array.isArray(entries)) return "status.inventory.entries is no list";
  const strange = entries.find((entry) => !isObject(entry) || typeof entry["id"] !== "string");
  return strange === undefined
    ? (entries as InventoryEntry[])
    : "status.inventory.entries holds an entry without an id";
}

/** What a Kustomization claims, or `undefined` when it is being deleted: it declares nothing any more. */
export function claimantOf(object: KubernetesObject, observed: Observed): Claimant | undefined {
  const { metadata } = object;
  if (metadata.deletionTimestamp !== undefined) return undefined;
  const key = keyOf({ namespace: metadata.namespace ?? "", name: metadata.name });
  const inventory = inventoryOf(object);
  if (observed.by === "agent" && observed.reading !== undefined && observed.reading.at === observed.at)
    return readClaimant(key, observed.reading, inventory);
  const { items, unread } = itemsOf(inventory);
  const base = {
    key,
    items,
    settled: isSettled(object),
    ...(unread !== undefined && { unread: { ...unread, why: `${key}: ${unread.why}` } }),
  };
  if (base.unread !== undefined || observed.by === "status" || observed.at === undefined) return base;
  const why = `${key} has not been read at ${observed.at.split(" ")[0]} yet`;
  return { ...base, settled: false, unread: { why, passing: true, mayHide: anything } };
}

function readClaimant(key: string, reading: Reading, inventory: readonly InventoryEntry[] | string): Claimant {
  const { entries, holdsInventory, problem, mayHide = anything } = reading;
  const read = itemsOf(entries);
  const held = holdsInventory ? itemsOf(inventory) : itemsOf([]);
  const why = problem === undefined ? undefined : `${key} cannot be read: ${problem}`;
  const strange = read.unread ?? held.unread;
  return {
    key,
    items: [...read.items, ...held.items],
    settled: true,
    ...(why !== undefined && { unread: { why, passing: false, mayHide } }),
    ...(strange !== undefined && { unread: { ...strange, why: `${key}: ${strange.why}` } }),
  };
}

function itemsOf(inventory: readonly InventoryEntry[] | string): Pick<Claimant, "items" | "unread"> {
  if (typeof inventory === "string")
    return { items: [], unread: { why: inventory, passing: false, mayHide: anything } };
  const items: InventoryItem[] = [];
  for (const entry of inventory) {
    const item = itemOf(entry);
    if (item === undefined) {
      const why = `"${entry.id}" is no inventory id`;
      return { items, unread: { why, passing: false, mayHide: anything } };
    }
    items.push(item);
  }
  return { items };
}

function isSettled({ metadata, ...object }: KubernetesObject): boolean {
  if (isObject(object["spec"]) && object["spec"]["suspend"] === true) return true;
  const status = isObject(object["status"]) ? object["status"] : {};
  const conditions: readonly unknown[] = Array.isArray(status["conditions"]) ? status["conditions"] : [];
  const ready = conditions.some((one) => isObject(one) && one["type"] === "Ready" && one["status"] === "True");
  return ready && status["observedGeneration"] === metadata.generation;
}
