import { readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { apiVersionOf } from "../../src/kubernetes/client/index.ts";
import { kustomizations } from "../../src/kubernetes/flux/index.ts";
import { at, cleaningUp, objectsIn, textAt } from "../../src/lib/index.ts";
import { gitServer } from "../../src/local/git-host/index.ts";
import { installDefinitions, startFlux } from "../real/flux/flux-controllers.ts";
import { type RunningAgent, startOurs } from "../real/flux/our-agent.ts";
import { Side, syncNamespace } from "../real/flux/side.ts";
import { builtPart, findGo, isBuilt, realParts } from "../real/parts/index.ts";
import { eventually, manyObjects } from "../scenario/agent-harness/index.ts";
import { TestRepository } from "../scenario/agent-harness/test-repository.ts";
import { type Benchmark, milliseconds } from "./benchmark.ts";

/** What one agent took with so many objects in one Kustomization. */
interface Figures {
  /** Milliseconds until the status says that all objects are applied. */
  readonly firstApply: number;
  /** Milliseconds of a pass in which nothing has changed; the median of five. */
  readonly pass: number;
  /** Resident memory of its processes after that. */
  readonly mebibytes: number;
}

const patience = 600_000;
const needed = ["etcd", "kubeApiServer", "sourceController", "kustomizeController"] as const;
type Executables = Readonly<Record<(typeof needed)[number], string>>;

/** They are built by `npm run test:real` and used where that has left them. */
async function executables(): Promise<Executables | undefined> {
  const parts = needed.map((key) => realParts[key]);
  const go = await findGo(parts, process.env);
  if ("missing" in go || parts.some((part) => !isBuilt(part, go, process.env))) return undefined;
  const signal = new AbortController().signal;
  const settings = { environment: process.env, onProgress: console.error, signal };
  const found = await Promise.all(
    needed.map(async (key) => [key, await builtPart(realParts[key], go, settings)] as const),
  );
  return Object.fromEntries(found) as Executables;
}

/** Each agent on a kube-apiserver of its own, one after the other, with the same commit. */
async function contest(count: number): Promise<{ readonly flux: Figures; readonly ours: Figures } | undefined> {
  const found = await executables();
  if (found === undefined) return undefined;
  const folder = await mkdtemp(path.join(tmpdir(), "groundwork-agents-"));
  await mkdir(path.join(folder, "git"));
  const git = await gitServer({ folder: path.join(folder, "git") });
  const repository = await TestRepository.create(path.join(folder, "git", "all.git"), `${git.url}/all.git`);
  const commit = await repository.commit(manyObjects(count));
  const of = async (start: (side: Side) => Promise<RunningAgent>) => {
    const side = await Side.start(found, folder);
    await installDefinitions(side.server, found);
    const agent = await start(side);
    return await cleaningUp(
      () => measured(side, agent, repository.url, commit),
      async () => {
        await agent.stop();
        await side.stop();
      },
    );
  };
  const flux = await of((side) => startFlux(found, side));
  const ours = await of(async (side) => await Promise.resolve(startOurs(side)));
  await git.stop();
  await rm(folder, { recursive: true, maxRetries: 5 });
  return { flux, ours };
}

async function measured(side: Side, agent: RunningAgent, url: string, commit: string): Promise<Figures> {
  const apps = { resource: kustomizations, namespace: syncNamespace, name: "apps" };
  const status = async () => at(await side.api.get(apps), "status");
  const explain = async () => JSON.stringify(await status()).slice(0, 2_000) + agent.logs();
  // The server needs a moment until it serves a definition.
  const isServed = async () => {
    side.api.forgetResources();
    return await side.api.resourceOf(apiVersionOf(kustomizations), kustomizations.kind).then(
      () => true,
      () => false,
    );
  };
  await eventually(isServed, true, async () => await Promise.resolve(agent.logs()), patience);
  await side.follow(url);
  await side.namespace("bench");
  const firstApply = await milliseconds(async () => {
    await side.kustomize("apps", { path: "./apps", targetNamespace: "bench", timeout: "10m" });
    const said = async () => {
      const now = await status();
      const ready = objectsIn(at(now, "conditions")).find(({ type }) => type === "Ready");
      return `${textAt(now, "lastAppliedRevision")} ${String(ready?.["status"])}`;
    };
    await eventually(said, `main@sha1:${commit} True`, explain, patience);
  });
  const passes: number[] = [];
  for (const round of [1, 2, 3, 4, 5]) {
    const token = `${commit} ${round}`;
    passes.push(
      await milliseconds(async () => {
        const asked = { metadata: { annotations: { "reconcile.fluxcd.io/requestedAt": token } } };
        await side.api.mergePatch(apps, asked);
        await eventually(async () => textAt(await status(), "lastHandledReconcileAt"), token, explain, patience);
      }),
    );
  }
  const [, , pass = Number.NaN] = passes.toSorted((a, b) => a - b);
  return { firstApply, pass, mebibytes: agent.pids.reduce((sum, pid) => sum + residentMebibytes(pid), 0) };
}

function residentMebibytes(pid: number): number {
  const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Number(kibibytes) / 1_024;
}

function rows(count: number, mostMebibytes: number): readonly Benchmark[] {
  let once: ReturnType<typeof contest> | undefined;
  const figure = async (of: (both: { readonly flux: Figures; readonly ours: Figures }) => number) => {
    once ??= contest(count);
    const both = await once;
    return both === undefined ? Number.NaN : of(both);
  };
  const row = (name: string, unit: Benchmark["unit"], goal: number, of: Parameters<typeof figure>[0]): Benchmark => ({
    name: `agents, ${count} objects: ${name}`,
    unit,
    goal,
    runs: 1,
    withoutWarmUp: true,
    prepare: async () => await Promise.resolve({ measure: () => figure(of) }),
  });
  return [
    row("first apply, of Flux's time", "%", 25, ({ flux, ours }) => (100 * ours.firstApply) / flux.firstApply),
    row("first apply", "ms", Number.POSITIVE_INFINITY, ({ ours }) => ours.firstApply),
    row("pass without changes, of Flux's time", "%", 5, ({ flux, ours }) => (100 * ours.pass) / flux.pass),
    row("pass without changes", "ms", Number.POSITIVE_INFINITY, ({ ours }) => ours.pass),
    row("memory", "MiB", mostMebibytes, ({ ours }) => ours.mebibytes),
    row("memory, of Flux's two controllers'", "%", 100, ({ flux, ours }) => (100 * ours.mebibytes) / flux.mebibytes),
  ];
}

/** Flux's controllers and our agent with the same commit, on a kube-apiserver each. */
export const agentsBenchmarks: readonly Benchmark[] = [...rows(1_000, 100), ...rows(5_000, 160)];
