import { mkdirSync } from "node:fs";
import path from "node:path";
import { projectRoot } from "../../src/lib/index.ts";
import type { ChangedRepository } from "./changed-repository.ts";
import { measureCommand } from "./engines/commands.ts";
import type { Cli } from "./engines/find-cli.ts";

/** So many environments stand for all of them. */
const sample = 10;

/**
 * Processor time in milliseconds that the Pulumi CLI takes for the preview of one environment, its language host, program and
 * providers included; the median of a sample. The local cloud is in no tree of the CLI's and is not counted.
 */
export async function cliPreview({ folder, names }: ChangedRepository, { pulumi, languageHost }: Cli): Promise<number> {
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
    for (const name of names.slice(0, sample)) {
      await measureCommand(place, pulumi, ["stack", "init", name, "--non-interactive"]);
      const { cpuMilliseconds } = await measureCommand(place, pulumi, ["preview", "-s", name, "--non-interactive"]);
      figures.push(cpuMilliseconds);
    }
  } finally {
    const groundwork = path.join(projectRoot(), "bin", "groundwork.js");
    const down = ["local", "down", "--home", path.join(own, "cloud")];
    await measureCommand(place, process.execPath, [groundwork, ...down]);
  }
  return figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)] ?? Number.NaN;
}
