import structPb from "google-protobuf/google/protobuf/struct_pb.js";
import type { PropertyMap } from "./special-values.ts";

/** A protobuf struct out of plain JSON. Entries that are `undefined` are left out; `null` stays. */
export function toStruct(properties: PropertyMap): structPb.Struct {
  return structPb.Struct.fromJavaScript(
    withoutUndefined(properties) as Parameters<typeof structPb.Struct.fromJavaScript>[0],
  );
}

export function fromStruct(struct: structPb.Struct | undefined): PropertyMap {
  return struct?.toJavaScript() ?? {};
}

export function fromValue(value: structPb.Value | undefined): unknown {
  return value?.toJavaScript();
}

function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutUndefined(item ?? null));
  if (typeof value !== "object" || value === null) return value;
  const result: PropertyMap = {};
  for (const [key, item] of Object.entries(value)) if (item !== undefined) result[key] = withoutUndefined(item);
  return result;
}
