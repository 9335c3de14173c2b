import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Snapshot } from "../../../src/engine/embedded/stack/index.ts";
import { pathsOf } from "../../../src/engine/embedded/stack/state/layout.ts";
import { FakeCloud, type RecordedCall } from "../../fakes/fake-provider.ts";
import type { Wanted } from "../../fakes/scripted-program.ts";
import { type EngineSetting, engineOf, type Job, type JobEnd, stack } from "./engine-parts.ts";

/** A file system in memory where there is one: a kill leaves the same files there, and flushing takes no time. */
const place = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
const folders: string[] = [];
let engineProcess: Promise<string> | undefined;

/** How an engine process ended; `end` is absent when it was killed. */
export interface Ended {
  readonly killed: boolean;
  readonly end: JobEnd | undefined;
  readonly err: string;
}

/** An engine process that runs. */
export interface StartedEngine {
  readonly pid: number;
  /** The process is gone; the cloud may still be at what it asked for. */
  readonly exited: Promise<unknown>;
  readonly ended: Promise<Ended>;
  readonly err: () => string;
}

/** What an engine is asked to do to a world. */
export type EngineTask = Pick<Job, "verb" | "wanted"> & Partial<Job>;

/** A stack on disk, and the cloud that its resources are in. The cloud outlives every engine. */
export class World {
  readonly #children = new Set<ReturnType<typeof spawn>>();

  private constructor(
    readonly folder: string,
    readonly cloud: FakeCloud,
  ) {
    this.beforeMutations(undefined);
  }

  /** Has something done before the cloud carries out a create, update or delete. */
  beforeMutations(work: ((call: RecordedCall) => Promise<void>) | undefined): void {
    for (const call of ["create", "update", "delete"] as const)
      this.cloud.on(call, "*", async (recorded) => {
        const { id, preview } = recorded;
        if (!preview) await work?.(recorded);
        // As real providers do: what is gone already counts as deleted.
        return call === "delete" && !this.cloud.resources.has(id) ? this.cloud.deleted() : undefined;
      });
  }

  static async open(): Promise<World> {
    const folder = await mkdtemp(path.join(place, "groundwork-crash-"));
    folders.push(folder);
    await mkdir(path.join(folder, "state"));
    return new World(folder, new FakeCloud());
  }

  /**
   * Another world in the same condition.
   *
   * @param calls: with the calls that the cloud has seen.
   * @param prepare: called with the folder of the state before anything is in it.
   */
  async copy({ calls = false, prepare = (_folder: string): void => undefined } = {}): Promise<World> {
    const folder = await mkdtemp(path.join(place, "groundwork-crash-"));
    folders.push(folder);
    await mkdir(path.join(folder, "state"));
    prepare(path.join(folder, "state"));
    await cp(this.root, path.join(folder, "state"), { recursive: true });
    const copy = new World(folder, this.cloud.copy());
    if (calls) copy.cloud.calls.push(...this.cloud.calls);
    return copy;
  }

  get root(): string {
    return path.join(this.folder, "state");
  }

  get paths() {
    return pathsOf(this.root, stack);
  }

  /** An engine in this process, as a new process would be. */
  engine(wanted: readonly Wanted[], more: Partial<EngineSetting> = {}) {
    return engineOf({ root: this.root, project: this.folder, wanted, providers: this.cloud, ...more });
  }

  get work() {
    return { stack, program: { folder: this.folder } };
  }

  /** Starts an engine in a process of its own. */
  async start(task: EngineTask): Promise<StartedEngine> {
    engineProcess ??= bundleEngine();
    const provider = await this.cloud.start({ package: "test" });
    const whole: Job = { root: this.root, project: this.folder, provider: provider.address, ...task };
    const command = [process.execPath, await engineProcess, JSON.stringify(whole)];
    if (task.largestFile !== undefined) command.unshift("prlimit", `--fsize=${task.largestFile}`);
    const [program = "", ...args] = command;
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
    this.#children.add(child);
    let out = "";
    let err = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
    const exited = once(child, "close") as Promise<[number | null, NodeJS.Signals | null]>;
    const ended = (async () => {
      const [, signal] = await exited;
      this.#children.delete(child);
      await provider.stop();
      // Calls that had arrived are carried out before the cloud is looked at.
      await turn();
      return { killed: signal === "SIGKILL", end: out === "" ? undefined : (JSON.parse(out) as JobEnd), err };
    })();
    return { pid: child.pid ?? 0, exited, ended, err: () => err };
  }

