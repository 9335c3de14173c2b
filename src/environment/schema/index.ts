/**
 * The shape of an environment's file: one zod schema, from which the published JSON Schema is generated too.
 *
 * In:   what was written, with its places.
 * Out:  {@link RawEnvironment}: the right shape, defaults filled in; or the issues of its shape.
 * Must not know: whether the values make sense together.
 */
export { checkShape } from "./check-shape.ts";
export { environmentDocument, type RawEnvironment, type RawSpec } from "./document.ts";
export { environmentJsonSchema, jsonSchemaText } from "./json-schema.ts";
export { each, keyPaths, type TextPath, textPaths } from "./key-paths.ts";
export { defaultSyncBranch, followable } from "./sync.ts";
export { labels, name } from "./words.ts";
