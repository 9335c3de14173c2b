import { expect, it } from "vitest";
import { brokenHistory, reportOf } from "./search.ts";

const seeds = 1000;
/** Parts that are told one after the other: a test says how far it came, and ends within its limit. */
const parts = 10;

it.each(
  Array.from({ length: parts }, (_, part) => [(part * seeds) / parts + 1, ((part + 1) * seeds) / parts] as const),
)("everything holds in the histories of the seeds %i to %i", async (first, last) => {
  for (let seed = first; seed <= last; seed += 1) {
    const found = await brokenHistory(seed);
    expect(found && reportOf(found)).toBeUndefined();
  }
});
