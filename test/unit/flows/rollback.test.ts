import { describe, expect, it } from "vitest";
import { groundwork } from "../../fakes/driver/driver-command.ts";
import {
  changedFiles,
  DriverWorld,
  environmentFiles,
  profile,
  profileWithCluster,
} from "../../fakes/driver/driver-world.ts";
import { stepOn } from "../../fakes/driver/fake-engine.ts";
import { MemoryForge } from "../../fakes/driver/memory-forge.ts";

const declaration = (name: string) => `environments/${name}/environment.yaml`;

/** An environment that was brought up to two commits, of which the second one is on main. */
async function twice(files: Readonly<Record<string, string>> = changedFiles("dev", "b"), small = profile()) {
  const world = new DriverWorld();
  const host = new MemoryForge();
  const first = world.git.make({ ...changedFiles("dev", "a"), "environments/_profiles/small.yaml": small });
  const up = async (...names: readonly string[]) => {
    const { code, err, out } = await groundwork(
      world,
      "up",
      "--yes",
      "--no-wait",
      ...names.flatMap((name) => ["--env", name]),
    );
    expect(code, `${out}${err}`).toBe(0);
  };
  await up("dev", "staging");
  const second = world.git.make(files);
  await up("dev");
  host.branchHeads.set("refs/heads/main", second);
  const rollback = async (...argv: readonly string[]) => {
    const { code, out, err } = await groundwork(world, "rollback", "dev", "--json", ...argv);
    return { code, err, json: out === "" ? undefined : JSON.parse(out) };
  };
  const withForge = () => {
    world.host = host;
  };
  return { world, host, first, second, up, rollback, withForge };
}

