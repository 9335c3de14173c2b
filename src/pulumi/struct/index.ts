/**
 * The codec of `google.protobuf.Struct`, in which properties travel between program, engine and providers.
 *
 * In:   bytes of Pulumi's messages, or their generated classes.
 * Out:  {@link PropertyMap}, and bytes.
 * Must not know: what is done with the properties.
 */
export { registerResource } from "./register-resource.ts";
export { fromStruct, fromValue } from "./struct.ts";
export { type StructFields, type Structs, takeStructs, withStructs } from "./struct-fields.ts";
export { structNumbers } from "./struct-numbers.ts";
