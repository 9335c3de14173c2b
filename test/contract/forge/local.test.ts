import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ForgeRefused } from "../../../src/forge/index.ts";
import { forgeContract } from "./forge-contract.ts";
import { type LocalWorld, localWorld } from "./local-world.ts";

forgeContract("The local forge", localWorld, { lacks: ["signs"], tellsSetup: true });

describe("the local forge", () => {
  let world: LocalWorld;

  beforeEach(async () => {
    world = await localWorld();
  });
  afterEach(async () => {
    await world.end();
  });

  it("loses nothing when several processes write at the same time", async () => {
    await world.commit({ branch: "topic" });
    const number = await world.open({ head: "topic" });
    const bots = Array.from({ length: 8 }, (_, count) => world.as(`bot-${count}`));
    await Promise.all(
      bots.flatMap(({ board, people }, count) => [
        Promise.resolve(board?.ensureComment({ number }, "preview", `text ${count}`)),
        people.comment(`person-${count}`, number, "seen"),
      ]),
    );
    const comments = await world.comments(number);
    expect(new Set(comments.map(({ author }) => author.id)).size).toBe(16);
    expect(new Set(comments.map(({ id }) => id)).size).toBe(16);
  });

  it("gives each change request a number of its own", async () => {
    const branches = ["a", "b", "c", "d"];
    for (const branch of branches) await world.commit({ branch });
    const numbers = await Promise.all(branches.map((head) => world.open({ head })));
    expect(numbers.toSorted((one, other) => one - other)).toEqual([1, 2, 3, 4]);
  });

  it("shows a change request as a page to read", async () => {
    const commit = await world.commit({ branch: "topic" });
    const number = await world.open({ head: "topic", title: "Add a network" });
    const { forge } = world;
    await forge.board?.ensureComment({ number }, "preview", "| a | plan |");
    await forge.statuses?.setStatus(commit, {
      context: "groundwork/preview",
      state: "success",
      description: "2 changes",
    });
    await world.as("x").people.review("person", number, "approved");
    await world.merge(number, "merge");
    const page = await readFile(path.join(world.folder, "change-requests", `${number}.md`), "utf8");
    expect(page).toContain("# 1 Add a network");
    expect(page).toContain("check groundwork/preview: success 2 changes");
    expect(page).toContain(`person approved ${commit.slice(0, 7)}`);
    expect(page).toContain("merged by owner as");
    expect(page).toContain("| a | plan |");
    expect(await readFile(path.join(world.folder, "page.md"), "utf8")).toContain("merged [1](change-requests/1.md)");
  });

  it("shows which commit stands in which environment", async () => {
    const commit = await world.commit({ branch: "topic" });
    const { deployments } = world.forge;
    const deployment = { environment: "dev", commit, description: "3 created", url: "https://ci.example.com/1" };
    await deployments?.ensureDeployment({ ...deployment, state: "in-progress" });
    await deployments?.ensureDeployment({ ...deployment, environment: "shop", state: "failure" });
    await deployments?.ensureDeployment({ ...deployment, state: "success" });
    const page = await readFile(path.join(world.folder, "page.md"), "utf8");
    expect(page).toContain(`- dev success ${commit.slice(0, 7)} 3 created`);
    expect(page).toContain(`- shop failure ${commit.slice(0, 7)}`);
    expect(page.match(/- dev /g)).toHaveLength(1);
  });

  it("does not merge without the checks that the branch demands, nor what conflicts", async () => {
    await world.commit({ branch: "topic", files: { a: "1\n" } });
    const number = await world.open({ head: "topic" });
    await world.protect("main", ["groundwork/preview"]);
    await expect(world.merge(number, "merge")).rejects.toThrow("groundwork/preview has not succeeded");
    await world.protect("main", []);
    await world.commit({ branch: "main", files: { a: "2\n" } });
    for (const method of ["merge", "squash", "rebase", "fast-forward"] as const)
      await expect(world.merge(number, method)).rejects.toBeInstanceOf(ForgeRefused);
  });

  it("refuses an approval of one's own change request", async () => {
    await world.commit({ branch: "topic" });
    const number = await world.open({ head: "topic" });
    await expect(world.review(number, world.owner, "approved")).rejects.toBeInstanceOf(ForgeRefused);
  });

  it("names a file that it cannot read, and goes on once it is deleted", async () => {
    await world.commit({ branch: "topic" });
    const number = await world.open({ head: "topic" });
    const folder = path.join(world.folder, "change-requests", String(number));
    await writeFile(path.join(folder, "000002.json"), "{");
    await expect(world.forge.changeRequests?.read(number)).rejects.toThrow("000002.json cannot be read");
    await rm(path.join(folder, "000002.json"));
    expect((await world.forge.changeRequests?.read(number))?.number).toBe(number);
  });

  it("leaves no drafts behind", async () => {
    await world.commit({ branch: "topic" });
    await world.open({ head: "topic" });
    const files = await readdir(world.folder, { recursive: true });
    expect(files.filter((name) => name.includes(".json."))).toEqual([]);
  });
});
