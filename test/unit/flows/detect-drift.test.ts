import { describe, expect, it } from "vitest";
import type { AuditLog } from "../../../src/audit/index.ts";
import { exceptionsPath } from "../../../src/exceptions/index.ts";
import { detectDrift } from "../../../src/flows/index.ts";
import { acquisitionOf } from "../../contract/lease/acquisitions.ts";
import { groundwork } from "../../fakes/driver/driver-command.ts";
import { changedFiles, DriverWorld, healthy, profileWithCluster } from "../../fakes/driver/driver-world.ts";
import { step } from "../../fakes/driver/fake-engine.ts";
import { broughtUp, differences, drifted, layerOf, verdicts } from "./drifted-world.ts";

describe("drift", () => {
  it("is none of environments that stand as they are declared, and writes nothing", async () => {
    const world = await broughtUp(new DriverWorld());
    const leases = await world.leases.list();
    const [records, calls] = [world.history.records.length, world.engine.calls.length];
    expect(verdicts(await drifted(world))).toEqual({ dev: ["in-sync"], staging: ["in-sync"] });
    expect(world.history.records).toHaveLength(records);
    expect(world.engine.calls.slice(calls).toSorted()).toEqual(["refresh dev", "refresh staging"]);
    expect(await world.leases.list()).toEqual(leases);
  });

  it("is told apart by its cause: changed in the cloud, or merged and not applied", async () => {
    const world = await broughtUp(new DriverWorld());
    world.engine.cloud.set("dev", { main: { cidr: "10.9.0.0/16" } });
    world.git.make(changedFiles("staging", "b"));
    world.engine.wanted.set("staging", { main: { cidr: "10.1.0.0/16" } });
    const drift = await drifted(world);
    expect(differences(drift, "dev")).toEqual([["gcp:compute:Network main", "changed", "changed-outside"]]);
    expect(differences(drift, "staging")).toEqual([["gcp:compute:Network main", "changed", "not-applied"]]);
  });

  it("of an environment that was never brought up is one difference", async () => {
    const drift = await drifted(new DriverWorld(["dev"]));
    expect(differences(drift, "dev")).toEqual([["the whole infrastructure", "missing", "not-applied"]]);
  });

  it("has who changed it and when, where an audit log tells", async () => {
    const world = await broughtUp(new DriverWorld(["dev"]));
    world.engine.cloud.set("dev", {});
    const at = "2026-01-01T01:00:00Z";
    const log: AuditLog = {
      lastChanges: async (ids) => await Promise.resolve(new Map(ids.map((id) => [id, { actor: "eve", at }]))),
    };
    const [difference] = layerOf(await drifted(world, { auditLogs: { of: () => log } }), "dev")?.differences ?? [];
    expect(difference?.cause).toEqual({ kind: "changed-outside", by: { actor: "eve", at } });
    expect(difference).not.toHaveProperty("id");
  });

  it.each([
    ["a person has changed, and the program says nothing of it", "eve@example.com", "diverged", "changed-outside"],
    [
      "a service of the cloud changes by itself",
      "service-7@container-engine-robot.iam.gserviceaccount.com",
      "in-sync",
      "noise",
    ],
  ])("of what %s is judged by the audit log", async (_, actor, verdict, cause) => {
    const world = await broughtUp(new DriverWorld(["dev"]));
    world.engine.otherOutputs.add("main");
    const entry = { actor, at: "2026-01-01T01:00:00Z" };
    const log: AuditLog = {
      lastChanges: async (ids) => await Promise.resolve(new Map(ids.map((id) => [id, entry]))),
    };
    const layer = layerOf(await drifted(world, { auditLogs: { of: () => log } }), "dev");
    expect([layer?.verdict, layer?.differences[0]?.cause.kind]).toEqual([verdict, cause]);
  });

  it("of an environment that stands is not that all of it is missing, where its record is lost", async () => {
    const world = await broughtUp(new DriverWorld(["dev"]));
    const forgotten = {
      ...world.ports.history,
      lastRuns: async () => await Promise.resolve({ runs: new Map(), lost: ["7.json"] }),
    };
    const layer = layerOf(await drifted(world, { history: forgotten }), "dev");
    expect(layer).toMatchObject({ verdict: "in-sync", notes: [expect.stringContaining("7.json")] });
  });

  it("is nothing that was compared where no environment has the layer, and never in sync", async () => {
    const { out, code } = await groundwork(
      await broughtUp(new DriverWorld()),
      "drift",
      "--layer",
      "machines",
      "--exit-code",
    );
    expect([code, out]).toEqual([5, expect.stringContaining("Nothing was compared")]);
  });

  it("names stacks that stand and left Git", async () => {
    const world = await broughtUp(new DriverWorld());
    world.git.make({
      "environments/staging/environment.yaml": undefined,
      "environments/staging/apps/web.yaml": undefined,
    });
    const drift = await drifted(world);
    expect(drift.undeclared?.map(({ name }) => name)).toEqual(["staging"]);
    expect((await groundwork(world, "drift")).out).toContain("groundwork destroy --env staging");
  });

  it("is found also where the audit log cannot be read, which is said beside it", async () => {
    const world = await broughtUp(new DriverWorld(["dev"]));
    world.engine.cloud.set("dev", {});
    const log: AuditLog = { lastChanges: async () => await Promise.reject(new Error("the log is away")) };
    const layer = layerOf(await drifted(world, { auditLogs: { of: () => log } }), "dev");
    expect(layer).toMatchObject({ verdict: "diverged", notes: ["the log is away"] });
  });

  it("is unknown while a run acts on the environment, and of that environment alone", async () => {
    const world = await broughtUp(new DriverWorld());
    world.engine.cloud.set("staging", {});
    const other = world.leases;
    world.engine.during = async (_, { stack }) => {
      if (stack.stack === "dev") await other.release(await other.acquire(["dev"], acquisitionOf("Eve")));
    };
    const watched = { watchRuns: async (names: readonly string[]) => await world.leases.watch(names) };
    const drift = await drifted(world, watched);
    expect(verdicts(drift)).toEqual({ dev: ["unknown"], staging: ["diverged"] });
    expect(layerOf(drift, "dev")).toMatchObject({ changing: true, detail: expect.stringContaining("Eve") });
  });

  it("that is accepted until a day does not count until then", async () => {
    const world = await broughtUp(new DriverWorld(["dev"]));
    world.engine.cloud.set("dev", {});
    const exception = "{ environments: [dev], subject: '* main', owner: ada, reason: audit, until: 2026-01-01 }";
    world.git.make({
      [exceptionsPath]: `apiVersion: groundwork.dev/v1\nkind: Exceptions\nspec:\n  exceptions:\n    - ${exception}\n`,
    });
    expect(verdicts(await drifted(world))).toEqual({ dev: ["in-sync"] });
    world.now += 86_400_000;
    expect(verdicts(await drifted(world))).toEqual({ dev: ["diverged"] });
  });

  it("is not judged by a file of exceptions that is wrong", async () => {
    const world = await broughtUp(new DriverWorld(["dev"]));
    world.git.make({ [exceptionsPath]: "apiVersion: groundwork.dev/v1\nkind: Exceptions\nspec: { exception: [] }\n" });
    await expect(drifted(world)).rejects.toMatchObject({ code: "exceptions-invalid", kind: "invalid" });
  });

  it("is unknown where the comparison failed, which takes nothing from the others", async () => {
    const world = await broughtUp(new DriverWorld());
    world.git.make(changedFiles("dev", "b"));
    world.engine.wanted.set("dev", new Error("boom"));
    const drift = await drifted(world);
    expect(verdicts(drift)).toEqual({ dev: ["unknown"], staging: ["in-sync"] });
    expect(layerOf(drift, "dev")?.detail).toBe("boom");
  });

  it("of a resource that its provider cannot compare makes the layer unknown, and what differs beside it is found and told", async () => {
    const world = new DriverWorld(["dev"]);
    world.engine.wanted.set("dev", { main: { cidr: "10.0.0.0/16" }, other: { x: 1 }, third: { x: 1 } });
    await broughtUp(world);
    world.engine.cloud.set("dev", { main: { cidr: "10.0.0.0/16" }, other: { x: 2 }, third: { x: 1 } });
    world.engine.conflicts.set("main", "spec.replicas is managed by kubectl");
    const drift = await drifted(world);
    expect(differences(drift, "dev")).toEqual([["gcp:compute:Network other", "changed", "changed-outside"]]);
    expect(layerOf(drift, "dev")).toMatchObject({
      verdict: "unknown",
      problems: ["gcp:compute:Network main: spec.replicas is managed by kubectl"],
    });
    const { out } = await groundwork(world, "drift");
    expect(out).toContain("gcp:compute:Network other differs");
    // What it does not say is in sync, and what it changed is known to no up.
    const { out: status } = await groundwork(world, "status", "--refresh");
    expect(status).toContain("unknown");
  });

  it("of a cluster that cannot be asked is unknown, whatever its agent says", async () => {
    const world = new DriverWorld(["dev"]);
    world.git.make({ "environments/_profiles/small.yaml": profileWithCluster });
    world.agent = [healthy(await world.git.resolve("HEAD"))];
    await broughtUp(world);
    const [, cluster] = (await drifted(world)).environments[0]?.layers ?? [];
    expect(cluster).toMatchObject({ layer: "cluster", verdict: "unknown", detail: "it was not compared" });
  });

  describe("is found without a run of the program where the state is what the commit makes", () => {
    const verbs = async (world: DriverWorld): Promise<readonly string[]> => {
      const before = world.engine.calls.length;
      await drifted(world);
      return world.engine.calls.slice(before);
    };

    it("and without a second look at its state, which the comparison has read", async () => {
      const world = await broughtUp(new DriverWorld());
      const exports: string[] = [];
      world.engine.onExport = (stack) => void exports.push(stack);
      world.engine.creating.set("staging", [step("staging", "main", "create", undefined, {}).urn]);
      const drift = await drifted(world);
      expect([verdicts(drift), exports]).toEqual([{ dev: ["in-sync"], staging: ["unknown"] }, []]);
      expect(layerOf(drift, "staging")?.problems).toContain("main was being created");
    });

    it("and the cloud has only other outputs than the state", async () => {
      const world = await broughtUp(new DriverWorld(["dev"]));
      world.engine.otherOutputs.add("main");
      expect(await verbs(world)).toEqual(["refresh dev"]);
      expect(differences(await drifted(world), "dev")).toEqual([["gcp:compute:Network main", "changed", "noise"]]);
    });

    it.each<readonly [string, (world: DriverWorld) => void]>([
      ["the cloud differs from the state", (world) => world.engine.cloud.set("dev", {})],
      ["a commit changes the environment", (world) => void world.git.make(changedFiles("dev", "b"))],
      ["the program asked the cloud for something in its last run", () => {}],
    ])("which it is not known to be where %s", async (because, happens) => {
      const world = new DriverWorld(["dev"]);
      if (because.startsWith("the program")) world.engine.reads = { reads: { cloud: true, stacks: [], previewed: [] } };
      await broughtUp(world);
      happens(world);
      expect(await verbs(world)).toContain("preview dev");
    });

    it("which it is not known to be where another run saved the state since", async () => {
      const world = await broughtUp(new DriverWorld(["dev"]));
      const later = new Date(world.now + 60_000).toISOString();
      const engines = {
        ...world.ports.engines,
        stateFor: async () => await Promise.resolve({ location: "/state", stacks: new Map([["dev", later]]) }),
      };
      await drifted(world, { engines });
      expect(world.engine.calls.at(-1)).toBe("preview dev");
    });
  });

  it("compares only the layers that are named", async () => {
    const world = await broughtUp(new DriverWorld(["dev"]));
    const calls = world.engine.calls.length;
    const drift = await detectDrift({ environments: [], layers: ["cluster"] }, world.ports);
    expect(drift.environments.map(({ layers }) => layers)).toEqual([[]]);
    expect(world.engine.calls).toHaveLength(calls);
  });
});

