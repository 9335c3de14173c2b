/**
 * YAML with places: what was written, and where each part of it stands.
 *
 * In:   the text of a file.
 * Out:  {@link Located} values, merged by the stated rules, and the issues of the file as YAML.
 * Must not know: what the keys mean.
 */
export { type NamedStep, withValueAt } from "./inserted-value.ts";
export {
  formatPath,
  keyPlaceOf,
  type Located,
  type LocatedMap,
  nameOf,
  nodeAt,
  placeOf,
  plainValue,
  type ValuePath,
  withoutEntry,
} from "./located.ts";
export { mergeLocated, withoutRemovals } from "./merge.ts";
export { parseYaml, type YamlFile } from "./parse-yaml.ts";
export { type PlainScalar, type RewrittenScalar, rewrittenScalars } from "./rewritten-scalars.ts";
