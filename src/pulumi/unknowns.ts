/** The sentinel to send. It says nothing of the kind of value. */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export type UnknownKind = "string" | "boolean" | "number" | "array" | "asset" | "archive" | "object";

/**
 * Sentinels: each stands for a value that is not known before a resource is created or read.
 *
 * Source: `sdk/go/common/resource/plugin/rpc.go` of pulumi/pulumi, which gives the kinds their names. Engines send the
 * sentinel for strings for every kind of value; the others come from older SDKs.
 */
const kindOfSentinel: ReadonlyMap<unknown, UnknownKind> = new Map([
  [unknownValue, "string"],
  ["1c4a061d-8072-4f0a-a4cb-0ff528b18fe7", "boolean"],
  ["3eeb2bf0-c639-47a8-9e75-3b44932eb421", "number"],
  ["6a19a0b0-7e62-4c92-b797-7f8e31da9cc2", "array"],
  ["030794c1-ac77-496b-92df-f27374a8bd58", "asset"],
  ["e48ece36-62e2-4504-bad9-02848725956a", "archive"],
  ["dd056dcd-154b-4c76-9bd3-c8f88648b5ff", "object"],
]);

export function isUnknown(value: unknown): boolean {
  return typeof value === "string" && kindOfSentinel.has(value);
}

/** The kind of value that a sentinel stands for, `undefined` for any other value. */
export function unknownKindOf(value: unknown): UnknownKind | undefined {
  return kindOfSentinel.get(value);
}
