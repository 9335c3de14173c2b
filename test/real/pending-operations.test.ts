import { readdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import type { Outcome } from "../../src/change/index.ts";
import type { Engine, Work } from "../../src/engine/index.ts";
import { makeAutomation } from "../contract/engine/automation.ts";
import { Scene } from "../contract/engine/scene.ts";
import type { FakeCloud } from "../fakes/fake-provider.ts";
import type { Wanted } from "../fakes/scripted-program.ts";
import { removeWorlds, World } from "../scenario/crash-harness/world.ts";
import { describeWithPulumi } from "./pulumi-cli.ts";

afterAll(removeWorlds);

const before: readonly Wanted[] = [
  { name: "updated", inputs: { size: 1 } },
  { name: "replaced", inputs: { fixed: 1 } },
  { name: "kept", inputs: { size: 1 } },
];
const after: readonly Wanted[] = [
  { name: "updated", inputs: { size: 2 } },
  { name: "replaced", inputs: { fixed: 2 } },
  { name: "kept", inputs: { size: 1 } },
  { name: "added", inputs: { size: 1 } },
];

const sourceOf = (wanted: readonly Wanted[]) =>
  wanted.map(({ name, inputs }) => `new Thing(${JSON.stringify(name)}, ${JSON.stringify(inputs)});`).join("\n");

/** An engine that was killed while three operations were under way, and what its successor has at hand. */
interface Killed {
  readonly state: string;
  readonly engine: Engine;
  readonly work: Work;
}

/** Holds what the cloud is asked for until `calls` have come; `release` lets it carry them out. */
function hold(cloud: FakeCloud, calls: number): { readonly reached: Promise<void>; readonly release: () => void } {
  let begun = 0;
  let all: () => void = () => undefined;
  let release: () => void = () => undefined;
  const reached = new Promise<void>((resolve) => (all = resolve));
  const released = new Promise<void>((resolve) => (release = resolve));
  for (const call of ["create", "update"] as const)
    cloud.on(call, "*", async ({ preview }) => {
      if (preview) return;
      if (++begun === calls) all();
      await released;
    });
  return {
    reached,
    release() {
      for (const call of ["create", "update"] as const) cloud.off(call, "*");
      release();
    },
  };
}

async function pendingIn(state: string): Promise<readonly string[]> {
  const { latest } = JSON.parse(await readFile(path.join(state, ".pulumi", "stacks", "proj", "dev.json"), "utf8"))
    .checkpoint as { latest: { pending_operations?: { type: string; resource: { urn: string } }[] } };
  return (latest.pending_operations ?? []).map(({ type, resource }) => `${type} ${resource.urn}`).toSorted();
}

/** The operations that the warnings of a run name, as the warnings have them. */
function warnedOf({ result, diagnostics }: Outcome): readonly string[] {
  expect(result).toBe("succeeded");
  const warnings = diagnostics.filter(({ severity }) => severity === "warning").map(({ message }) => message);
  return warnings.flatMap((message) => message.match(/\S+, interrupted while \w+/gu) ?? []).toSorted();
}

/** The pending operations after each command that brings the stack in order, and those that the first command warns of. */
async function wayBack({ state, engine, work }: Killed) {
  const left = await pendingIn(state);
  const warned = warnedOf(await engine.up(work));
  const afterUp = await pendingIn(state);
  await engine.refresh(work);
  const afterRefresh = await pendingIn(state);
  await engine.refresh(work, { clearPendingCreates: true });
  return { left, warned, afterUp, afterRefresh, afterClearing: await pendingIn(state) };
}

async function killCli(scene: Scene): Promise<Killed> {
  await scene.up(sourceOf(before));
  await scene.program(sourceOf(after));
  const { reached, release } = hold(scene.cloud, 3);
  const run = scene.engine.up(scene.work()).catch(() => undefined);
  await reached;
  const state = path.join(scene.folder, "state");
  const locks = path.join(state, ".pulumi", "locks", "organization", "proj", "dev");
  const [lock = ""] = await readdir(locks);
  process.kill(JSON.parse(await readFile(path.join(locks, lock), "utf8")).pid, "SIGKILL");
  await run;
  release();
  await rm(path.join(locks, lock));
  return { state, engine: scene.engine, work: scene.work() };
}

async function killEmbedded(world: World): Promise<Killed> {
  await world.engine(before).engine.up(world.work);
  const { reached, release } = hold(world.cloud, 3);
  const started = await world.start({ verb: "up", wanted: after });
  await reached;
  process.kill(started.pid, "SIGKILL");
  await started.exited;
  release();
  await started.ended;
  return { state: world.root, engine: world.engine(after).engine, work: world.work };
}

describeWithPulumi("operations that a killed engine leaves pending", (pulumi) => {
  it("are the same ones, named in the same words and settled by the same steps, whichever engine it was", async () => {
    const scene = await Scene.open(makeAutomation(pulumi().environment));
    const world = await World.open();
    try {
      const urn = "urn:pulumi:dev::proj::test:index:Thing::";
      const ofCli = await wayBack(await killCli(scene));
      expect(ofCli.left).toEqual([`creating ${urn}added`, `creating ${urn}replaced`, `updating ${urn}updated`]);
      expect(await wayBack(await killEmbedded(world))).toEqual(ofCli);
      expect(ofCli.afterClearing).toEqual([]);
    } finally {
      await scene.close();
      await world.remove();
    }
  });
});
