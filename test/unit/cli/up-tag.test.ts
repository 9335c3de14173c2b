import { beforeEach, describe, expect, it } from "vitest";
import { destroyEnvironments } from "../../../src/flows/index.ts";
import { groundwork } from "../../fakes/driver/driver-command.ts";
import { changedFiles, environmentFiles } from "../../fakes/driver/driver-world.ts";
import { network, QueueStage } from "./queue-stage.ts";

const refs = `apiVersion: groundwork.dev/v1
kind: Promotion
spec:
  refs:
    - { environments: [dev], branches: [main] }
    - { environments: [staging*], tags: [v*] }
`;
const both = (content: string) => ({ ...changedFiles("dev", content), ...changedFiles("staging", content) });
const bothTo = (value: number) => ({ dev: network(value), staging: network(value) });

describe("up of a tag", () => {
  let stage = new QueueStage();
  let begun = "";

  beforeEach(() => {
    stage = new QueueStage();
    begun = stage.world.git.make({ "environments/promotion.yaml": refs });
    stage.host.branchHeads.set("refs/heads/main", begun);
  });

  /** Put on a commit in the clone. */
  const tagHere = (name: string, commit: string) => stage.world.git.point(`refs/tags/${name}`, commit);
  /** And pushed. */
  const tag = (name: string, commit: string) => {
    tagHere(name, commit);
    stage.host.branchHeads.set(`refs/tags/${name}`, commit);
  };
  const upTag = async (name: string, ...flags: readonly string[]) => await stage.upAll("--tag", name, ...flags);
  const places = (number: number) => [...stage.host.comments.keys()].filter((key) => key.startsWith(`${number} `));

  it("brings up what its tags reach, held to all merges up to it, where the branch left that alone", async () => {
    const first = await stage.merged(1, both("b"), bothTo(1));
    const second = await stage.merged(2, both("c"), bothTo(2));
    const ofBranch = await stage.upOf(begun, second);
    expect([ofBranch.code, stage.ups()]).toEqual([0, ["up dev"]]);
    tag("v1.0.0", second);
    const { code, out } = await upTag("v1.0.0");
    expect([code, stage.ups()]).toEqual([0, ["up dev", "up staging"]]);
    expect(out).toContain("Held to the previews of the change requests 1, 2, which were brought up together");
    expect(stage.runs()[0]).toMatchObject({
      commit: second,
      merges: [first, second],
      queue: { branch: "main", tag: "v1.0.0", through: second, waiting: ["staging"] },
    });
  });

  it("is shown in a preview beforehand, which says that merging does not bring it up", async () => {
    await stage.merged(1, both("b"), bothTo(1));
    expect(stage.host.comments.get("1 preview")).toContain("Merging does not bring up staging: a later tag v\\* does");
    expect(stage.host.comments.get("1 preview")).toContain("| dev, staging |");
    stage.world.git.make(both("c"), { onto: await stage.world.git.resolve("main"), branch: "topic" });
    const affected = await groundwork(stage.world, "affected", "--json", "--base", "main", "--head", "topic");
    expect(JSON.parse(affected.out)).toMatchObject({ laterByTag: [{ name: "staging", tags: ["v*"] }] });
  });

  it("comes to its own commit, and a later tag brings up what came after it", async () => {
    const first = await stage.merged(1, changedFiles("staging", "b"), { staging: network(1) });
    tag("v1", first);
    expect((await upTag("v1")).code).toBe(0);
    const second = await stage.merged(2, changedFiles("staging", "c"), { staging: network(2) });
    tag("v2", second);
    expect((await upTag("v2")).code).toBe(0);
    expect(stage.runs().map(({ commit, merges }) => ({ commit, merges }))).toEqual([
      { commit: second, merges: [second] },
      { commit: first, merges: [first] },
    ]);
  });

  it("never takes an environment back to an older tag", async () => {
    const first = await stage.merged(1, changedFiles("staging", "b"), { staging: network(1) });
    const second = await stage.merged(2, changedFiles("staging", "c"), { staging: network(2) });
    tag("v1", first);
    tag("v2", second);
    await upTag("v2");
    const { code, out } = await upTag("v1");
    expect([code, stage.ups()]).toEqual([0, ["up staging"]]);
    expect(out).toContain("Nothing waits for the tag v1");
  });

  it("names what stands further back than is looked, and does not forget it", async () => {
    const first = await stage.merged(1, changedFiles("staging", "b"), { staging: network(1) });
    for (let count = 0; count < 1010; count++) stage.world.git.make({ "notes.txt": String(count) });
    const newest = stage.world.git.make({ "notes.txt": "newest" });
    stage.host.branchHeads.set("refs/heads/main", newest);
    tag("v1", newest);
    const { out } = await groundwork(stage.world, "queue", "--tag", "v1");
    expect(out).toContain(
      "staging: waits for commits that are too old to be looked for: groundwork up --env staging --tag v1",
    );
    tag("v0", first);
    await upTag("v0");
    tag("v2", stage.world.git.make({ "notes.txt": "more" }));
    stage.host.branchHeads.set("refs/heads/main", await stage.world.git.resolve("refs/tags/v2"));
    expect((await groundwork(stage.world, "queue", "--tag", "v2")).out).toContain("staging: waits for commits");
  });

  it("tries again what failed when its job is run again", async () => {
    const first = await stage.merged(1, changedFiles("staging", "b"), { staging: network(1) });
    tag("v1", first);
    stage.world.engine.failing.add("staging");
    expect((await upTag("v1")).code).toBe(1);
    stage.world.engine.failing.delete("staging");
    expect((await upTag("v1")).code).toBe(0);
    expect(stage.ups()).toEqual(["up staging", "up staging"]);
  });

  it("is held back by a merge that others did not approve", async () => {
    const first = await stage.merged(1, changedFiles("staging", "b"), { staging: network(1) }, { approved: false });
    tag("v1", first);
    const { code, out } = await upTag("v1");
    expect([code, stage.ups()]).toEqual([4, []]);
    expect(out).toContain(`Waits: staging: ${first.slice(0, 7)} was not approved`);
    expect(out).toContain("put a tag on that merge");
    expect(out).not.toContain("--allow-unreviewed");
  });

  it("waits for a stage that the branch reaches until that stands at its commit", async () => {
    const stages = `${refs}  stages:\n    - { name: first, environments: [dev] }\n    - { name: second, environments: [staging] }\n`;
    begun = stage.world.git.make({ "environments/promotion.yaml": stages });
    stage.host.branchHeads.set("refs/heads/main", begun);
    const first = await stage.merged(1, both("b"), bothTo(1));
    tag("v1", first);
    const early = await upTag("v1");
    expect([early.code, stage.ups()]).toEqual([4, []]);
    expect(early.out).toContain("dev");
    await stage.upOf(begun, first);
    expect((await upTag("v1")).code).toBe(0);
    expect(stage.ups()).toEqual(["up dev", "up staging"]);
  });

  it("shows its result beside that of the branch, and not in its place", async () => {
    const first = await stage.merged(1, both("b"), bothTo(1));
    await stage.upOf(begun, first);
    tag("v1", first);
    await upTag("v1");
    expect(places(1)).toEqual(["1 preview", "1 up", "1 up-by-tag"]);
    expect(stage.host.comments.get("1 up")).not.toContain("| staging |");
    expect(stage.host.comments.get("1 up-by-tag")).toContain("| staging |");
    expect(stage.checksOf(first).at(-1)).toBe("success: done");
    expect(stage.host.statuses.at(-1)).toBe(`${first} groundwork/up-by-tag success: done`);
  });

  it("is refused on a commit that the branch never stood at, and so is a tag that is not there", async () => {
    await stage.merged(1, changedFiles("staging", "b"), { staging: network(1) });
    tag("v1", await stage.world.git.resolve("topic-1"));
    const { code, err } = await upTag("v1");
    expect([code, stage.ups()]).toEqual([4, []]);
    expect(err).toContain("tag-not-on-branch");
    expect(await upTag("v9")).toMatchObject({ code: 2, err: expect.stringContaining("v9") });
  });

  it("is refused where it is called otherwise than the tags of the promotion file, which are named", async () => {
    const first = await stage.merged(1, changedFiles("staging", "b"), { staging: network(1) });
    tag("nightly", first);
    const refusal = { code: 2, err: expect.stringContaining("No environment takes the tag nightly") };
    expect(await upTag("nightly")).toMatchObject({ ...refusal, err: expect.stringContaining("takes v*") });
    expect(await groundwork(stage.world, "queue", "--tag", "nightly")).toMatchObject(refusal);
    stage.world.host = undefined;
    expect(await groundwork(stage.world, "up", "--yes", "--tag", "nightly")).toMatchObject(refusal);
    expect(stage.ups()).toEqual([]);
  });

  it("counts as the forge has it: where it was never pushed it is refused, and where it has moved it is at its new commit", async () => {
    const first = await stage.merged(1, changedFiles("staging", "b"), { staging: network(1) });
    const second = stage.world.git.make({ "notes.txt": "more" });
    stage.host.branchHeads.set("refs/heads/main", second);
    tagHere("v1", second);
    const { code, err } = await upTag("v1");
    expect([code, stage.ups()]).toEqual([2, []]);
    expect(err).toContain("There is no tag v1 at the forge. Push it with: git push origin refs/tags/v1");
    stage.host.branchHeads.set("refs/tags/v1", first);
    expect((await upTag("v1")).code).toBe(0);
    expect(stage.runs()[0]).toMatchObject({ commit: first });
  });

  it.each(["v1~1", "v1^", "v1^{commit}", "v*", "-v1", "v1..v2", ""])(
    "is refused as %j, which is no name of a tag",
    async (name) => {
      tag("v1", await stage.merged(1, changedFiles("staging", "b"), { staging: network(1) }));
      const { code } = await stage.upAll(`--tag=${name}`);
      expect([code, stage.ups()]).toEqual([2, []]);
    },
  );

  it("does not make what never stood and has left the branch", async () => {
    const files = { ...changedFiles("staging", "b"), ...environmentFiles("staging-2") };
    const first = await stage.merged(1, files, { staging: network(1), "staging-2": network(1) });
    tag("v1", first);
    const gone = Object.keys(environmentFiles("staging-2")).map((path) => [path, undefined]);
    stage.host.branchHeads.set("refs/heads/main", stage.world.git.make(Object.fromEntries(gone)));
    const { code } = await upTag("v1");
    expect([code, stage.ups()]).toEqual([0, ["up staging"]]);
  });

  it("does not make again what was destroyed and has left the branch", async () => {
    const first = await stage.merged(1, changedFiles("staging", "b"), { staging: network(1) });
    tag("v1", first);
    await upTag("v1");
    const second = await stage.merged(2, changedFiles("staging", "c"), { staging: network(2) });
    tag("v2", second);
    await destroyEnvironments({ environments: ["staging"], confirm: async () => true }, stage.world.ports);
    const files = Object.keys(stage.world.git.contentOf(second)).filter((path) =>
      path.startsWith("environments/staging/"),
    );
    const removed = stage.world.git.make(Object.fromEntries(files.map((path) => [path, undefined])));
    stage.host.branchHeads.set("refs/heads/main", removed);
    const { code } = await upTag("v2");
    expect([code, stage.ups()]).toEqual([0, ["up staging"]]);
  });

  it("is shown by queue before it is brought up", async () => {
    const first = await stage.merged(1, both("b"), bothTo(1));
    tag("v1", first);
    const { out } = await groundwork(stage.world, "queue", "--tag", "v1");
    expect(out).toContain(`1 environment to be brought up to ${first.slice(0, 7)}, the tag v1 on main`);
    expect(JSON.parse((await groundwork(stage.world, "queue", "--tag", "v1", "--json")).out)).toMatchObject({
      branch: "main",
      tag: "v1",
      tip: first,
      environments: [{ name: "staging", commits: [first], due: [first] }],
    });
  });

  it("needs the queue where a forge is named, and goes without one in a clone of its own", async () => {
    const first = await stage.merged(1, both("b"), bothTo(1));
    tag("v1", first);
    expect(await groundwork(stage.world, "up", "--yes", "--tag", "v1")).toMatchObject({
      code: 2,
      err: expect.stringContaining("needs-queue"),
    });
    stage.world.host = undefined;
    const { code } = await groundwork(stage.world, "up", "--yes", "--no-wait", "--tag", "v1");
    expect([code, stage.ups()]).toEqual([0, ["up staging"]]);
    const refused = await groundwork(stage.world, "up", "--yes", "--tag", "v1", "--env", "dev");
    expect([refused.code, refused.err]).toEqual([
      4,
      expect.stringContaining("dev (from main), and this is the tag v1 on main"),
    ]);
  });

  it.each(["--base", "--head", "--since"])("does not go with %s", async (flag) => {
    const { code, err } = await upTag("v1", flag, begun);
    expect([code, err]).toEqual([2, expect.stringContaining("cannot be used with")]);
  });
});
