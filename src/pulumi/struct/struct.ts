import type structPb from "google-protobuf/google/protobuf/struct_pb.js";
import type { PropertyMap } from "../special-values.ts";

/** Plain JSON of a struct that is part of a seldom message, as the protocol's compiler has made it. */
export function fromStruct(struct: structPb.Struct | undefined): PropertyMap {
  return struct?.toJavaScript() ?? {};
}

export function fromValue(value: structPb.Value | undefined): unknown {
  return value?.toJavaScript();
}
