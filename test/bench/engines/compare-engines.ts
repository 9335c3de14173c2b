import { availableParallelism } from "node:os";
import { embeddedCold, pulumiCli } from "./commands.ts";
import { type Comparison, compare } from "./compare.ts";
import { overBothTransports } from "./contestant.ts";
import { findCli } from "./find-cli.ts";
import { missedGoals, type Ratios, ratiosOf } from "./goals.ts";
import { scenarios } from "./scenario.ts";
import { tableOf } from "./table.ts";
import { embeddedWarm } from "./warm.ts";

/** What came out of one scenario. */
export interface EngineFigures extends Comparison {
  readonly ratios: Ratios;
  /** One sentence each. */
  readonly missed: readonly string[];
}

/** Steps at the same time: the default of both engines. */
const parallel = availableParallelism() * 4;

export const engineScenarioNames: readonly string[] = scenarios.map(({ name }) => nameOf(name));

function nameOf(scenario: string): string {
  return `engines: ${scenario}`;
}

/**
 * Compares the engines in the scenarios of these names.
 *
 * @param tell receives progress, then the table and every missed goal, as lines for people.
 */
export async function compareEngines(
  names: readonly string[],
  { runs, tell }: { readonly runs: number; readonly tell: (line: string) => void },
): Promise<readonly EngineFigures[]> {
  const contestants = [...overBothTransports(embeddedCold), ...overBothTransports(embeddedWarm)];
  const cli = await findCli(tell);
  if ("missing" in cli) tell(`engines: without the Pulumi CLI there is nothing to compare with. ${cli.missing}`);
  else contestants.unshift(pulumiCli(cli));
  const compared = await compare(
    scenarios.filter(({ name }) => names.includes(nameOf(name))),
    contestants,
    { runs, onBegin: ({ name }) => tell(`${nameOf(name)}, ${runs} times each …`) },
  );
  for (const line of tableOf(compared, parallel)) tell(line);
  const figures = compared.map((comparison) => ({
    ...comparison,
    ratios: ratiosOf(comparison, parallel),
    missed: missedGoals(comparison, parallel),
  }));
  for (const line of figures.flatMap(({ missed }) => missed)) tell(`MISSED  ${line}`);
  return figures;
}