describe("a rollback", () => {
  it("opens a change request that declares the environment as it stood before its newest run", async () => {
    const { world, host, first, second, rollback, withForge } = await twice();
    withForge();
    const { code, json } = await rollback("--forge", "local");
    expect(code).toBe(0);
    expect(json).toMatchObject({
      kind: "rollback",
      version: 1,
      environment: "dev",
      to: first,
      tip: second,
      files: [{ path: declaration("dev"), kind: "own", how: "changed" }],
      alsoAffected: [],
      place: { kind: "opened", changeRequest: { number: 1 } },
    });
    const branch = `groundwork/rollback-dev-${first.slice(0, 7)}`;
    expect(host.requests.get(1)).toMatchObject({
      title: `Roll dev back to ${first.slice(0, 7)}`,
      head: { branch, commit: json.made.commit },
      base: { branch: "main" },
    });
    expect(world.git.contentOf(json.made.commit)).toEqual(world.git.contentOf(first));
    expect(host.bodies.get(1)).toContain("Taken back:");
  });

  it("finds the same change request when it is run again, and moves its branch when main has gone on", async () => {
    const { world, host, rollback, withForge } = await twice();
    withForge();
    const one = (await rollback("--forge", "local")).json;
    const other = (await rollback("--forge", "local")).json;
    expect(other.place).toEqual(one.place);
    expect(other.made).toEqual(one.made);
    const tip = world.git.make({ "README.md": "More.\n" });
    host.branchHeads.set("refs/heads/main", tip);
    const third = (await rollback("--forge", "local")).json;
    expect(third.place).toEqual(one.place);
    expect(world.git.parentOf(third.made.commit)).toBe(tip);
    expect(host.branchHeads.get(`refs/heads/${third.made.branch}`)).toBe(third.made.commit);
    expect(host.requests.size).toBe(1);
  });

  it("takes nothing away that a person has added to its branch", async () => {
    const { world, host, rollback, withForge } = await twice();
    withForge();
    const { made } = (await rollback("--forge", "local")).json;
    const added = world.git.make({ "README.md": "By hand.\n" }, { onto: made.commit, branch: made.branch });
    host.branchHeads.set(`refs/heads/${made.branch}`, added);
    const { code, json } = await rollback("--forge", "local");
    expect(code).toBe(4);
    expect(json).toMatchObject({ error: { code: "rollback-branch-taken" } });
    expect(host.branchHeads.get(`refs/heads/${made.branch}`)).toBe(added);
  });

  it("takes nothing away that a person has amended in its commit, also when main has gone on", async () => {
    const { world, host, second, rollback, withForge } = await twice();
    withForge();
    const { made } = (await rollback("--forge", "local")).json;
    const { message } = await world.git.commit(made.commit);
    const amended = world.git.make(changedFiles("dev", "x"), { onto: second, branch: made.branch, message });
    host.branchHeads.set(`refs/heads/${made.branch}`, amended);
    host.branchHeads.set("refs/heads/main", world.git.make({ "README.md": "More.\n" }));
    expect(await rollback("--forge", "local")).toMatchObject({
      code: 4,
      json: { error: { code: "rollback-branch-taken" } },
    });
    expect(host.branchHeads.get(`refs/heads/${made.branch}`)).toBe(amended);
  });

  it("keeps the commit of another person that changes the same, with its approvals", async () => {
    const { world, host, rollback, withForge } = await twice();
    withForge();
    const { made } = (await rollback("--forge", "local")).json;
    world.committer = "Eve <eve@example.com>";
    const again = (await rollback("--forge", "local")).json;
    expect(again.made).toEqual(made);
    expect(host.branchHeads.get(`refs/heads/${made.branch}`)).toBe(made.commit);
  });

  it("has another branch for the environment's own folder alone", async () => {
    const small = "environments/_profiles/small.yaml";
    const files = { ...changedFiles("dev", "b"), [small]: profile("  values: { size: large }\n") };
    const { host, rollback, withForge } = await twice(files);
    withForge();
    const all = (await rollback("--forge", "local")).json;
    const own = (await rollback("--forge", "local", "--only-own")).json;
    expect(own.made.branch).toBe(`${all.made.branch}-only-own`);
    expect(host.branchHeads.get(`refs/heads/${all.made.branch}`)).toBe(all.made.commit);
    expect([...host.requests.values()].map(({ title }) => title)).toEqual([
      expect.stringMatching(/^Roll dev back to [0-9a-f]{7}$/),
      expect.stringMatching(/^Roll dev back to [0-9a-f]{7}, its own folder alone$/),
    ]);
  });

  it("passes over a run of a commit that the clone does not have", async () => {
    const { world, first, rollback } = await twice();
    const earlier = world.history.records.find(({ kind }) => kind === "up");
    if (earlier?.kind !== "up") throw new Error("There is no up on record.");
    const { link: _, ...run } = earlier;
    await world.history.record({ ...run, id: "elsewhere", commit: "f".repeat(40) });
    await world.history.record({ ...run, id: "again" });
    expect((await rollback("--dry-run")).json).toMatchObject({ to: first });
  });

  it("does not say of a commit that it is not of the branch where the clone is too shallow to tell", async () => {
    const { world, second, rollback } = await twice();
    const topic = world.git.make(changedFiles("dev", "z"), { onto: second, branch: "topic" });
    world.git.isShallow = true;
    expect(await rollback("--to", topic)).toMatchObject({ code: 2, json: { error: { code: "missing-history" } } });
  });

  it("makes a branch in the clone and names the next commands where there is no forge", async () => {
    const { world, rollback } = await twice();
    const { json } = await rollback();
    expect(json.place).toEqual({ kind: "local" });
    expect(world.git.tipOf(json.made.branch)).toBe(json.made.commit);
    const { out, code } = await groundwork(world, "rollback", "dev");
    expect(code).toBe(0);
    expect(out).toContain(`git push origin ${json.made.branch}`);
  });

  it("makes no branch when it only shows", async () => {
    const { world, host, rollback, withForge } = await twice();
    withForge();
    const { code, json } = await rollback("--forge", "local", "--dry-run");
    expect(code).toBe(0);
    expect(json.place).toEqual({ kind: "dry-run" });
    expect(world.git.tipOf(json.made.branch)).toBeUndefined();
    expect([...host.branchHeads.keys()]).toEqual(["refs/heads/main"]);
    expect(host.writes).toBe(0);
  });

  it("takes back the profile that made it so, and says which other environments that changes", async () => {
    const small = "environments/_profiles/small.yaml";
    const { rollback } = await twice({ [small]: profile("  values: { size: large }\n") });
    const all = (await rollback("--dry-run")).json;
    expect(all.files).toEqual([{ path: small, kind: "shared", how: "changed" }]);
    expect(all.alsoAffected).toEqual(["staging"]);
    const own = await rollback("--dry-run", "--only-own");
    expect(own.json).toMatchObject({ error: { code: "nothing-before" } });
  });

  it("lists what its plan takes away for good, what holds data first, and says that it is unknown where there is no plan", async () => {
    const { world, rollback } = await twice();
    const bucket = { stack: "dev", type: "gcp:storage/bucket:Bucket", name: "files" };
    const network = { stack: "dev", type: "gcp:compute/network:Network", name: "main" };
    const disk = { stack: "dev", type: "gcp:compute/disk:Disk", name: "data" };
    const { engine } = world;
    const preview = engine.preview.bind(engine);
    engine.preview = async (work, options) => ({
      ...(await preview(work, options)),
      steps: [
        stepOn(network, "delete", {}, undefined),
        stepOn(bucket, "replace", {}, {}),
        stepOn(disk, "create", undefined, {}),
      ],
    });
    const { code, json } = await rollback("--dry-run");
    expect(code).toBe(0);
    expect(
      json.irreversible.map(({ resource, what, hasContents }: Record<string, string>) => [
        String(resource).split("::").at(-1),
        what,
        hasContents,
      ]),
    ).toEqual([
      ["files", "replaced", true],
      ["data", "made-empty", true],
      ["main", "deleted", false],
    ]);
    const { out } = await groundwork(world, "rollback", "dev", "--dry-run");
    expect(out).toContain("3 resources cannot be undone");
    expect(out).toContain("made anew and is empty");
    engine.preview = async () => {
      throw new Error("The cloud does not answer.");
    };
    const failed = await rollback("--dry-run");
    expect(failed).toMatchObject({ code: 5, json: { unknown: ["dev"] } });
  });

  it("names manifests whose objects are pruned with what they hold", async () => {
    const web = "environments/dev/apps/web.yaml";
    const database = "environments/dev/apps/database.yaml";
    const volume = "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: { name: data }\n";
    const { world, rollback } = await twice({ [database]: volume, [web]: `${volume}---\n` }, profileWithCluster);
    const { json } = await rollback("--dry-run");
    expect(json).toMatchObject({
      irreversible: [],
      pruned: [
        { environment: "dev", path: database, how: "removed" },
        { environment: "dev", path: web, how: "changed" },
      ],
    });
    const { out } = await groundwork(world, "rollback", "dev", "--dry-run");
    expect(out).toContain(`dev: ${database}: removed`);
    expect(out).not.toContain("takes nothing of dev away");
  });

  it("goes back to the commit before, where the newest run failed", async () => {
    const { world, second, rollback } = await twice();
    world.git.make(changedFiles("dev", "c"));
    world.engine.failing.add("dev");
    world.engine.wanted.set("dev", { main: { cidr: "10.3.0.0/16" } });
    await groundwork(world, "up", "--yes", "--no-wait", "--env", "dev");
    expect((await rollback("--dry-run")).json).toMatchObject({ to: second });
  });

  it("has nothing to do where everything is as it was", async () => {
    const { second, rollback } = await twice();
    const { code, json } = await rollback("--to", second);
    expect(code).toBe(0);
    expect(json).toMatchObject({ place: { kind: "nothing-to-do" }, files: [] });
  });

  it("is refused for a commit of no merge, for one without the environment, and for one that nothing has", async () => {
    const { world, second, rollback } = await twice();
    const topic = world.git.make(changedFiles("dev", "z"), { onto: second, branch: "topic" });
    expect(await rollback("--to", topic)).toMatchObject({
      code: 4,
      json: { error: { code: "rollback-not-on-branch" } },
    });
    const empty = world.git.make({}, { onto: second });
    const gone = Object.fromEntries(Object.keys(environmentFiles("dev")).map((file) => [file, undefined]));
    const without = world.git.make(gone, { onto: empty });
    world.git.make(changedFiles("dev", "b"));
    expect(await rollback("--to", without)).toMatchObject({ code: 2, json: { error: { code: "not-declared-then" } } });
    expect(await rollback("--to", "nowhere")).toMatchObject({ code: 2, json: { error: { code: "unknown-revision" } } });
  });

  it("is refused where the checkout has files that are not committed, and for an environment that there is not", async () => {
    const { world, rollback } = await twice();
    world.git.dirty = [declaration("dev")];
    expect(await rollback()).toMatchObject({ code: 4, json: { error: { code: "rollback-uncommitted" } } });
    world.git.dirty = [];
    const { code, err } = await groundwork(world, "rollback", "dve");
    expect(code).toBe(2);
    expect(err).toContain("dev");
  });

  it("opens no change request where the clone does not say who makes it", async () => {
    const { world, host, rollback, withForge } = await twice();
    withForge();
    world.committer = "";
    expect(await rollback("--forge", "local")).toMatchObject({
      code: 2,
      json: { error: { code: "rollback-author-unknown" } },
    });
    expect(host.requests.size).toBe(0);
    expect((await rollback("--forge", "local", "--dry-run")).code).toBe(0);
  });

  it("does not guess where a record is lost, nor where nothing is on record before", async () => {
    const { world, first, rollback } = await twice();
    world.history.unreadable.push("99");
    expect(await rollback()).toMatchObject({ code: 5, json: { error: { code: "stood-at-unknown" } } });
    expect((await rollback("--to", first, "--dry-run")).code).toBe(0);
    world.history.unreadable.length = 0;
    world.history.records.length = 0;
    expect(await rollback()).toMatchObject({ code: 2, json: { error: { code: "nothing-before" } } });
  });

  it("does not guess where the record of a commit in between is lost", async () => {
    const { world, first, rollback } = await twice();
    world.git.make(changedFiles("dev", "c"));
    world.engine.failing.add("dev");
    world.engine.wanted.set("dev", { main: { cidr: "10.3.0.0/16" } });
    await groundwork(world, "up", "--yes", "--no-wait", "--env", "dev");
    const [newest, between, ...older] = world.history.records;
    world.history.records.splice(0, Number.POSITIVE_INFINITY, ...(newest ? [newest] : []), ...older);
    const { code, json, err } = await rollback("--dry-run");
    expect({ code, json, err }).toMatchObject({ code: 5, json: { error: { code: "stood-at-unknown" } } });
    expect(json.error.message).toContain(`record ${between?.link?.number}`);
    expect((await rollback("--to", first, "--dry-run")).code).toBe(0);
  });
});
