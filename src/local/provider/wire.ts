import type { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import structPb from "google-protobuf/google/protobuf/struct_pb.js";
import type { PropertyMap } from "./local-provider.ts";
import { UNKNOWN } from "./unknowns.ts";

/** Marks a map that is not plain data: a secret, an asset, an archive, an output value, a resource reference. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

type StructValue = Parameters<typeof Struct.fromJavaScript>[0][string];

/** Plain JSON of a message's properties; an absent message is an empty map. Secrets and output values are unwrapped. */
export function fromStruct(struct: Struct | undefined): PropertyMap {
  const plain: PropertyMap = {};
  for (const [key, value] of Object.entries(struct?.toJavaScript() ?? {})) plain[key] = unwrapped(value);
  return plain;
}

/** The wire form of plain JSON. Properties that are `undefined` are left out, as JSON does. */
export function toStruct(properties: PropertyMap): Struct {
  return structPb.Struct.fromJavaScript(JSON.parse(JSON.stringify(properties)) as Record<string, StructValue>);
}

/** An engine that was told "no secrets" sends none, but output values and secrets in nested maps cost nothing to accept. */
function unwrapped(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unwrapped);
  if (typeof value !== "object" || value === null) return value;
  const map = value as Record<string, unknown>;
  if (map[SIGNATURE] === SECRET) return unwrapped(map["value"]);
  if (map[SIGNATURE] === OUTPUT) return "value" in map ? unwrapped(map["value"]) : UNKNOWN;
  return Object.fromEntries(Object.entries(map).map(([key, inner]) => [key, unwrapped(inner)]));
}
