import { describe, expect, it } from "vitest";
import {
  type ChangeRun,
  layerRunOf,
  noChanges,
  previewKind,
  previewProblems,
  runKind,
} from "../../src/change/index.ts";
import { bringUp, destroyEnvironments, previewChange, readStatus, type UpRequest } from "../../src/flows/index.ts";
import { historyVersion } from "../../src/history/index.ts";
import { markdown, plainPaint, previewReport, runReport, terminalLines } from "../../src/report/index.ts";
import { groundwork } from "../fakes/driver/driver-command.ts";
import { DriverWorld, environmentFiles, healthy, profileWithCluster } from "../fakes/driver/driver-world.ts";

const up = (world: DriverWorld, request: Partial<UpRequest> = {}): Promise<ChangeRun> =>
  bringUp(
    { environments: [], refresh: false, requirePreview: false, confirm: async () => true, ...request },
    world.ports,
  );
const none = { layers: [] };
const preview = (world: DriverWorld, environments: readonly string[] = []) =>
  previewChange({ environments, refresh: false }, world.ports);
const ends = (run: ChangeRun) =>
  Object.fromEntries(run.environments.map((each) => [each.affected.name, runKind(each)]));
const changedDev = (value: string) => environmentFiles("dev", `spec: { values: { a: ${value} } }\n`);

