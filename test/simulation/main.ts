import { parseArgs } from "node:util";
import { brokenHistory, reportOf } from "./search.ts";

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "10000" },
    seed: { type: "string" },
    help: { type: "boolean", default: false },
  },
});

if (values.help) {
  console.log(
    "npm run simulate -- [--seeds <n>] [--seed <n>]\n\n" +
      "Tells a history of pushes, merges, comments, crashes and outages for each seed, carried out by the flows themselves. Exits with 1 at the first one in which something does not hold, shrinks it and prints it.\n" +
      "--seeds: how many, from seed 1. The default is 10000.\n" +
      "--seed: this one alone.",
  );
} else {
  const first = values.seed === undefined ? 1 : Number(values.seed);
  const last = values.seed === undefined ? Number(values.seeds) : first;
  if (![first, last].every((each) => Number.isSafeInteger(each) && each > 0)) {
    console.error("--seeds and --seed take whole numbers above 0.");
    process.exitCode = 2;
  } else await tell(first, last);
}

/** Ends the process with 1 at the first history in which something breaks. */
async function tell(first: number, last: number): Promise<void> {
  for (let seed = first; seed <= last; seed += 1) {
    const found = await brokenHistory(seed);
    if (found) {
      console.log(reportOf(found));
      process.exitCode = 1;
      return;
    }
    if (seed % 1000 === 0) console.log(`${seed} seeds: everything holds`);
  }
  console.log(`Seeds ${first} to ${last}: everything holds`);
}
