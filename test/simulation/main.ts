import { parseArgs } from "node:util";
import { brokenHistory, reportOf } from "./search.ts";

/** `npm run simulate -- [--seeds N] [--seed N]`: tells histories, and ends with 1 at the first one in which something breaks. */
const { values } = parseArgs({ options: { seeds: { type: "string", default: "10000" }, seed: { type: "string" } } });
const first = values.seed === undefined ? 1 : Number(values.seed);
const last = values.seed === undefined ? Number(values.seeds) : first;
if (![first, last].every(Number.isSafeInteger)) throw new Error("--seeds and --seed take whole numbers.");

const every = 1000;
for (let seed = first; seed <= last; seed += 1) {
  const found = await brokenHistory(seed);
  if (found) {
    console.log(reportOf(found));
    process.exitCode = 1;
    break;
  }
  if (seed % every === 0) console.log(`${seed} seeds: everything holds`);
}
if (process.exitCode === undefined) console.log(`Seeds ${first} to ${last}: everything holds`);