describe("up", () => {
  it("brings up what was never up, and then only what changed since", async () => {
    const world = new DriverWorld();
    expect(ends(await up(world))).toEqual({ dev: "applied", staging: "applied" });
    expect((await up(world)).environments).toEqual([]);
    world.git.make(changedDev("b"));
    expect(ends(await up(world))).toEqual({ dev: "unchanged" });
  });

  it("refuses before the first operation what the preview of this commit did not show, and names the step", async () => {
    const world = new DriverWorld();
    await preview(world, ["dev"]);
    world.engine.wanted.set("dev", { main: { cidr: "10.0.0.0/16" }, other: { open: true } });
    const run = await up(world, { environments: ["dev"] });
    expect(run.refusal).toMatchObject({ kind: "not-what-was-shown", unshown: [{ environment: "dev" }] });
    expect(world.engine.calls.filter((call) => call.startsWith("up"))).toEqual([]);
    expect(terminalLines(runReport(run), plainPaint).join("\n")).toContain("create gcp:compute:Network other");
  });

  it("takes a preview of the change request for the merge of it, and less than it showed", async () => {
    const world = new DriverWorld();
    const base = await world.git.resolve("HEAD");
    const topic = world.git.make(changedDev("b"), { onto: base, branch: "topic" });
    world.engine.wanted.set("dev", { a: { x: 1 }, b: { x: 1 } });
    await previewChange({ environments: ["dev"], refresh: false, head: topic }, world.ports);
    world.engine.wanted.set("dev", { a: { x: 1 } });
    world.git.make(changedDev("b"), { and: [topic] });
    const run = await up(world, { environments: ["dev"], requirePreview: true });
    expect(ends(run)).toEqual({ dev: "applied" });
  });

  it("refuses what has no preview when one is required, or another digest than expected", async () => {
    const world = new DriverWorld();
    expect((await up(world, { requirePreview: true })).refusal?.kind).toBe("not-what-was-shown");
    const shown = { kind: "digest", digest: `sha256:${"0".repeat(64)}` } as const;
    expect((await up(world, { shown })).refusal?.kind).toBe("not-what-was-shown");
    const { planDigest: digest } = await preview(world, ["dev", "staging"]);
    if (!digest) throw new Error("a preview without failures has a digest");
    expect((await up(world, { shown: { kind: "digest", digest } })).refusal).toBeUndefined();
  });

  it("starts nothing when one environment cannot be planned", async () => {
    const world = new DriverWorld();
    world.engine.wanted.set("dev", new Error("boom"));
    expect((await up(world)).refusal).toEqual({ kind: "preview-failed", environments: ["dev"] });
  });

  it("starts nothing when somebody says no", async () => {
    const world = new DriverWorld();
    expect((await up(world, { confirm: async () => false })).refusal).toEqual({ kind: "declined" });
    expect(world.engine.standing.size).toBe(0);
  });

  it("keeps the others' results when one fails, and does not start those that depend on it", async () => {
    const world = new DriverWorld();
    world.git.make(environmentFiles("shop", "spec: { dependsOn: [dev] }\n"));
    world.engine.wanted.set("dev", { a: { x: 1 }, b: { x: 1 } });
    world.engine.failing.add("dev");
    const run = await up(world);
    expect(ends(run)).toEqual({ dev: "failed", shop: "not-started", staging: "applied" });
    expect(terminalLines(runReport(run), plainPaint).join("\n")).toContain("dev did not succeed");
    world.engine.failing.clear();
    expect(ends(await up(world))).toEqual({ dev: "applied", shop: "unchanged" });
  });

  it("records of a run that failed the steps that were done, and no others", async () => {
    const world = new DriverWorld(["dev"]);
    world.engine.wanted.set("dev", { a: { x: 1 }, b: { x: 1 }, c: { x: 1 } });
    world.engine.failing.add("dev");
    const run = await up(world);
    const counts = { ...noChanges, create: 1 };
    expect(run.environments[0]?.layers[0]).toMatchObject({ kind: "failed", counts });
    const [record] = world.history.records;
    expect(record).toMatchObject({
      version: historyVersion,
      kind: "up",
      environments: [
        {
          result: "failed",
          layers: [
            { layer: "infrastructure", kind: "failed", counts, steps: [{ op: "create" }] },
            { layer: "cluster", kind: "not-started" },
          ],
        },
      ],
    });
  });

  it("starts nothing more once it is interrupted", async () => {
    const world = new DriverWorld(["a", "b", "c"]);
    world.engine.during = async (verb) => {
      if (verb === "up") world.interrupt.abort();
    };
    const run = await bringUp(
      { environments: [], refresh: false, requirePreview: false, confirm: async () => true },
      { ...world.ports, parallel: 1 },
    );
    expect(Object.values(ends(run)).toSorted()).toEqual(["applied", "not-started", "not-started"]);
  });

  it("destroys nothing when a folder left Git, and says what would", async () => {
    const world = new DriverWorld();
    await up(world);
    world.git.make({ "environments/dev/environment.yaml": undefined, "environments/dev/apps/web.yaml": undefined });
    const run = await up(world);
    expect(ends(run)).toEqual({ dev: "removed" });
    expect(world.engine.standing.has("dev")).toBe(true);
    expect(terminalLines(runReport(run), plainPaint).join("\n")).toContain("groundwork destroy --env dev --local");
  });

  it("waits until the agent stands at the commit, through clusters that do not answer yet", async () => {
    const world = new DriverWorld(["dev"]);
    const old = await world.git.resolve("HEAD");
    const head = world.git.make({ "environments/_profiles/small.yaml": profileWithCluster });
    world.agent = [new Error("connection refused"), healthy(old), { ...healthy(head), stale: true }, healthy(head)];
    const [run] = (await up(world, { converge: { timeoutMilliseconds: 60_000 } })).environments;
    expect(run?.layers).toMatchObject([
      { layer: "infrastructure", kind: "applied", revision: head },
      { layer: "cluster", kind: "applied", revision: head },
    ]);
    expect(world.published).toEqual([`main@${head}`]);
  });

  it("starts nothing when the commit cannot be brought to where agents fetch", async () => {
    const world = new DriverWorld(["dev"]);
    world.git.make({ "environments/_profiles/small.yaml": profileWithCluster });
    world.unpublishable = new Error("this clone is too shallow");
    await expect(up(world)).rejects.toThrow("this clone is too shallow");
    expect(world.engine.calls).toEqual([]);
  });

  it("gives up when the agent keeps saying that this commit cannot be applied, with every object's problem", async () => {
    const world = new DriverWorld(["dev"]);
    const head = world.git.make({ "environments/_profiles/small.yaml": profileWithCluster });
    const ready = {
      type: "Ready",
      status: "False",
      reason: "ReconciliationFailed",
      message: "1 of 3 failed",
      since: new Date(0),
    } as const;
    const problems = [{ object: "Deployment/shop/web", problem: "invalid" }];
    world.agent = [{ ...healthy(head), ready, appliedCommit: undefined, problems }];
    const run = await up(world, { converge: { timeoutMilliseconds: 600_000 } });
    expect(layerRunOf(run.environments[0] ?? none, "cluster")).toMatchObject({
      kind: "not-converged",
      problem: { details: ["Deployment/shop/web: invalid"] },
    });
    expect(run.milliseconds).toBeLessThan(120_000);
  });

  it("waits no longer once the agent says that trying again will not help", async () => {
    const world = new DriverWorld(["dev"]);
    const head = world.git.make({ "environments/_profiles/small.yaml": profileWithCluster });
    const message = "apps/web.yaml:1: Deployment/shop/web: invalid";
    const ready = {
      type: "Ready",
      status: "False",
      reason: "ReconciliationFailed",
      message,
      since: new Date(0),
    } as const;
    world.agent = [{ ...healthy(head), ready, appliedCommit: undefined, stalled: true }];
    const run = await up(world, { converge: { timeoutMilliseconds: 600_000 } });
    expect(layerRunOf(run.environments[0] ?? none, "cluster")).toMatchObject({
      kind: "not-converged",
      problem: { code: "stalled", message },
    });
    expect(run.milliseconds).toBeLessThan(1_000);
  });

  it("hands manifests to the agent without asking the engine", async () => {
    const world = new DriverWorld(["dev"]);
    world.git.make({ "environments/_profiles/small.yaml": profileWithCluster });
    await up(world);
    world.engine.calls.length = 0;
    const head = world.git.make({
      "environments/dev/apps/web.yaml": "apiVersion: v1\nkind: Secret\nmetadata: { name: more }\n",
    });
    world.agent = [healthy(head)];
    const run = await up(world, { converge: { timeoutMilliseconds: 60_000 } });
    expect(run.environments[0]?.layers).toMatchObject([{ layer: "cluster", kind: "applied", revision: head }]);
    expect(world.engine.calls).toEqual([]);
  });
});

