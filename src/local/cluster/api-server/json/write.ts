import { jsonText } from "../../../../lib/index.ts";

/** The JSON of a value, with all digits of its integers. */
export function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch (thrown) {
    // Values with a `bigint` are rare, and `JSON.stringify`, which is several times as fast, refuses them.
    if (thrown instanceof TypeError) return jsonText(value);
    throw thrown;
  }
}