describe("groundwork drift", () => {
  it.each<readonly [string, (world: DriverWorld) => void, number]>([
    ["0 where everything is as declared", () => {}, 0],
    ["3 where something differs", (world) => world.engine.cloud.set("dev", {}), 3],
    [
      "5 where something is unknown beside what differs",
      (world) => {
        world.engine.cloud.set("dev", {});
        world.git.make(changedFiles("staging", "b"));
        world.engine.wanted.set("staging", new Error("boom"));
      },
      5,
    ],
  ])("ends with %s", async (_, happens, code) => {
    const world = await broughtUp(new DriverWorld());
    happens(world);
    expect((await groundwork(world, "drift", "--exit-code")).code).toBe(code);
    expect((await groundwork(world, "drift")).code).toBe(0);
  });

  it("hides no property behind the many paths of another one", async () => {
    const world = await broughtUp(new DriverWorld(["dev"]));
    const rules = { a: 1, b: 2, c: 3, d: 4 };
    world.engine.cloud.set("dev", { main: { cidr: "10.66.0.0/16", rules, versioning: false } });
    const { out } = await groundwork(world, "drift");
    expect(out).toContain("differs: cidr, rules (4), versioning in dev");
  });

  it("shows one line for the same difference in many environments, and no value of it", async () => {
    const names = Array.from({ length: 40 }, (_, index) => `customer-${index}`);
    const world = await broughtUp(new DriverWorld(names));
    for (const name of names) world.engine.cloud.set(name, { main: { cidr: "10.66.0.0/16" } });
    const { out } = await groundwork(world, "drift");
    const lines = out.split("\n").filter((line) => line.includes("gcp:compute:Network main"));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/differs: cidr in 40: customer-0, customer-1, customer-10 and 37 more/);
    expect(out).not.toContain("10.66");
    const json = await groundwork(world, "drift", "--json");
    expect(json.out).not.toContain("10.66");
    expect(JSON.parse(json.out)).toMatchObject({ kind: "drift", version: 1, verdict: "diverged" });
  });
});