describe("preview", () => {
  it("says unknown for what failed, louder than anything else, and keeps the rest", async () => {
    const world = new DriverWorld();
    world.engine.wanted.set("staging", new Error("no such image"));
    const found = await preview(world);
    expect(found.environments.map(previewKind)).toEqual(["planned", "failed"]);
    expect(found.planDigest).toBeUndefined();
    const text = markdown(previewReport(found));
    expect(text.indexOf("| staging |")).toBeLessThan(text.indexOf("| dev |"));
  });

  it("names every place that is wrong in a declaration, before the engine is asked", async () => {
    const world = new DriverWorld();
    world.git.make({
      "environments/dev/environment.yaml": "apiVersion: groundwork.dev/v1\nkind: Environment\nspecc: {}\n",
    });
    const [dev] = (await preview(world, ["dev"])).environments;
    expect(dev?.layers.map(({ kind }) => kind)).toEqual(["failed", "failed"]);
    const [problem, ...others] = previewProblems(dev ? [dev] : []);
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ code: "invalid-environment" });
    expect(problem?.details[0]).toMatch(/^environments\/dev\/environment\.yaml:3:1 /);
    expect(world.engine.calls).toEqual([]);
  });

  it("proves that nothing is affected by naming the commits", async () => {
    const world = new DriverWorld();
    await up(world);
    world.git.make({ "docs/a.md": "Hello\n" });
    expect(terminalLines(previewReport(await preview(world)), plainPaint).join("\n")).toMatch(
      /No environment is affected: 1 file changed between \w{7} and \w{7}/,
    );
  });

  it("says what is not part of it because it was not committed", async () => {
    const world = new DriverWorld();
    world.git.dirty = ["environments/dev/environment.yaml"];
    expect(terminalLines(previewReport(await preview(world)), plainPaint).join("\n")).toContain("not committed");
  });

  it("refuses an environment that is not there and names the nearest", async () => {
    await expect(preview(new DriverWorld(), ["stagin"])).rejects.toThrow(/\(did you mean staging\?\)/);
  });
});

describe("destroy", () => {
  it("refuses while an environment that stays depends on it, and takes both in the right order", async () => {
    const world = new DriverWorld();
    world.git.make(environmentFiles("shop", "spec: { dependsOn: [dev] }\n"));
    await up(world);
    const destroy = (environments: readonly string[]) =>
      destroyEnvironments({ environments, confirm: async () => true }, world.ports);
    await expect(destroy(["dev"])).rejects.toThrow(/dev is used by shop/);
    world.engine.calls.length = 0;
    await destroy(["dev", "shop"]);
    expect(world.engine.calls).toEqual(["destroy shop", "destroy dev"]);
  });

  it("lists each environment once when it is asked for one that is not there", async () => {
    const world = new DriverWorld();
    await up(world);
    const destroy = destroyEnvironments({ environments: ["nowhere"], confirm: async () => true }, world.ports);
    await expect(destroy).rejects.toThrow(/Name one of dev, staging\.$/);
  });
});

describe("status", () => {
  it("is diverged when Git goes on, unknown after a failure", async () => {
    const world = new DriverWorld();
    world.engine.failing.add("staging");
    await up(world);
    world.git.make(changedDev("b"));
    const { environments } = await readStatus({ environments: [], refresh: false }, world.ports);
    expect(environments.map(({ layers }) => layers[0]?.verdict)).toEqual(["diverged", "unknown"]);
  });

  it("says of infrastructure that it was applied, and that it is in sync only where the cloud was asked", async () => {
    const world = new DriverWorld(["dev"]);
    await up(world);
    const verdictsOf = async (refresh: boolean) =>
      (await readStatus({ environments: [], refresh }, world.ports)).environments.flatMap(({ layers }) =>
        layers.map(({ verdict }) => verdict),
      );
    expect(await verdictsOf(false)).toEqual(["applied"]);
    expect(await verdictsOf(true)).toEqual(["in-sync"]);
    expect((await groundwork(world, "status", "--exit-code")).code).toBe(5);
    expect((await groundwork(world, "status", "--wait-converged")).code).toBe(0);
    expect((await groundwork(world, "status", "--refresh", "--exit-code")).code).toBe(0);
  });

  it("is unknown, never in sync, for a cluster that does not answer", async () => {
    const world = new DriverWorld(["dev"]);
    const head = world.git.make({ "environments/_profiles/small.yaml": profileWithCluster });
    world.agent = [healthy(head)];
    await up(world);
    world.agent = [new Error("connection refused")];
    const { environments } = await readStatus({ environments: [], refresh: false }, world.ports);
    expect(environments[0]?.layers.map(({ verdict }) => verdict)).toEqual(["applied", "unknown"]);
  });
});
