/** One object in the inventory of a `Kustomization`. */
export interface InventoryEntry {
  /** `<namespace>_<name>_<group>_<kind>` */
  readonly id: string;
  /** Version of the API group. */
  readonly v: string;
}

/** What one inventory entry says. */
export interface InventoryItem {
  /** Empty for cluster-scoped objects. */
  readonly namespace: string;
  readonly name: string;
  readonly group: string;
  readonly kind: string;
  readonly version: string;
}

/** The entry of an object: `<namespace>_<name>_<group>_<kind>`; colons, which names of roles may hold, become `__`. */
export function entryOf({ namespace, name, group, kind, version }: InventoryItem): InventoryEntry {
  return { id: [namespace, name.replaceAll(":", "__"), group, kind].join("_"), v: version };
}

/** What {@link entryOf} was made of, or `undefined` for an id of another form. */
export function itemOf({ id, v }: InventoryEntry): InventoryItem | undefined {
  const first = id.indexOf("_");
  const last = id.lastIndexOf("_");
  const beforeLast = id.lastIndexOf("_", last - 1);
  if (first < 0 || beforeLast <= first || last === id.length - 1) return undefined;
  return {
    namespace: id.slice(0, first),
    name: id.slice(first + 1, beforeLast).replaceAll("__", ":"),
    group: id.slice(beforeLast + 1, last),
    kind: id.slice(last + 1),
    version: v,
  };
}

/** `Deployment/default/web`, as messages call an object. */
export function objectText(entry: InventoryEntry): string {
  const item = itemOf(entry);
  return item === undefined ? entry.id : [item.kind, item.namespace, item.name].filter((part) => part !== "").join("/");
}
