import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { type Stage, setStage } from "../../demo/stage.ts";
import { projectRoot } from "../../src/lib/index.ts";
import { type Benchmark, milliseconds } from "./benchmark.ts";

const run = promisify(execFile);

/** A change request's preview of one environment, by the command, with nothing warm but the local cloud. */
const preview: Benchmark = {
  name: "preview of environments/dev, cold",
  unit: "ms",
  goal: 1500,
  async prepare() {
    const stage = await newStage();
    return {
      measure: () => milliseconds(() => groundwork(stage, "preview", "--env", "dev")),
      close: () => stage.close(),
    };
  },
};

/** Resident memory of the simulated cloud with one cluster, and of the agent in it. */
const memory: Benchmark = {
  name: "local cloud with one cluster, and its agent",
  unit: "MiB",
  goal: 300,
  runs: 1,
  async prepare() {
    const stage = await newStage();
    await groundwork(stage, "up", "--env", "dev", "--yes");
    const { pid } = JSON.parse(await groundwork(stage, "local", "status", "--json")) as { pid: number };
    return { measure: () => residentMebibytes(pid), close: () => stage.close() };
  },
};

/** The demo, from its start to its last check. */
const demo: Benchmark = {
  name: "npm run demo",
  unit: "ms",
  goal: 60_000,
  runs: 1,
  prepare: async () => ({
    async measure() {
      const tsx = path.join(projectRoot(), "node_modules", "tsx", "dist", "cli.mjs");
      const { stdout } = await run(process.execPath, [tsx, path.join(projectRoot(), "demo", "main.ts"), "--json"]);
      return (JSON.parse(stdout) as { seconds: number }).seconds * 1000;
    },
  }),
};

export const roadBenchmarks: readonly Benchmark[] = [preview, memory, demo];

function newStage(): Promise<Stage> {
  return setStage({ forge: "local", withoutEnvironments: [], signal: new AbortController().signal });
}

/** @throws when the command fails: a figure of something that did not work would be worse than none. */
async function groundwork(stage: Stage, ...args: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await stage.groundwork(...args);
  if (exitCode !== 0) throw new Error(`groundwork ${args.join(" ")} ended with ${exitCode}: ${stderr}`);
  return stdout;
}

/** Of a process and all that it has started. */
async function residentMebibytes(root: number): Promise<number> {
  const { stdout } = await run("ps", ["-eo", "pid=,ppid=,rss="]);
  const rows = stdout
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  const sum = (pid: number): number =>
    rows
      .filter(([own, parent]) => own === pid || parent === pid)
      .reduce((total, [own = 0, , kibibytes = 0]) => total + (own === pid ? kibibytes : sum(own)), 0);
  return sum(root) / 1024;
}
