import type { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import structPb from "google-protobuf/google/protobuf/struct_pb.js";
import { setMember } from "../lib/index.ts";
import { isOutputValue, isSecret, unknownValue } from "../pulumi/index.ts";
import type { PropertyMap } from "./resource-provider.ts";

type StructValue = Parameters<typeof Struct.fromJavaScript>[0][string];

/** Plain JSON of a message's properties; an absent message is an empty map. Secrets and output values are unwrapped. */
export function fromStruct(struct: Struct | undefined): PropertyMap {
  const plain: PropertyMap = {};
  for (const [key, value] of Object.entries(struct?.toJavaScript() ?? {})) setMember(plain, key, unwrapped(value));
  return plain;
}

/** The wire form of plain JSON. Properties that are `undefined` are left out, as JSON does. */
export function toStruct(properties: PropertyMap): Struct {
  return structPb.Struct.fromJavaScript(JSON.parse(JSON.stringify(properties)) as Record<string, StructValue>);
}

/** Unwraps secrets although this provider asks the engine not to send any: an engine that sends them is served too. */
function unwrapped(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unwrapped);
  if (typeof value !== "object" || value === null) return value;
  if (isSecret(value)) return unwrapped(value.value);
  if (isOutputValue(value)) return "value" in value ? unwrapped(value.value) : unknownValue;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, unwrapped(inner)]));
}
