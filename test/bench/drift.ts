import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Benchmark } from "./benchmark.ts";
import { ChangedRepository } from "./changed-repository.ts";
import { cliDrift } from "./cli-previews.ts";
import { findCli } from "./engines/find-cli.ts";
import { groundwork } from "./measured-command.ts";
import { type Row, rowsOfOneRun } from "./rows-of-one-run.ts";

/** The goals are about 500 environments; each is brought up before, so that fewer are compared when nothing else is said. */
export const comparedEnvironments = 60;

interface Figures {
  /** Processor time for each environment, in milliseconds. */
  readonly each: number;
  readonly ofCli: number;
  readonly milliseconds: number;
  readonly memory: number;
}

/** A scan of environments that stand as they were applied, all processes of the command together. */
async function scanned(count: number): Promise<Figures> {
  const repository = new ChangedRepository(count);
  const { folder } = repository;
  const profile = path.join(folder, "environments", "_profiles", "small.yaml");
  const text = readFileSync(profile, "utf8");
  // A cluster for each would be measured, and not what compares them.
  writeFileSync(profile, text.slice(0, text.indexOf("  clusters:\n")));
  for (const name of repository.names) {
    const file = path.join(folder, "environments", name, "environment.yaml");
    writeFileSync(file, readFileSync(file, "utf8").replace(/ {6}workloads:\n.*\n/u, ""));
  }
  try {
    await groundwork(folder, "env", "validate", "--fix");
    repository.commit("Declare the customers");
    await groundwork(folder, "up", "--yes", "--no-wait");
    const { output, ...figures } = await groundwork(folder, "drift", "--exit-code", "--json");
    const { environments } = JSON.parse(output) as { readonly environments: readonly { readonly verdict: string }[] };
    const inSync = environments.filter(({ verdict }) => verdict === "in-sync").length;
    if (inSync !== count) throw new Error(`${inSync} of ${count} environments were found in sync.`);
    const cli = await findCli(console.error);
    const ofCli = "missing" in cli ? Number.NaN : await cliDrift(repository, cli);
    const { cpuMilliseconds, milliseconds, peakMebibytes } = figures;
    return { each: cpuMilliseconds / count, ofCli, milliseconds, memory: peakMebibytes };
  } finally {
    await groundwork(folder, "local", "down");
    repository.remove();
  }
}

export function driftBenchmarks(count: number): readonly Benchmark[] {
  const row = (name: string, unit: Benchmark["unit"], goal: number, of: Row<Figures>["of"]) => ({
    name,
    unit,
    goal,
    of,
  });
  const unlimited = Number.POSITIVE_INFINITY;
  return rowsOfOneRun(`drift of ${count} environments that stand as they were applied`, () => scanned(count), [
    row("processor time for each", "ms", unlimited, ({ each }) => each),
    row("processor time for each, of the CLI's preview --refresh", "%", 5, ({ each, ofCli }) => (100 * each) / ofCli),
    row("time", "ms", unlimited, ({ milliseconds }) => milliseconds),
    row("memory of all processes", "MiB", 1_024, ({ memory }) => memory),
  ]);
}