  async run(task: EngineTask): Promise<Ended> {
    return await (await this.start(task)).ended;
  }

  /** What the state says now; fails when it cannot be read. */
  async snapshot(): Promise<Snapshot | undefined> {
    return await this.engine([]).store.load(stack);
  }

  async isLocked(): Promise<boolean> {
    return (await this.engine([]).store.lockOwners(stack)).length > 0;
  }

  /** Names of the files beside the state that are no state. */
  async leftovers(): Promise<readonly string[]> {
    const places = [path.dirname(this.paths.stateFile), this.paths.lockFolder, this.paths.historyFolder];
    const names = await Promise.all(places.map(async (place) => (existsSync(place) ? await readdir(place) : [])));
    return names.flat().filter((name) => name.startsWith(".") || name.endsWith(".tmp"));
  }

  /** Differences between state and cloud that no pending operation explains, one sentence each. */
  async contradictions(): Promise<readonly string[]> {
    const { resources = [], pendingOperations = [] } = (await this.snapshot()) ?? {};
    const pending = new Set(pendingOperations.map(({ type, resource }) => `${type} ${resource.urn}`));
    const found: string[] = [];
    for (const { id, type: urn, inputs } of this.cloud.resources.values()) {
      const known = resources.find((resource) => resource.urn === urn && resource.id === id);
      if (known === undefined && !pending.has(`creating ${urn}`)) found.push(`${id} exists and is forgotten`);
      if (known !== undefined && canonical(known.inputs) !== canonical(inputs) && !pending.has(`updating ${urn}`))
        found.push(`${id} was changed and that is forgotten`);
    }
    for (const { urn, id = "", custom, type, pendingReplacement = false } of resources) {
      if (!custom || type.startsWith("pulumi:") || this.cloud.resources.has(id) || pendingReplacement) continue;
      if (!pending.has(`deleting ${urn}`)) found.push(`${id} is gone and that is forgotten`);
    }
    return found;
  }

  /** What exists of creations that the state calls pending: name to id. */
  async unknownCreations(): Promise<ReadonlyMap<string, string>> {
    const { resources = [], pendingOperations = [] } = (await this.snapshot()) ?? {};
    const pending = new Set(
      pendingOperations.flatMap(({ type, resource }) => (type === "creating" ? [resource.urn] : [])),
    );
    const found = [...this.cloud.resources.values()].filter(
      ({ id, type: urn }) => pending.has(urn) && !resources.some((known) => known.id === id),
    );
    return new Map(found.map(({ id, type: urn }) => [nameOf(urn), id]));
  }

  /** How often each resource was created. */
  creations(urn: string): number {
    return this.cloud.calls.filter((each) => each.call === "create" && !each.preview && each.urn === urn).length;
  }

  async remove(): Promise<void> {
    for (const child of this.#children) child.kill("SIGKILL");
    this.cloud.stopAll();
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** For `afterAll`: what tests that failed left behind. */
export async function removeWorlds(): Promise<void> {
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true, force: true, maxRetries: 5 })));
}

/** Bundles the engine into one file, with which a process starts in a third of the time. */
async function bundleEngine(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "groundwork-crash-engine-"));
  folders.push(folder);
  const outfile = path.join(folder, "engine-process.cjs");
  await build({
    entryPoints: [fileURLToPath(new URL("engine-process.ts", import.meta.url))],
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    outfile,
    logLevel: "error",
  });
  return outfile;
}

/** The last part of a URN. */
export function nameOf(urn: string): string {
  return urn.slice(urn.lastIndexOf("::") + 2);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) =>
    typeof each === "object" && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).toSorted(([left], [right]) => (left < right ? -1 : 1)))
      : each,
  );
}
