import { execFileSync } from "node:child_process";
import { mkdtempSync, rmdirSync } from "node:fs";
import { open, rm, stat, statfs, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Outcome } from "../../src/change/index.ts";
import { changed, original } from "./crash-harness/programs.ts";
import { failureOf, messages, resumeAtOnce } from "./crash-harness/resume.ts";
import { nameOf, removeWorlds, World } from "./crash-harness/world.ts";

afterAll(removeWorlds);

const patience = { timeout: 600_000 };
const creations = { replaced: 1, rebuilt: 1, tied: 1, branch: 1, chain0: 1, chain1: 1, chain2: 1 };

/**
 * Opens files for writing; the disk is full in the middle of those that `isFull` names. Numbers differ between runs, because saves
 * that wait for each other become one.
 */
function opening(isFull: (number: number, file: string) => boolean) {
  let number = 0;
  return async (file: string) => {
    const full = isFull(++number, file);
    const handle = await open(file, "wx", 0o600);
    return {
      async writeFile(data: Parameters<typeof handle.writeFile>[0]) {
        if (!full) return await handle.writeFile(data);
        await handle.writeFile(String(data).slice(0, 100));
        throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
      },
      sync: () => handle.sync(),
      close: () => handle.close(),
    };
  };
}

async function seeded(): Promise<World> {
  const seed = await World.open();
  await seed.engine(original).engine.up(seed.work);
  return seed;
}

function isOfHistory(file: string): boolean {
  return path.dirname(file).split(path.sep).includes("history");
}

/** Resources that the cloud has, that the state has as pending, and that no error names. */
async function untold(world: World, errors: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const [name, id] of await world.unknownCreations())
    if (!errors.includes(`::${name} was created, with id "${id}"`)) found.push(`${id} is not told`);
  for (const { type, resource } of (await world.snapshot())?.pendingOperations ?? [])
    if (!errors.includes(`${resource.urn} `)) found.push(`${type} ${nameOf(resource.urn)} is not told`);
  return found;
}

describe("a disk that is full from any write of an up on", () => {
  it(
    "stops the run by name, keeps what was known, and what could not be recorded is told by name and id",
    patience,
    async () => {
      const seed = await seeded();
      const problems: string[] = [];
      let stopped = 0;
      for (let from = 1, whole = false; !whole; from++) {
        const world = await seed.copy();
        const { engine } = world.engine(changed, { openForWriting: opening((number) => number >= from) });
        const outcome = await engine
          .up(world.work)
          .catch((error: { readonly code: string; readonly message: string }) => error);
        const found: string[] = [...(await world.contradictions()), ...(await world.leftovers())];
        whole = !("code" in outcome) && outcome.result === "succeeded";
        if (!whole) stopped++;
        if ("code" in outcome) {
          if (outcome.code !== "stack-not-lockable") found.push(`rejected with ${outcome.code}: ${outcome.message}`);
          if (world.cloud.calls.length > 0) found.push("the cloud was asked all the same");
          if (!/the disk is full: \d+ bytes are needed and \d+ are free/u.test(outcome.message))
            found.push(outcome.message);
        } else if (!whole) {
          const errors = messages(outcome, "error");
          if (outcome.result !== "failed") found.push(outcome.result);
          if (!/dev\S*\.json: the disk is full: \d+ bytes are needed and \d+ are free/u.test(errors))
            found.push(errors);
          if (count(errors, "The state could not be written") > 1) found.push(`told more than once: ${errors}`);
          found.push(...(await untold(world, errors)));
        }
        found.push(...(await resumeAtOnce(world, changed, creations)));
        problems.push(...found.map((problem) => `full from ${from}: ${problem}`));
        await world.remove();
      }
      expect(problems).toEqual([]);
      expect(stopped).toBeGreaterThan(15);
    },
  );
});

describe("a disk that is full from any write on", () => {
  it.each(["destroy", "refresh"] as const)(
    "is told by a %s, which the next one goes on from",
    patience,
    async (verb) => {
      const seed = await seeded();
      const problems: string[] = [];
      let stopped = 0;
      for (let from = 1, whole = false; !whole; from++) {
        const world = await seed.copy();
        const { engine } = world.engine([], { openForWriting: opening((number) => number >= from) });
        const found: string[] = [];
        const outcome = await engine[verb](world.work).catch((error: { readonly message: string }) => error);
        const errors = "message" in outcome ? outcome.message : messages(outcome, "error");
        whole = !("message" in outcome) && outcome.result === "succeeded";
        if (!whole) stopped++;
        if (whole !== (errors === "") || (!whole && !errors.includes("the disk is full"))) found.push(errors);
        found.push(...(await world.contradictions()), ...(await world.leftovers()), ...(await untold(world, errors)));
        const next = await world.engine([]).engine[verb](world.work);
        found.push(...failureOf(`the next ${verb}`, next), ...(await world.contradictions()));
        if (verb === "destroy" && world.cloud.resources.size > 0)
          found.push(`left: ${[...world.cloud.resources.keys()].join()}`);
        problems.push(...found.map((problem) => `full from ${from}: ${problem}`));
        await world.remove();
      }
      expect(problems).toEqual([]);
      expect(stopped).toBeGreaterThan(verb === "destroy" ? 8 : 3);
    },
  );
});

