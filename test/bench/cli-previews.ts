import { mkdirSync } from "node:fs";
import path from "node:path";
import { projectRoot } from "../../src/lib/index.ts";
import type { ChangedRepository } from "./changed-repository.ts";
import { measureCommand } from "./engines/commands.ts";
import type { Cli } from "./engines/find-cli.ts";

/** So many environments stand for all of them. */
const sample = 10;
/** Of environments that are brought up before they are compared. */
const sampleOfStanding = 4;

/**
 * Processor time in milliseconds that the Pulumi CLI takes for the preview of one environment, its language host, program and
 * providers included; the median of a sample. The local cloud is in no tree of the CLI's and is not counted.
 */
export async function cliPreview(repository: ChangedRepository, cli: Cli): Promise<number> {
  return await medianOf(repository.names.slice(0, sample), repository, cli, async (name, run) => {
    await run("stack", "init", name, "--non-interactive");
    return await run("preview", "-s", name, "--non-interactive");
  });
}

/** The same of a preview that refreshes an environment which stands as it was brought up. */
export async function cliDrift(repository: ChangedRepository, cli: Cli): Promise<number> {
  return await medianOf(repository.names.slice(0, sampleOfStanding), repository, cli, async (name, run) => {
    await run("stack", "init", name, "--non-interactive");
    await run("up", "-s", name, "--non-interactive", "--yes", "--skip-preview");
    return await run("preview", "--refresh", "--expect-no-changes", "-s", name, "--non-interactive");
  });
}

/** Runs the CLI, and answers its processor time in milliseconds. */
type Run = (...args: readonly string[]) => Promise<number>;

async function medianOf(
  names: readonly string[],
  { folder }: ChangedRepository,
  { pulumi, languageHost }: Cli,
  measure: (name: string, run: Run) => Promise<number>,
): Promise<number> {
  const own = path.join(folder, ".plain");
  const state = path.join(own, "state");
  mkdirSync(state, { recursive: true });
  const searchPath = [path.join(projectRoot(), "bin", "plugins"), path.dirname(pulumi), path.dirname(languageHost)];
  const place = {
    project: folder,
    environment: {
      ...process.env,
      PATH: [...searchPath, process.env["PATH"]].join(path.delimiter),
      PULUMI_HOME: path.join(own, "home"),
      PULUMI_BACKEND_URL: `file://${state}`,
      PULUMI_CONFIG_PASSPHRASE: "bench",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      GROUNDWORK_LOCAL_HOME: path.join(own, "cloud"),
    },
  };
  const figures: number[] = [];
  try {
    const run: Run = async (...args) => (await measureCommand(place, pulumi, args)).cpuMilliseconds;
    for (const name of names) figures.push(await measure(name, run));
  } finally {
    const groundwork = path.join(projectRoot(), "bin", "groundwork.js");
    const down = ["local", "down", "--home", path.join(own, "cloud")];
    await measureCommand(place, process.execPath, [groundwork, ...down]);
  }
  return figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)] ?? Number.NaN;
}
