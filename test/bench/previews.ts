import { rmSync } from "node:fs";
import path from "node:path";
import type { Benchmark } from "./benchmark.ts";
import { ChangedRepository } from "./changed-repository.ts";
import { cliPreview } from "./cli-previews.ts";
import { copyState } from "./copied-states.ts";
import { findCli } from "./engines/find-cli.ts";
import { groundwork, type MeasuredCommand } from "./measured-command.ts";

/** One change of a profile touches so many environments; the goals are about them. */
export const allEnvironments = 412;

interface Figures extends Omit<MeasuredCommand, "output"> {
  /** Processor time of one preview by the Pulumi CLI, in milliseconds; NaN where it was not measured. */
  readonly cliMilliseconds: number;
}

interface Case {
  readonly name: string;
  readonly environments: number;
  /** Whether the stacks have states, each with secrets under a salt of its own. */
  readonly deployed: boolean;
}

/** The previews of one change, by the command. The figures of one run are shared by all rows. */
class PreviewedChange {
  #repository: Promise<ChangedRepository> | undefined;
  readonly #runs: Promise<Figures>[] = [];
  #open = 0;

  constructor(private readonly of: Case) {}

  row(name: string, unit: Benchmark["unit"], goal: number, figure: (figures: Figures) => number): Benchmark {
    return {
      name: `${this.of.environments} previews of one change, ${this.of.name}: ${name}`,
      unit,
      goal,
      runs: 1,
      withoutWarmUp: true,
      prepare: async () => {
        this.#open += 1;
        let run = 0;
        return await Promise.resolve({
          measure: async () => {
            const figures = await (this.#runs[run] ??= this.#preview());
            run += 1;
            return figure(figures);
          },
          close: async () => await this.#close(),
        });
      },
    };
  }

  async #cliPreview(): Promise<number> {
    if (this.of.deployed) return Number.NaN;
    const cli = await findCli(console.error);
    if (!("missing" in cli)) return await cliPreview(await this.#changed(), cli);
    console.error(`previews: without the Pulumi CLI there is nothing to compare with. ${cli.missing}`);
    return Number.NaN;
  }

  /** @throws when the command fails, or previews less than it should. */
  async #preview(): Promise<Figures> {
    const { folder } = await this.#changed();
    if (!this.of.deployed) rmSync(path.join(folder, ".groundwork"), { recursive: true, force: true });
    // A plan that was shown before is shown again, which is another benchmark.
    const { output, ...figures } = await groundwork(folder, "preview", "--local", "--json", "--no-reuse");
    const { environments: shown } = JSON.parse(output) as {
      readonly environments: readonly { readonly kind: string }[];
    };
    const planned = shown.filter(({ kind }) => kind === "planned").length;
    if (planned !== this.of.environments)
      throw new Error(`The preview made ${planned} of ${this.of.environments} plans.`);
    return { ...figures, cliMilliseconds: await this.#cliPreview() };
  }

  async #changed(): Promise<ChangedRepository> {
    this.#repository ??= this.#makeRepository();
    return await this.#repository;
  }

  async #makeRepository(): Promise<ChangedRepository> {
    const repository = new ChangedRepository(this.of.environments);
    const { folder } = repository;
    // Without the record of its addresses each environment would read all others, to plan the addresses of all.
    await groundwork(folder, "env", "validate", "--fix");
    repository.commit("Declare the customers");
    if (this.of.deployed) {
      const [first = "", ...rest] = repository.names;
      await groundwork(folder, "up", "--local", "--env", first, "--yes", "--no-wait");
      await copyState(folder, first, rest);
    }
    repository.change();
    return repository;
  }

  /** The local cloud stays until it is taken down. */
  async #close(): Promise<void> {
    this.#open -= 1;
    if (this.#open > 0 || this.#repository === undefined) return;
    const repository = await this.#repository;
    this.#repository = undefined;
    const { folder } = repository;
    await groundwork(folder, "local", "down", "--home", path.join(folder, ".groundwork", "rehearsal", "cloud"));
    repository.remove();
  }
}

/** @param environments how many are previewed. With fewer than all, the goals for time are those of as many. */
export function previewBenchmarks(environments: number): readonly Benchmark[] {
  const part = environments / allEnvironments;
  const fresh = new PreviewedChange({ name: "nothing deployed", environments, deployed: false });
  const deployed = new PreviewedChange({ name: "with states", environments, deployed: true });
  return [
    fresh.row("processor time", "ms", 150_000 * part, ({ cpuMilliseconds }) => cpuMilliseconds),
    fresh.row(
      "processor time for each, of the CLI's",
      "%",
      100 / 15,
      ({ cpuMilliseconds, cliMilliseconds }) => (100 * cpuMilliseconds) / environments / cliMilliseconds,
    ),
    fresh.row("time", "ms", 90_000 * part, ({ milliseconds }) => milliseconds),
    fresh.row("memory of all processes", "MiB", 1_024, ({ peakMebibytes }) => peakMebibytes),
    deployed.row("processor time", "ms", 200_000 * part, ({ cpuMilliseconds }) => cpuMilliseconds),
    deployed.row("time", "ms", 120_000 * part, ({ milliseconds }) => milliseconds),
    deployed.row("memory of all processes", "MiB", 1_024, ({ peakMebibytes }) => peakMebibytes),
  ];
}
