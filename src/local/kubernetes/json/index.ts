/**
 * Reading and comparing plain JSON values.
 *
 * In:   values as `JSON.parse` gives them.
 * Out:  {@link isObject}, {@link at}, {@link sameJson}, {@link copyJson} and the like: pure functions.
 * Must not know: Kubernetes.
 */
export {
  at,
  copyJson,
  isObject,
  type JsonObject,
  listOf,
  numberOf,
  objectOf,
  sameJson,
  stringOf,
  textOf,
  without,
} from "./json.ts";
