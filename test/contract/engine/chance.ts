/**
 * A value in which `<id>` and `<time>` replace what differs between two runs of one operation.
 *
 * Only ids of provider resources and of stack references are random. Of a time, only its presence is compared.
 */
export function withoutChance(value: unknown): unknown {
  if (typeof value === "string") return value.replaceAll(uuid, (found) => (found === unknownValue ? found : "<id>"));
  if (Array.isArray(value)) return value.map(withoutChance);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, member]) => [withoutChance(key), timeFields.has(key) ? "<time>" : withoutChance(member)]),
  );
}

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const timeFields: ReadonlySet<string> = new Set(["created", "modified"]);
