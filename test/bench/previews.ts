import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { projectRoot } from "../../src/lib/index.ts";
import type { Benchmark } from "./benchmark.ts";
import { copyState } from "./copied-states.ts";
import { type TreeFigures, watchTree } from "./engines/process-tree.ts";
import { asBench } from "./fleet.ts";

/** One change of a profile touches so many environments, each with the 57 resources of `dev` and nine more firewall rules. */
const environments = 412;

interface Figures extends TreeFigures {
  readonly milliseconds: number;
}

/** The previews of one change, by the command. The figures of one run are shared by all rows. */
class PreviewedChange {
  #folder: string | undefined;
  readonly #runs: Promise<Figures>[] = [];
  #open = 0;

  /** @param standing whether each environment has a state, with secrets under a salt of its own; otherwise nothing is deployed yet. */
  constructor(private readonly standing: boolean) {}

  row(figure: string, unit: Benchmark["unit"], goal: number, of: (figures: Figures) => number): Benchmark {
    return {
      name: `${environments} previews of one change${this.standing ? ", with states" : ""}: ${figure}`,
      unit,
      goal,
      runs: 1,
      prepare: async () => {
        this.#open += 1;
        let run = 0;
        return await Promise.resolve({
          measure: async () => {
            const figures = await (this.#runs[run] ??= this.#preview());
            run += 1;
            return of(figures);
          },
          close: async () => {
            this.#open -= 1;
            if (this.#open === 0 && this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
            await Promise.resolve();
          },
        });
      },
    };
  }

  /** @throws when the command fails, or previews less than it should. */
  async #preview(): Promise<Figures> {
    this.#folder ??= await repositoryWithChange(this.standing);
    if (!this.standing) rmSync(path.join(this.#folder, ".groundwork"), { recursive: true, force: true });
    const startedAt = performance.now();
    // A plan that was shown before is shown again, which is another benchmark.
    const command = spawn(process.execPath, [main, "preview", "--local", "--no-reuse", "--json"], {
      cwd: this.#folder,
      stdio: ["ignore", "pipe", "inherit"],
    });
    const tree = watchTree(command.pid ?? 0);
    const chunks: Buffer[] = [];
    command.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    const [code] = (await once(command, "close")) as [number | null];
    const figures = { ...tree.stop(), milliseconds: performance.now() - startedAt };
    const { environments: shown } = JSON.parse(Buffer.concat(chunks).toString()) as {
      readonly environments: readonly { readonly kind: string }[];
    };
    const planned = shown.filter(({ kind }) => kind === "planned").length;
    if (code !== 0 || planned !== environments)
      throw new Error(`The preview ended with ${code} and ${planned} of ${environments} plans.`);
    return figures;
  }
}

const main = path.join(projectRoot(), "dist", "main.js");

async function repositoryWithChange(standing: boolean): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), "groundwork-previews-"));
  const root = projectRoot();
  for (const name of ["stacks", "src", "data", "Pulumi.yaml", "package.json", "package-lock.json", "tsconfig.json"])
    cpSync(path.join(root, name), path.join(folder, name), { recursive: true });
  cpSync(path.join(root, "environments", "_profiles"), path.join(folder, "environments", "_profiles"), {
    recursive: true,
  });
  symlinkSync(path.join(root, "node_modules"), path.join(folder, "node_modules"));
  writeFileSync(path.join(folder, ".gitignore"), "node_modules\n.groundwork\n");
  const declared = readFileSync(path.join(root, "environments", "dev", "environment.yaml"), "utf8").replace(
    "  network:\n",
    `  network:\n    firewall:\n${rules()}`,
  );
  const names = Array.from({ length: environments }, (_, index) => `customer-${String(index).padStart(3, "0")}`);
  for (const name of names) {
    mkdirSync(path.join(folder, "environments", name));
    writeFileSync(path.join(folder, "environments", name, "environment.yaml"), declared);
  }
  const groundwork = (...args: readonly string[]) =>
    execFileSync(process.execPath, [main, ...args], { cwd: folder, stdio: "ignore" });
  const git = (...args: readonly string[]) =>
    execFileSync("git", args, { cwd: folder, stdio: "ignore", env: { ...process.env, ...asBench } });
  git("init", "-q", "-b", "main");
  // Without the record of its addresses each environment would read all others, to plan the addresses of all.
  groundwork("env", "validate", "--fix");
  git("add", "-A");
  git("commit", "-q", "-m", "Declare the customers");
  const [first = "", ...rest] = names;
  if (standing) {
    groundwork("up", "--local", "--env", first, "--yes", "--no-wait");
    await copyState(folder, first, rest);
  }
  git("checkout", "-q", "-b", "change");
  const profile = path.join(folder, "environments", "_profiles", "small.yaml");
  writeFileSync(profile, readFileSync(profile, "utf8").replace("machineType: e2-micro", "machineType: e2-small"));
  git("commit", "-q", "-a", "-m", "Give every customer a larger bastion");
  return folder;
}

function rules(): string {
  return Array.from(
    { length: 9 },
    (_, index) =>
      `      - name: extra-${index}\n        description: Extra ${index}\n        allow: [tcp:${9000 + index}]\n        ranges: [10.0.0.0/8]\n`,
  ).join("");
}

function rowsOf(change: PreviewedChange, goals: { readonly cpu: number; readonly time: number }): readonly Benchmark[] {
  return [
    change.row("processor time", "ms", goals.cpu, ({ cpuMilliseconds }) => cpuMilliseconds),
    change.row("time", "ms", goals.time, ({ milliseconds }) => milliseconds),
    change.row("memory of all processes", "MiB", 1_024, ({ peakMebibytes }) => peakMebibytes),
  ];
}

export const previewBenchmarks: readonly Benchmark[] = [
  ...rowsOf(new PreviewedChange(false), { cpu: 150_000, time: 90_000 }),
  ...rowsOf(new PreviewedChange(true), { cpu: 200_000, time: 120_000 }),
];