describe("a disk that is full for one write only", () => {
  it("stops the run, and everything that was done is recorded all the same", patience, async () => {
    const seed = await seeded();
    const problems: string[] = [];
    let stopped = 0;
    // The first write is the lock's, those after the last save are the history's.
    for (let at = 2, past = false; !past; at++) {
      const world = await seed.copy();
      past = true;
      const isFull = (number: number, file: string) => number === at && !(past = isOfHistory(file));
      const { engine } = world.engine(changed, { openForWriting: opening(isFull) });
      const outcome = await engine.up(world.work);
      if (past) break;
      stopped++;
      const found = [...(await world.contradictions())];
      const pending = (await world.snapshot())?.pendingOperations ?? [];
      if (pending.length > 0) found.push(`pending: ${pending.map(({ resource }) => nameOf(resource.urn)).join()}`);
      if (outcome.result !== "failed") found.push(outcome.result);
      found.push(...(await resumeAtOnce(world, changed, creations)));
      problems.push(...found.map((problem) => `full at ${at}: ${problem}`));
      await world.remove();
    }
    expect(problems).toEqual([]);
    expect(stopped).toBeGreaterThan(10);
  });

  it("is told for a history entry, and the outcome of the run with it", async () => {
    const seed = await seeded();
    const world = await seed.copy();
    const { engine, store } = world.engine(changed, { openForWriting: opening((_, file) => isOfHistory(file)) });
    const outcome: Outcome = await engine.up(world.work);
    expect(outcome.result).toBe("failed");
    expect(outcome.steps.filter(({ status }) => status === "failed")).toEqual([]);
    expect(messages(outcome, "error")).toMatch(
      /its entry in the history could not be written to \S+: the disk is full/u,
    );
    expect(await world.isLocked()).toBe(false);
    expect(await store.history({ project: "proj", stack: "dev" })).toHaveLength(1);
    expect(await world.contradictions()).toEqual([]);
  });
});

describe("a file that may grow no further", () => {
  it("stops an engine's process by name at every size, and the next one goes on", patience, async () => {
    const seed = await seeded();
    const { size } = await stat(seed.paths.stateFile);
    const problems: string[] = [];
    let stopped = 0;
    for (const more of [-1000, 0, 500, 1000, 1500, 2000, 2500, 3000, 4000]) {
      const world = await seed.copy();
      const { end } = await world.run({ verb: "up", wanted: changed, largestFile: size + more });
      const found = [...(await world.contradictions()), ...(await world.leftovers())];
      if (!end || "refused" in end) found.push(`ended with ${JSON.stringify(end)}`);
      else if (end.result === "failed") {
        stopped++;
        const errors = end.errors.join("\n");
        if (!/\d+ bytes are more than this process may write into a file/u.test(errors)) found.push(errors);
        found.push(...(await untold(world, errors)));
      }
      found.push(...(await resumeAtOnce(world, changed, creations)));
      problems.push(...found.map((problem) => `${more} bytes more: ${problem}`));
      await world.remove();
    }
    expect(problems).toEqual([]);
    expect(stopped).toBeGreaterThan(4);
  });
});

describe.runIf(canMount())("a disk that really is full", () => {
  it("stops an engine's process by name wherever it fills, and the next one goes on", patience, async () => {
    const seed = await seeded();
    const problems: string[] = [];
    let stopped = 0;
    for (const freePages of [0, 1, 2, 3, 4, 5, 6, 8, 10, 14]) {
      const world = await seed.copy({ prepare: mountSmallDisk });
      const filler = path.join(world.root, "filler");
      try {
        const { bavail, bsize } = await statfs(world.root);
        await writeFile(filler, Buffer.alloc((bavail - freePages) * bsize));
        const { end } = await world.run({ verb: "up", wanted: changed });
        await rm(filler);
        const found = [...(await world.contradictions()), ...(await world.leftovers())];
        if (!end || ("refused" in end && end.refused !== "stack-not-lockable"))
          found.push(`ended with ${JSON.stringify(end)}`);
        else if ("refused" in end || end.result === "failed") {
          stopped++;
          const errors = "refused" in end ? end.message : end.errors.join("\n");
          if (!/the disk is full: \d+ bytes are needed and \d+ are free/u.test(errors)) found.push(errors);
          found.push(...(await untold(world, errors)));
        }
        found.push(...(await resumeAtOnce(world, changed, creations)));
        problems.push(...found.map((problem) => `${freePages} pages free: ${problem}`));
      } finally {
        execFileSync("umount", [world.root]);
      }
      await world.remove();
    }
    expect(problems).toEqual([]);
    expect(stopped).toBeGreaterThan(4);
  });
});

function mountSmallDisk(folder: string): void {
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=512k", "tmpfs", folder], { stdio: "ignore" });
}

/** Only root of a machine, or of a container that is allowed to, mounts a disk. */
function canMount(): boolean {
  const folder = mkdtempSync(path.join(tmpdir(), "groundwork-mount-"));
  try {
    mountSmallDisk(folder);
    execFileSync("umount", [folder]);
    return true;
  } catch {
    return false;
  } finally {
    rmdirSync(folder);
  }
}

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}
