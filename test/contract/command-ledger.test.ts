import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CommandAnswer } from "../../src/change/index.ts";
import { gitReferenceLedger } from "../../src/command/git-reference/index.ts";
import type { CommandLedger } from "../../src/command/index.ts";
import { remoteBranches } from "../../src/forge/remote-branches.ts";
import { MemoryLedger } from "../fakes/driver/memory-ledger.ts";
import { createBare, git } from "../fakes/forge-host/bare-git.ts";
import { scratchClone } from "./forge/scratch-clone.ts";

const environment = { PATH: process.env["PATH"], GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" };

const answer = (comment: string, some: Partial<CommandAnswer> = {}): CommandAnswer => ({
  comment,
  place: 0,
  command: "/groundwork preview",
  by: "ada",
  at: "2026-01-01T00:00:00.000Z",
  verdict: "running",
  says: "",
  ...some,
});

/** Two jobs that keep one ledger. */
interface Ledgers {
  readonly one: CommandLedger;
  readonly other: CommandLedger;
  readonly end: () => Promise<void>;
}

function ledgerContract(name: string, make: () => Promise<Ledgers>): void {
  describe(`${name}, as a ledger of commands`, () => {
    let ledgers: Ledgers;
    beforeEach(async () => {
      ledgers = await make();
    });
    afterEach(() => ledgers.end());

    it("holds nothing before the first command, and then what was taken by any job", async () => {
      const { one, other } = ledgers;
      const empty = await one.read(1);
      expect([[...empty.keys], empty.answers]).toEqual([[], []]);
      expect(await one.write(1, [answer("7"), answer("7", { place: 1 })], empty)).toBe(true);
      const seen = await other.read(1);
      expect([...seen.keys]).toEqual(["7/0", "7/1"]);
      expect([...(await other.read(2)).keys]).toEqual([]);
    });

    it("lets one of two jobs take what both have seen free", async () => {
      const { one, other } = ledgers;
      const [first, second] = [await one.read(1), await other.read(1)];
      const taken = [
        await one.write(1, [answer("7", { by: "one" })], first),
        await other.write(1, [answer("7", { by: "other" })], second),
      ];
      expect(taken).toEqual([true, false]);
      expect((await other.read(1)).answers).toMatchObject([{ by: "one" }]);
    });

    it("replaces the answer of a command that was taken, in its place", async () => {
      const { one } = ledgers;
      await one.write(1, [answer("7"), answer("8")], await one.read(1));
      await one.write(1, [answer("7", { verdict: "done", says: "1 to create" })], await one.read(1));
      expect((await one.read(1)).answers.map(({ comment, verdict }) => [comment, verdict])).toEqual([
        ["7", "done"],
        ["8", "running"],
      ]);
    });

    it("keeps the newest answers, and that all of a thousand were taken", async () => {
      const { one, other } = ledgers;
      const many = Array.from({ length: 1_000 }, (_, index) => answer(String(index), { verdict: "contained" }));
      await one.write(1, many, await one.read(1));
      const { keys, answers } = await other.read(1);
      expect(keys.size).toBe(1_000);
      expect(answers.map(({ comment }) => comment)).toEqual(
        Array.from({ length: 30 }, (_, index) => String(970 + index)),
      );
    });

    it("brings none back that was left out as too old, and keeps the one that ends", async () => {
      const { one } = ledgers;
      const contained = Array.from({ length: 60 }, (_, index) => answer(String(index), { verdict: "contained" }));
      const [running, ends] = [answer("first"), answer("first", { verdict: "done" })];
      await one.write(1, [running, ...contained], await one.read(1));
      await one.write(1, [ends, ...contained], await one.read(1));
      expect((await one.read(1)).answers.map(({ comment, verdict }) => `${comment} ${verdict}`)).toEqual([
        "first done",
        ...Array.from({ length: 30 }, (_, index) => `${30 + index} contained`),
      ]);
    });
  });
}

ledgerContract("Memory", async () => {
  const ledger = new MemoryLedger();
  return { one: ledger, other: ledger, end: async () => {} };
});

async function onGit() {
  const top = await mkdtemp(path.join(tmpdir(), "groundwork-commands-"));
  const url = path.join(top, "platform.git");
  await createBare(url);
  const clones = [await scratchClone(url), await scratchClone(url)] as const;
  const [one, other] = clones.map(({ folder }) =>
    gitReferenceLedger({
      branches: remoteBranches("the server", { url, clone: folder, environment }),
      clone: folder,
      environment,
    }),
  ) as [CommandLedger, CommandLedger];
  const end = async () => {
    for (const clone of clones) await clone.remove();
    await rm(top, { recursive: true, force: true });
  };
  return { one, other, end, url };
}

ledgerContract("A reference of Git", onGit);

describe("a ledger on a reference of Git", () => {
  let world: Awaited<ReturnType<typeof onGit>>;
  beforeEach(async () => {
    world = await onGit();
  });
  afterEach(() => world.end());

  it("keeps each step in its history", async () => {
    const { one, url } = world;
    await one.write(3, [answer("7")], await one.read(3));
    await one.write(3, [answer("7", { verdict: "done" })], await one.read(3));
    expect(await git(url, ["rev-list", "--count", "refs/groundwork/commands/3"])).toBe("2");
  });

  it("is not read where it is damaged, and says how to go on", async () => {
    const { one, url } = world;
    await git(url, ["update-ref", "refs/groundwork/commands/3", "refs/heads/main"]);
    await expect(one.read(3)).rejects.toMatchObject({
      code: "commands-damaged",
      message: expect.stringContaining("refs/groundwork/commands/3 does not say which commands were carried out"),
    });
  });

  it("is not called damaged where Git cannot read the clone, since damaged ones are to be removed", async () => {
    const scratch = await scratchClone(world.url);
    const branches = { read: async () => "1".repeat(40), compareAndSwap: async () => false };
    const ledger = gitReferenceLedger({ branches, clone: scratch.folder, environment });
    await expect(ledger.read(3)).rejects.toMatchObject({ code: "git-command-failed" });
    await scratch.remove();
  });
});
