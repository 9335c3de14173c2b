import { parseDuration } from "../../lib/index.ts";

/** Milliseconds of a duration that the schemas of Flux's CRDs allow: no unit below `ms`. `undefined` for any other text. */
export function milliseconds(text: string): number | undefined {
  return parseDuration(text, ["h", "m", "s", "ms"]);
}
