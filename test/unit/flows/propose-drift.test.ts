import { describe, expect, it } from "vitest";
import { changes, correct, ends } from "./correcting-world.ts";
import { declaration, proposalReference, proposing, spec } from "./proposing-world.ts";

describe("a proposal", () => {
  it("declares what stands in one change request, keeps everything else of the file, and is found again", async () => {
    const { world, host } = await proposing();
    world.engine.cloud.set("dev", { main: { size: "large", other: "kept" } });
    const calls = world.engine.calls.length;
    const [dev] = (await correct(world)).environments;
    expect(dev?.results).toMatchObject([{ end: { kind: "proposed", fields: ["spec.values.size"] } }]);
    expect(dev?.proposal).toMatchObject({ branch: "groundwork/drift-dev" });
    const made = host.branchHeads.get("refs/heads/groundwork/drift-dev") ?? "";
    expect(world.git.contentOf(made)[declaration]).toBe(spec("large"));
    expect(host.bodies.get(1)).toContain("spec.values.size");
    expect(host.bodies.get(1)).not.toContain("large");
    expect((await correct(world)).environments[0]?.proposal).toEqual(dev?.proposal);
    expect([host.requests.size, host.issues]).toEqual([1, []]);
    expect(changes(world, calls)).toEqual([]);
  });

  it("lays what stands over the profile that has the value, and leaves the profile alone", async () => {
    const head = "apiVersion: groundwork.dev/v1\nkind: Environment\nextends: ../_profiles/small.yaml\n";
    const profile = "apiVersion: groundwork.dev/v1\nkind: Profile\nspec:\n  values: { size: small, other: kept }\n";
    const { world, host } = await proposing(`${head}# nothing of its own\n`, profile);
    world.engine.cloud.set("dev", { main: { size: "large", other: "kept" } });
    const [dev] = (await correct(world)).environments;
    expect(dev?.results).toMatchObject([
      { end: { kind: "proposed", fields: ["spec.values.size (over its profile)"] } },
    ]);
    const content = world.git.contentOf(host.branchHeads.get(proposalReference) ?? "");
    expect(content[declaration]).toBe(`${head}spec:\n  values:\n    size: large\n# nothing of its own\n`);
    expect(content["environments/_profiles/small.yaml"]).toBe(profile);
  });

  it("follows what stands, on the same branch and in the same change request", async () => {
    const { world, host } = await proposing();
    for (const size of ["large", "huge"]) {
      world.engine.cloud.set("dev", { main: { size, other: "kept" } });
      await correct(world);
      const made = host.branchHeads.get("refs/heads/groundwork/drift-dev") ?? "";
      expect(world.git.contentOf(made)[declaration]).toBe(spec(size));
    }
    expect(host.requests.size).toBe(1);
  });

  it("is not opened again once a person has closed it, as long as the same stands, also when the branch has gone on", async () => {
    const { world, host } = await proposing();
    world.engine.cloud.set("dev", { main: { size: "large", other: "kept" } });
    await correct(world);
    const opened = host.requests.get(1);
    if (!opened) throw new Error("nothing was opened");
    host.requests.set(1, { ...opened, state: "closed" });
    host.branchHeads.set("refs/heads/main", world.git.make({ "README.md": "More.\n" }));
    expect(ends(await correct(world))).toEqual([["dev", "", "declined"]]);
    expect(host.requests.size).toBe(1);
    world.engine.cloud.set("dev", { main: { size: "huge", other: "kept" } });
    expect(ends(await correct(world))).toEqual([["dev", "", "proposed"]]);
  });

  it("is opened where a run ended between its branch and its change request, also when the branch it is for has gone on", async () => {
    const { world, host } = await proposing();
    world.engine.cloud.set("dev", { main: { size: "large", other: "kept" } });
    host.beforeOpening = () => {
      throw new Error("killed");
    };
    await expect(correct(world)).rejects.toThrow("killed");
    expect(host.branchHeads.has(proposalReference)).toBe(true);
    host.beforeOpening = () => {};
    host.branchHeads.set("refs/heads/main", world.git.make({ "README.md": "More.\n" }));
    expect(ends(await correct(world))).toEqual([["dev", "", "proposed"]]);
    expect(host.requests.get(1)).toMatchObject({ state: "open", head: { branch: "groundwork/drift-dev" } });
  });

  it("is opened again for the same values after it was merged and taken back", async () => {
    const { world, host } = await proposing();
    world.engine.cloud.set("dev", { main: { size: "large", other: "kept" } });
    await correct(world);
    host.change(1, { state: "merged" });
    host.branchHeads.set("refs/heads/main", world.git.make({ "README.md": "Taken back.\n" }));
    expect(ends(await correct(world))).toEqual([["dev", "", "proposed"]]);
    expect(host.requests.get(2)?.state).toBe("open");
  });

  it("leaves a branch alone that a person has added to", async () => {
    const { world, host } = await proposing();
    world.engine.cloud.set("dev", { main: { size: "large", other: "kept" } });
    await correct(world);
    const made = host.branchHeads.get("refs/heads/groundwork/drift-dev") ?? "";
    const persons = world.git.make({ "environments/dev/notes.txt": "mine" }, { onto: made, branch: "theirs" });
    host.branchHeads.set("refs/heads/groundwork/drift-dev", persons);
    world.engine.cloud.set("dev", { main: { size: "huge", other: "kept" } });
    expect(ends(await correct(world))).toEqual([["dev", "proposal-branch-taken"]]);
    expect(host.branchHeads.get("refs/heads/groundwork/drift-dev")).toBe(persons);
  });

  it.each([
    [
      "the program makes something else of the field",
      { size: "small", other: "elsewhere" },
      spec("small"),
      "changes-more",
    ],
    ["a value was added", { size: "small", other: "kept", third: "new" }, spec("small"), "no-field"],
    [
      "two fields have it",
      { size: "large", other: "kept" },
      spec("small").replace("other:", "twin: small, other:"),
      "several-fields",
    ],
  ])("is an issue where %s, which is closed when it is gone", async (_, main, file, because) => {
    const { world, host } = await proposing(file);
    world.engine.cloud.set("dev", { main });
    expect(ends(await correct(world))).toEqual([["dev", "", because]]);
    expect(host.issues).toMatchObject([{ isOpen: true, body: expect.stringContaining("gcp:compute:Network main") }]);
    expect(host.requests.size).toBe(0);
    world.engine.cloud.delete("dev");
    expect(ends(await correct(world))).toEqual([["dev", ""]]);
    expect(host.issues).toMatchObject([{ isOpen: false }]);
  });

  it("is said, and nothing is opened, with --dry-run and without a forge", async () => {
    const { world, host } = await proposing();
    world.engine.cloud.set("dev", { main: { size: "large", other: "kept" } });
    expect(ends(await correct(world, {}, true))).toEqual([["dev", "", "would-propose"]]);
    world.host = undefined;
    expect(ends(await correct(world))).toEqual([["dev", "", "would-propose"]]);
    expect([host.requests.size, host.branchHeads.size]).toEqual([0, 1]);
  });
});
