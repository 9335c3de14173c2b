import { describe, expect, it } from "vitest";
import { environmentFiles } from "../../fakes/driver/driver-world.ts";
import { ada } from "../../fakes/driver/memory-forge.ts";
import { merged } from "./respond-stage.ts";

describe("a destroy by a comment", () => {
  const removal = Object.fromEntries(Object.keys(environmentFiles("dev")).map((file) => [file, undefined]));

  async function removed() {
    const made = await merged(removal);
    const { world, host } = made;
    host.permission = "admin";
    world.engine.standing.set("dev", { main: { cidr: "10.0.0.0/16" } });
    await world.history.record({
      version: 3,
      kind: "up",
      id: "earlier",
      at: new Date(0).toISOString(),
      commit: made.base,
      by: "Ada",
      environments: [{ environment: "dev", result: "succeeded", layers: [], milliseconds: 1 }],
    });
    const destroys = () => world.engine.calls.filter((call) => call.startsWith("destroy"));
    return { ...made, destroys };
  }

  it("destroys an environment that the merged change request removed", async () => {
    const { world, host, answer, destroys } = await removed();
    const { answers } = await answer(host.say(1, ada, "/groundwork destroy dev"));
    expect(answers).toMatchObject([{ verdict: "done", says: "dev is destroyed" }]);
    expect(destroys()).toEqual(["destroy dev"]);
    expect(world.history.records[0]).toMatchObject({ kind: "destroy", by: "ada (comment on change request 1)" });
  });

  it("keeps an environment in which something is protected as a whole, and says what", async () => {
    const { world, host, answer, destroys } = await removed();
    const bucket = { urn: "urn:pulumi:dev::groundwork::gcp:storage/bucket:Bucket::files", protect: true };
    world.engine.deployments.set("dev", { resources: [bucket] });
    const { answers } = await answer(host.say(1, ada, "/groundwork destroy dev"));
    expect(answers).toMatchObject([
      {
        verdict: "refused",
        says: expect.stringContaining("dev is kept: gcp:storage:Bucket files is protected"),
      },
    ]);
    expect(destroys()).toEqual([]);
    expect(world.history.records[0]).toMatchObject({ kind: "destroy", environments: [{ result: "refused" }] });
  });

  it("has the failure of the environment followed up, and closes the issue when it is destroyed", async () => {
    const { world, host, answer } = await removed();
    world.engine.during = async (verb) => {
      if (verb === "destroy") throw new Error("The cloud does not answer.");
    };
    await answer(host.say(1, ada, "/groundwork destroy dev"));
    expect(host.issues).toMatchObject([{ title: "groundwork: dev is not done", isOpen: true }]);
    world.engine.during = async () => {};
    const { answers } = await answer(host.say(1, ada, "/groundwork destroy dev"));
    expect(answers).toMatchObject([{ verdict: "done", says: "dev is destroyed" }]);
    expect(host.issues).toMatchObject([{ isOpen: false }]);
  });

  it("is refused for an environment that it did not remove, before the merge, and where nobody else approved", async () => {
    const { host, says, destroys } = await removed();
    expect(await says(host.say(1, ada, "/groundwork destroy staging"))).toEqual([
      "change request 1 did not remove environments/staging: comment on the one that did",
    ]);
    host.reviews.set(1, []);
    expect(await says(host.say(1, ada, "/groundwork destroy dev"))).toEqual([
      expect.stringContaining("lacks 1 approval"),
    ]);
    host.change(1, { state: "open" });
    expect(await says(host.say(1, ada, "/groundwork destroy dev"))).toEqual([
      "change request 1 is open: it has to be merged first",
    ]);
    expect(destroys()).toEqual([]);
  });

  it("is refused for an environment that another branch reaches", async () => {
    const { world, host, says, destroys } = await removed();
    const refs = "  refs: [{ environments: [dev], branches: [develop] }]\n";
    const tip = world.git.make({
      "environments/promotion.yaml": `apiVersion: groundwork.dev/v1\nkind: Promotion\nspec:\n${refs}`,
    });
    host.branchHeads.set("refs/heads/main", tip);
    expect(await says(host.say(1, ada, "/groundwork destroy dev"))).toEqual([
      "dev takes commits from develop, and this came to main",
    ]);
    expect(destroys()).toEqual([]);
  });

  it("is refused for an environment that was removed in another way while the change request was open", async () => {
    const { world, host, base, says, destroys } = await removed();
    // The topic, which leaves dev alone, left main while dev was declared there.
    const other = world.git.make(environmentFiles("staging", "spec: { values: { a: b } }\n"), {
      onto: base,
      branch: "topic",
    });
    const gone = world.git.make(removal, { onto: base, branch: "main" });
    for (const and of [[other], []]) {
      const merge = world.git.make(environmentFiles("staging", "spec: { values: { a: b } }\n"), {
        onto: gone,
        and,
        branch: "main",
      });
      host.change(1, {
        head: { branch: "topic", commit: other },
        merge: { commit: merge, at: new Date(world.now).toISOString(), by: ada },
      });
      host.reviews.set(
        1,
        (host.reviews.get(1) ?? []).map((each) => ({ ...each, commit: other })),
      );
      host.branchHeads.set("refs/heads/main", merge);
      expect(await says(host.say(1, ada, "/groundwork destroy dev"))).toEqual([
        "change request 1 did not remove environments/dev: comment on the one that did",
      ]);
    }
    expect(destroys()).toEqual([]);
  });

  it("destroys an environment that an earlier commit of a rebased change request removed", async () => {
    const { world, host, base, answer, destroys } = await removed();
    const first = world.git.make(removal, { onto: base, branch: "main" });
    const last = world.git.make({ "README.md": "Without dev.\n" }, { onto: first, branch: "main" });
    host.landedBefore.set(1, [first]);
    host.change(1, { merge: { commit: last, at: new Date(world.now).toISOString(), by: ada } });
    host.branchHeads.set("refs/heads/main", last);
    expect((await answer(host.say(1, ada, "/groundwork destroy dev"))).answers).toMatchObject([{ verdict: "done" }]);
    expect(destroys()).toEqual(["destroy dev"]);
  });

  it("is refused where the branch has moved since the checkout, whatever it declares by now", async () => {
    const { world, host, says, merge, destroys } = await removed();
    const again = world.git.make(environmentFiles("dev"), { branch: "main" });
    world.git.point("main", merge);
    host.branchHeads.set("refs/heads/main", again);
    expect(await says(host.say(1, ada, "/groundwork destroy dev"))).toEqual([
      `main is at ${again.slice(0, 7)} by now, and ${merge.slice(0, 7)} is checked out: comment again`,
    ]);
    expect(destroys()).toEqual([]);
  });

  it("is refused where the branch moves while the run gets ready", async () => {
    const { world, host, says, merge, destroys } = await removed();
    const again = world.git.make(environmentFiles("dev"), { branch: "main" });
    world.git.point("main", merge);
    world.engine.onExport = () => void host.branchHeads.set("refs/heads/main", again);
    expect(await says(host.say(1, ada, "/groundwork destroy dev"))).toEqual([
      expect.stringContaining(`main is at ${again.slice(0, 7)} by now`),
    ]);
    expect(destroys()).toEqual([]);
  });

  it("is unknown where the forge does not tell where the branch is, or the state how much it holds", async () => {
    const { world, host, answer, destroys } = await removed();
    world.engine.onExport = () => {
      throw new Error("The backend does not answer.");
    };
    const one = await answer(host.say(1, ada, "/groundwork destroy dev"));
    expect(one.answers).toMatchObject([{ verdict: "unknown", says: "how many resources dev has cannot be read" }]);
    world.engine.onExport = () => {};
    let reads = 0;
    host.onBranchRead = () => {
      if (++reads === 2) host.branchHeads.delete("refs/heads/main");
    };
    const other = await answer(host.say(1, ada, "/groundwork destroy dev"));
    expect(other.answers).toMatchObject([
      { verdict: "unknown", says: "the forge does not tell which commit main is at" },
    ]);
    expect(destroys()).toEqual([]);
  });

  it("is refused for an environment that is declared again", async () => {
    const { world, host, says, destroys } = await removed();
    const again = world.git.make(environmentFiles("dev"), { branch: "main" });
    host.branchHeads.set("refs/heads/main", again);
    expect(await says(host.say(1, ada, "/groundwork destroy dev"))).toEqual(["environments/dev is on main again"]);
    expect(destroys()).toEqual([]);
  });

  it("is refused where it would delete more than the limit", async () => {
    const { world, host, says, destroys } = await removed();
    world.engine.deployments.set("dev", {
      resources: Array.from({ length: 3 }, () => ({ custom: true, type: "gcp:compute/network:Network" })),
    });
    expect(await says(host.say(1, ada, "/groundwork destroy dev"), { mostDeletes: 2 })).toEqual([
      "dev has 3 resources, and at most 2 are deleted by a comment: run groundwork destroy --env dev",
    ]);
    expect(destroys()).toEqual([]);
  });
});
