import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Contestant, type OpenedContestant, type Place, type RunFigures, restore } from "./contestant.ts";
import { writeProject } from "./program.ts";
import { type BenchProvider, startProvider } from "./provider.ts";
import type { Scenario } from "./scenario.ts";

/** Medians of one scenario by contestant. */
export interface Comparison {
  readonly scenario: Scenario;
  readonly figures: { readonly [Name in Contestant["name"]]?: RunFigures };
}

interface Entry {
  readonly name: Contestant["name"];
  readonly opened: OpenedContestant;
  readonly place: Place;
  readonly copy: string;
  readonly runs: RunFigures[];
}

/** Runs every scenario with every contestant in turn, so that what slows the machine down slows all of them. */
export async function compare(
  scenarios: readonly Scenario[],
  contestants: readonly Contestant[],
  { runs, onBegin }: { readonly runs: number; readonly onBegin: (scenario: Scenario) => void },
): Promise<readonly Comparison[]> {
  const folder = await mkdtemp(path.join(tmpdir(), "groundwork-engines-"));
  const provider = await startProvider(path.join(folder, "providers"));
  try {
    const compared: Comparison[] = [];
    for (const [index, scenario] of scenarios.entries()) {
      onBegin(scenario);
      const own = path.join(folder, String(index));
      const entered = contestants.filter(({ name }) => !scenario.coldOnly || name.startsWith("cold"));
      compared.push(await compareOne(scenario, entered, { runs, provider, folder: own }));
    }
    return compared;
  } finally {
    provider.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function compareOne(
  scenario: Scenario,
  contestants: readonly Contestant[],
  { runs, provider, folder }: { readonly runs: number; readonly provider: BenchProvider; readonly folder: string },
): Promise<Comparison> {
  const entries: Entry[] = [];
  try {
    for (const contestant of contestants) entries.push(await enter(contestant, scenario, provider, folder));
    // Round -1 warms up; its figures are left out.
    for (let round = -1; round < runs; round += 1)
      for (const entry of entries) {
        const figures = await runOnce(entry, scenario, provider);
        if (round >= 0) entry.runs.push(figures);
      }
    return { scenario, figures: Object.fromEntries(entries.map(({ name, runs: all }) => [name, mediansOf(all)])) };
  } finally {
    for (const { opened } of entries) await opened.close();
  }
}

async function enter(
  contestant: Contestant,
  scenario: Scenario,
  provider: BenchProvider,
  folder: string,
): Promise<Entry> {
  const own = path.join(folder, contestant.name);
  const place: Place = {
    project: path.join(own, "project"),
    state: path.join(own, "state"),
    environment: {
      ...process.env,
      PATH: [provider.folder, process.env["PATH"]].join(path.delimiter),
      PULUMI_HOME: path.join(own, "home"),
      PULUMI_BACKEND_URL: `file://${path.join(own, "state")}`,
      PULUMI_CONFIG_PASSPHRASE: "bench",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    },
  };
  await mkdir(place.state, { recursive: true });
  await writeProject(place.project, scenario);
  const opened = await contestant.open(place);
  await opened.init();
  if (scenario.standing) await opened.run("up");
  const copy = path.join(own, "copy");
  await restore(copy, place.state);
  return { name: contestant.name, opened, place, copy, runs: [] };
}

/** @throws when the provider was not asked for what the scenario is about. */
async function runOnce(
  { name, opened, place, copy }: Entry,
  scenario: Scenario,
  provider: BenchProvider,
): Promise<RunFigures> {
  await restore(place.state, copy);
  await provider.reset(scenario.latency);
  const figures = await opened.run(scenario.verb);
  const { created, checked } = await provider.reset(0);
  const expected = scenario.verb === "up" && !scenario.standing ? scenario.resources : 0;
  if (created !== expected || checked !== scenario.resources)
    throw new Error(
      `${scenario.name}: ${name} checked ${checked} resources and created ${created}; ` +
        `it should have been ${scenario.resources} and ${expected}.`,
    );
  return figures;
}

function mediansOf(runs: readonly RunFigures[]): RunFigures {
  const median = (figure: keyof RunFigures) =>
    runs.map((run) => run[figure]).toSorted((a, b) => a - b)[Math.floor(runs.length / 2)] ?? Number.NaN;
  return {
    milliseconds: median("milliseconds"),
    cpuMilliseconds: median("cpuMilliseconds"),
    peakMebibytes: median("peakMebibytes"),
  };
}
