/**
 * The documents that describe every served type.
 *
 * In:   a {@link Catalog}.
 * Out:  {@link openApiIndex}, {@link openApiV3}, {@link openApiV2}.
 * Must not know: requests, objects.
 */
export { openApiIndex, openApiV2, openApiV3 } from "./documents.ts";
export { encodeOpenApiV2, openApiV2Protobuf, openApiV2ProtobufAlias } from "./protobuf-v2.ts";
