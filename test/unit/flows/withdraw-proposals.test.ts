import { describe, expect, it } from "vitest";
import type { MemoryForge } from "../../fakes/driver/memory-forge.ts";
import { ada } from "../../fakes/driver/memory-forge.ts";
import { correct, corrections, ends } from "./correcting-world.ts";
import { declaration, proposalReference, proposing, spec } from "./proposing-world.ts";

const topic = "withdrawn";

describe("a proposal whose difference is gone", () => {
  async function proposed(file?: string) {
    const { world, host } = await proposing(file);
    world.engine.cloud.set("dev", { main: { size: "large", other: "kept" } });
    await correct(world);
    expect(host.requests.get(1)?.state).toBe("open");
    return { world, host, undo: () => void world.engine.cloud.delete("dev") };
  }
  const standing = (host: MemoryForge) => [host.requests.get(1)?.state, host.branchHeads.has(proposalReference)];

  it("is closed with the reason, and its branch is deleted", async () => {
    const { world, host, undo } = await proposed();
    undo();
    const [dev] = (await correct(world)).environments;
    expect(dev).toMatchObject({
      results: [],
      withdrawn: { branch: "groundwork/drift-dev", url: host.requests.get(1)?.url },
    });
    expect(host.comments.get(`1 ${topic}`)).toContain("differs no longer");
    expect(standing(host)).toEqual(["closed", false]);
    const { writes } = host;
    expect((await correct(world)).environments[0]).not.toHaveProperty("withdrawn");
    expect(host.writes).toBe(writes);
  });

  it("is proposed anew when the same comes again: it was no person that closed it", async () => {
    const { world, host, undo } = await proposed();
    undo();
    await correct(world);
    world.engine.cloud.set("dev", { main: { size: "large", other: "kept" } });
    host.beforeOpening = () => {
      throw new Error("killed");
    };
    await expect(correct(world)).rejects.toThrow("killed");
    host.beforeOpening = () => {};
    expect(ends(await correct(world))).toEqual([["dev", "", "proposed"]]);
    expect(host.requests.get(2)?.state).toBe("open");
  });

  it("stays as it is with --dry-run, and where it is not known what differs", async () => {
    const { world, host, undo } = await proposed();
    undo();
    expect((await correct(world, {}, true)).environments[0]).not.toHaveProperty("withdrawn");
    world.engine.wanted.set("dev", new Error("cannot be read"));
    await correct(world);
    expect(standing(host)).toEqual(["open", true]);
  });

  it("stays open while a part of it differs, and is closed when another resource alone does", async () => {
    const { world, host } = await proposed();
    world.engine.cloud.set("dev", { main: { size: "large", other: "kept", third: "new" } });
    expect(ends(await correct(world))).toEqual([["dev", "", "no-field"]]);
    expect(standing(host)).toEqual(["open", true]);
    world.engine.cloud.set("dev", { main: { size: "small", other: "kept" }, stray: { size: "small" } });
    await correct(world);
    expect(standing(host)).toEqual(["closed", false]);
  });

  it("is closed where what it declares stands no longer, also when another property of the same resource differs", async () => {
    const { world, host } = await proposed();
    world.engine.cloud.set("dev", { main: { size: "small", other: "kept", third: "new" } });
    expect(ends(await correct(world))).toEqual([["dev", "", "no-field"]]);
    expect(standing(host)).toEqual(["closed", false]);
  });

  it("is closed with its issue where the environment is corrected by now, and nothing differs any more", async () => {
    const { world, host } = await proposed();
    world.engine.cloud.set("dev", { main: { size: "large", other: "kept" }, stray: { size: "small" } });
    await correct(world);
    world.engine.cloud.delete("dev");
    const correcting = corrections("    - { environments: [dev], mode: correct }\n");
    host.branchHeads.set("refs/heads/main", world.git.make({ ...correcting, [declaration]: spec("small") }));
    expect((await correct(world, {}, true)).environments[0]).not.toHaveProperty("withdrawn");
    expect((await correct(world)).environments).toMatchObject([{ results: [], withdrawn: {} }]);
    expect(standing(host)).toEqual(["closed", false]);
    expect(host.issues).toMatchObject([{ isOpen: false }]);
  });

  it.each([
    ["a person has opened it", (host: MemoryForge) => host.change(1, { author: ada })],
    [
      "its branch is for another branch as well",
      (host: MemoryForge) =>
        void host.open(2, host.branchHeads.get(proposalReference) ?? "", {
          head: { branch: "groundwork/drift-dev", commit: host.branchHeads.get(proposalReference) ?? "" },
          base: { branch: "release" },
        }),
    ],
  ])("is left where %s", async (_, happens) => {
    const { world, host, undo } = await proposed();
    happens(host);
    undo();
    expect((await correct(world)).environments[0]).not.toHaveProperty("withdrawn");
    expect(standing(host)).toEqual(["open", true]);
    expect(host.comments.size).toBe(0);
  });

  it("is left where a person has pushed to it, also at the last moment", async () => {
    const { world, host, undo } = await proposed();
    undo();
    const made = host.branchHeads.get(proposalReference) ?? "";
    const persons = world.git.make({ "environments/dev/notes.txt": "mine" }, { onto: made, branch: "theirs" });
    host.onRead = () => {
      host.branchHeads.set(proposalReference, persons);
      host.change(1, { head: { branch: "groundwork/drift-dev", commit: persons } });
    };
    await correct(world);
    expect(host.comments.get(`1 ${topic}`)).toContain("stays open");
    await correct(world);
    expect(standing(host)).toEqual(["open", true]);
    expect(host.branchHeads.get(proposalReference)).toBe(persons);
  });

  it("stays open where a person has opened it again", async () => {
    const { world, host, undo } = await proposed();
    const made = host.branchHeads.get(proposalReference) ?? "";
    undo();
    await correct(world);
    expect(host.comments.get(`1 ${topic}`)).toContain("has closed it");
    host.change(1, { state: "open" });
    host.branchHeads.set(proposalReference, made);
    expect((await correct(world)).environments[0]).not.toHaveProperty("withdrawn");
    expect(standing(host)).toEqual(["open", true]);
  });

  it("is closed by the next run where one ended before that", async () => {
    const { world, host, undo } = await proposed();
    undo();
    host.onRead = () => {
      throw new Error("killed");
    };
    await expect(correct(world)).rejects.toThrow("killed");
    expect(host.comments.get(`1 ${topic}`)).toContain("is closing it");
    host.onRead = () => {};
    await correct(world);
    expect(standing(host)).toEqual(["closed", false]);
  });

  it("is closed by the next run where one ended in between", async () => {
    const { world, host, undo } = await proposed();
    undo();
    host.beforeMoving = () => {
      throw new Error("killed");
    };
    await expect(correct(world)).rejects.toThrow("killed");
    expect(standing(host)).toEqual(["closed", true]);
    host.beforeMoving = () => {};
    await correct(world);
    expect(standing(host)).toEqual(["closed", false]);
  });

  it("keeps the branch of one that a person has closed, so that the same values are not proposed again", async () => {
    const { world, host, undo } = await proposed();
    host.change(1, { state: "closed" });
    undo();
    await correct(world);
    expect(standing(host)).toEqual(["closed", true]);
    world.engine.cloud.set("dev", { main: { size: "large", other: "kept" } });
    expect(ends(await correct(world))).toEqual([["dev", "", "declined"]]);
  });

  it("is closed with its issue when the environment is corrected instead", async () => {
    const { world, host } = await proposed();
    world.engine.cloud.set("dev", { main: { size: "large", other: "kept" }, stray: { size: "small" } });
    await correct(world);
    expect(host.issues).toMatchObject([{ isOpen: true }]);
    world.engine.cloud.set("dev", { main: { size: "large", other: "kept" } });
    const correcting = corrections("    - { environments: [dev], mode: correct }\n");
    host.branchHeads.set("refs/heads/main", world.git.make({ ...correcting, [declaration]: spec("small") }));
    expect(ends(await correct(world))).toEqual([["dev", "", "corrected"]]);
    expect(standing(host)).toEqual(["closed", false]);
    expect(host.issues).toMatchObject([{ isOpen: false }]);
  });

  it("says that it could not be closed, beside what was done", async () => {
    const { world, host, undo } = await proposed();
    undo();
    host.refusesComments = true;
    const [dev] = (await correct(world)).environments;
    expect(dev?.notWithdrawn).toMatchObject({ code: "forge-unavailable" });
    expect(standing(host)).toEqual(["open", true]);
  });
});
