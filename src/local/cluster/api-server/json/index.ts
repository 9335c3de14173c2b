/**
 * JSON of objects whose integers keep all their digits.
 *
 * In:   texts of requests and of the journal; values with integers as `number`, those above 2^53 - 1 as `bigint`.
 * Out:  {@link parseJson}, {@link parseYamlDocument}, {@link jsonOf}.
 * Must not know: what an object is.
 */
export { parseJson, parseYamlDocument } from "./parse.ts";
export { jsonOf } from "./write.ts";
