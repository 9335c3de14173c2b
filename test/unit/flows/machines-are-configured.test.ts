import { describe, expect, it } from "vitest";
import { AnsibleUnavailable } from "../../../src/playbook/errors.ts";
import type { MachinesDiff } from "../../../src/playbook/index.ts";
import { layerOn, runOn } from "../../contract/history/records.ts";
import { acquisitionOf } from "../../contract/lease/acquisitions.ts";
import { groundwork } from "../../fakes/driver/driver-command.ts";
import { DriverWorld } from "../../fakes/driver/driver-world.ts";
import { passing } from "../../fakes/driver/lease-time.ts";
import { MemoryPlaybookRuns } from "../../fakes/memory-playbook-runs.ts";

const folder = "environments/dev/machines";
const site = { [`${folder}/site.yml`]: "- hosts: all\n" };
const declaring = (count: number, more = "") => ({
  "environments/dev/environment.yaml":
    "apiVersion: groundwork.dev/v1\nkind: Environment\nextends: ../_profiles/small.yaml\nmetadata: { description: dev }\n" +
    "spec:\n  network: { subnets: [{ name: main, cidr: /24 }] }\n" +
    `  machines: [{ name: web, count: ${count}, machineType: e2-small, image: debian-cloud/debian-12 }]\n${more}`,
});
const apps = { "environments/dev/apps/more.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: more }\n" };
const profile = {
  "environments/_profiles/small.yaml":
    "apiVersion: groundwork.dev/v1\nkind: Profile\nspec:\n  cloud: { kind: gcp, project: acme-dev, region: europe-west1 }\n",
};

interface RunDocument {
  readonly succeeded: boolean;
  readonly environments: readonly {
    readonly name: string;
    readonly kind: string;
    readonly layers: readonly {
      readonly layer: string;
      readonly kind: string;
      readonly machines?: readonly object[];
    }[];
  }[];
}

/** Makes these virtual machines those that the state of `dev` holds, by their keys. */
function instances(world: DriverWorld, ids: Readonly<Record<string, string>>): void {
  const resources = Object.entries(ids).map(([key, instanceId]) => ({
    urn: `urn:pulumi:dev::groundwork::gcp:compute/instance:Instance::${key}`,
    outputs: { instanceId },
  }));
  world.engine.deployments.set("dev", { resources });
}

/** Two machines on Google Cloud, with a playbook that no run has carried out. */
function newWorld() {
  const world = new DriverWorld();
  const runs = new MemoryPlaybookRuns();
  world.local = false;
  world.playbookRuns = runs;
  world.git.make({ ...profile, ...declaring(2), ...site });
  const up = async (...flags: readonly string[]) => await groundwork(world, "up", "--yes", "--no-wait", ...flags);
  const layersOf = async (...argv: readonly string[]) => {
    const { out } = await groundwork(world, ...argv, "--json");
    const document = JSON.parse(out) as RunDocument;
    return Object.fromEntries(
      document.environments.map(({ name, layers }) => [name, layers.map(({ layer, kind }) => `${layer} ${kind}`)]),
    );
  };
  return { world, runs, up, layersOf };
}

describe("an up of an environment with playbooks", () => {
  it("carries them out after the infrastructure, and has nothing to do the second time", async () => {
    const { world, runs, up } = newWorld();
    const first = await up();
    expect(first.code).toBe(0);
    expect(first.out).toMatch(/dev +web-1 +1 +done/);
    expect(runs.changes).toEqual(["run site.yml on web-1", "run site.yml on web-2"]);
    expect(world.engine.calls).toContain("up dev");
    const second = await up();
    expect(second.code).toBe(0);
    expect(second.out).toContain("nothing to do");
    expect(runs.changes).toHaveLength(2);
    const status = await groundwork(world, "status");
    expect(status.out).toMatch(/dev +machines +applied/);
  });

  it("touches no other environment, and no infrastructure, where playbooks alone have changed", async () => {
    const { world, runs, up, layersOf } = newWorld();
    await up();
    world.engine.calls.length = 0;
    world.git.make({ [`${folder}/roles/web/tasks/main.yml`]: "- ping:\n" });
    expect(await layersOf("preview")).toEqual({ dev: ["machines planned"] });
    expect((await up()).code).toBe(0);
    expect(world.engine.calls).toEqual([]);
    expect(runs.changes).toHaveLength(4);
  });

  it("configures machines again that were added, also where nothing of the playbooks has changed", async () => {
    const { world, runs, up } = newWorld();
    await up();
    world.git.make(declaring(3));
    expect((await up()).code).toBe(0);
    expect(runs.changes.slice(2)).toEqual(["run site.yml on web-1", "run site.yml on web-2, web-3"]);
  });

  it("keeps what it knows of machines over a run that is about other layers", async () => {
    const { world, runs, up, layersOf } = newWorld();
    await up();
    world.git.make(apps);
    expect(await layersOf("up", "--yes", "--no-wait")).toEqual({ dev: ["cluster skipped"] });
    expect((await up()).out).toContain("nothing to do");
    expect(runs.changes).toHaveLength(2);
  });

  it.each(["refused", "not-started", undefined] as const)(
    "runs them again after one that made a machine anew and did not come to its playbooks: %s",
    async (kind) => {
      const { world, runs, up } = newWorld();
      await up();
      const infrastructure = layerOn(2, "infrastructure", "applied", ["web-1"]);
      const result = kind === undefined ? "succeeded" : "failed";
      const layers = kind === undefined ? [infrastructure] : [infrastructure, layerOn(2, "machines", kind)];
      const commit = world.git.make({});
      const at = new Date(world.now).toISOString();
      await world.history.record({ ...runOn(2, "up", { dev: result }, layers), commit, at });
      expect((await groundwork(world, "status")).out).toMatch(/dev +machines +diverged/);
      expect((await up()).code).toBe(0);
      expect(runs.changes.slice(2)).toEqual(["run site.yml on web-1", "run site.yml on web-2"]);
      expect((await groundwork(world, "status")).out).toMatch(/dev +machines +applied/);
    },
  );

  it("runs them again, with the infrastructure, where a run that was killed made a machine anew and left no record", async () => {
    const { world, runs, up, layersOf } = newWorld();
    instances(world, { "web-1": "11", "web-2": "12" });
    await up();
    expect((await groundwork(world, "status")).out).toMatch(/dev +machines +applied/);
    expect((await up()).out).toContain("nothing to do");
    // What `up --refresh` had saved when it was killed: Git and the record are as before.
    instances(world, { "web-1": "11", "web-2": "22" });
    const status = await groundwork(world, "status", "--exit-code");
    expect(status.code).toBe(3);
    expect(status.out).toMatch(/dev +infrastructure +applied/);
    expect(status.out).toMatch(/dev +machines +diverged/);
    expect(status.out).toContain("web-2");
    expect((await groundwork(world, "drift", "--layer", "machines")).out).toContain("web-2");
    expect(await layersOf("preview")).toMatchObject({
      dev: ["infrastructure unchanged", "cluster unchanged", "machines planned"],
    });
    const again = await up();
    expect([again.code, again.out]).toEqual([0, expect.stringContaining("made anew: web-2")]);
    expect(world.engine.calls.filter((call) => call === "up dev")).toHaveLength(2);
    expect(runs.changes.slice(2)).toEqual(["run site.yml on web-1", "run site.yml on web-2"]);
    expect((await groundwork(world, "status")).out).toMatch(/dev +machines +applied/);
    expect((await up()).out).toContain("nothing to do");
  });

  it("does the environment again where the state does not have an instance that they were applied to", async () => {
    const { world, up } = newWorld();
    instances(world, { "web-1": "11", "web-2": "12" });
    await up();
    instances(world, { "web-1": "11" });
    expect((await groundwork(world, "status")).out).toMatch(/dev +machines +unknown/);
    const { code, out } = await up();
    expect([code, out]).toEqual([0, expect.stringContaining("the state has no instance web-2")]);
    expect((await up()).out).toContain("nothing to do");
    world.git.make(declaring(1));
    await up();
    instances(world, {});
    world.git.make(apps);
    expect((await up()).out).toContain("the state has no instance web-1");
  });

  it("takes nothing in the cloud for merged and not applied where only instances are other ones", async () => {
    const { world, up } = newWorld();
    instances(world, { "web-1": "11", "web-2": "12" });
    await up();
    instances(world, { "web-1": "11", "web-2": "22" });
    world.engine.cloud.set("dev", { main: { size: "large" } });
    const { out } = await groundwork(world, "drift", "--layer", "infrastructure");
    expect(out).toContain("differs");
    expect(out).not.toContain("Merged and not applied");
  });

  it("does not run them again for a record that does not name the instances", async () => {
    const { world, runs, up } = newWorld();
    await up();
    instances(world, { "web-1": "11", "web-2": "12" });
    expect((await up()).out).toContain("nothing to do");
    expect(runs.changes).toHaveLength(2);
    const { out } = await groundwork(world, "status");
    expect(out).toMatch(/dev +machines +applied/);
    expect(out).toContain("on instances that its record does not name");
  });

  it("runs them again after a run that was cut off, which may have made machines anew", async () => {
    const { world, runs, up } = newWorld();
    await up();
    world.git.make(declaring(2, "  values: { more: yes }\n"));
    // A run that ended without giving its lease back, and whose time is over.
    await world.leases.acquire(["dev"], acquisitionOf("Eve"));
    passing(world, async () => await Promise.resolve());
    const { code, out } = await up();
    expect([code, out]).toEqual([0, expect.stringContaining("cut off")]);
    expect(runs.changes.slice(2)).toEqual(["run site.yml on web-1", "run site.yml on web-2"]);
  });

  it("is not done where a batch failed, which is tried again by the next one", async () => {
    const { world, runs, up } = newWorld();
    runs.outcomes.set("web-1", "failed");
    const failed = await up();
    expect(failed.code).toBe(1);
    expect(failed.out).toContain("done, machines failed");
    expect(failed.out).toContain("batch 1 of 2 did not end well, so 1 machine was not started");
    expect(failed.out).toMatch(/web-2 +2 +not started/);
    const status = (await groundwork(world, "status", "--exit-code")).out;
    expect(status).toMatch(/dev +infrastructure +applied/);
    expect(status).toMatch(/dev +machines +unknown/);
    world.git.make(apps);
    runs.outcomes.clear();
    expect((await up()).code).toBe(0);
    expect(runs.changes.slice(1)).toEqual(["run site.yml on web-1", "run site.yml on web-2"]);
  });

  it("starts nothing at all where the tool is missing, and says what to install, as its preview does", async () => {
    const { world, runs, up } = newWorld();
    runs.missing = new AnsibleUnavailable({ tool: "ansible-playbook", remedy: "Install ansible-core" });
    const preview = await groundwork(world, "preview", "--env", "dev");
    expect(preview.code).toBe(5);
    for (const { code, out } of [preview, await up()]) {
      expect(code).toBeGreaterThan(3);
      expect(out).toContain("Install ansible-core");
    }
    expect(world.engine.calls).not.toContain("up dev");
    expect(runs.calls).toEqual([]);
  });

  it("starts nothing at all where a playbook cannot be read", async () => {
    const { world, up } = newWorld();
    world.playbooks = {
      check: async (_, playbooks) =>
        new Map(playbooks.map((path) => [path, { kind: "malformed", message: "no such module" }])),
    };
    const { code, out } = await up();
    expect(code).toBeGreaterThan(1);
    expect(out).toContain("no such module");
    expect(world.engine.calls).not.toContain("up dev");
  });

  it("is bound to what a preview showed of its playbooks", async () => {
    const { world, runs, up } = newWorld();
    await up();
    world.git.make({ [`${folder}/a.yml`]: "a: 1\n" });
    await groundwork(world, "preview");
    world.git.make({ [`${folder}/b.yml`]: "b: 1\n" });
    const report = (await groundwork(world, "preview", "--env", "dev", "--json")).out;
    expect(JSON.parse(report)).toMatchObject({
      environments: [{ layers: [{}, {}, { layer: "machines", kind: "planned" }] }],
    });
    expect(runs.changes).toHaveLength(2);
    const digest = (JSON.parse(report) as { readonly planDigest: string }).planDigest;
    world.git.make({ [`${folder}/c.yml`]: "c: 1\n" });
    const refused = await up("--env", "dev", "--expect-digest", digest);
    expect(refused.code).toBe(4);
    expect(runs.changes).toHaveLength(2);
  });
});

describe("a preview that asks the machines", () => {
  const diff = (verdict: MachinesDiff["verdict"]): MachinesDiff => ({
    verdict,
    problems: [],
    machines: [
      {
        machine: "web-1",
        verdict,
        counts: { "in-sync": 0, diverged: 1, unknown: 0, "not-applicable": 0, noise: 0, undeclared: 0 },
        findings:
          verdict === "diverged"
            ? [{ task: "Configure", verdict, because: "", diffs: [{ kind: "text", file: "/etc/a", text: "secret" }] }]
            : [],
      },
    ],
  });

  it("shows what check mode found beside the plan, without any text, and only where that was asked for", async () => {
    const { world, up } = newWorld();
    await up();
    world.engine.outputsOf.set("dev", { machines: { value: {}, secret: false } });
    Object.assign(world.engine.given, { machines: { value: {}, secret: false } });
    let asked = 0;
    world.machines = {
      compare: async () => {
        asked += 1;
        return await Promise.resolve(diff("diverged"));
      },
    };
    world.git.make({ [`${folder}/a.yml`]: "a: 1\n" });
    await groundwork(world, "preview");
    expect(asked).toBe(0);
    const { out } = await groundwork(world, "preview", "--refresh");
    expect(asked).toBe(1);
    expect(out).toContain("dev: its playbooks would change machines, as check mode found");
    expect(out).toContain("web-1: Configure (/etc/a)");
    expect(out).not.toContain("secret");
  });

  it("takes no longer than it may, and names the flag that allows more", async () => {
    const { world, up } = newWorld();
    await up();
    Object.assign(world.engine.given, { machines: { value: {}, secret: false } });
    let asked = 0;
    world.machines = {
      compare: async ({ signal }) => {
        asked += 1;
        await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
        return diff("unknown");
      },
    };
    const second = { ...site, "environments/qa/machines/site.yml": "- hosts: all\n" };
    world.git.make({
      ...second,
      "environments/qa/environment.yaml": declaring(1)["environments/dev/environment.yaml"],
    });
    world.git.make({ [`${folder}/a.yml`]: "a: 1\n", "environments/qa/machines/a.yml": "a: 1\n" });
    const { code, out } = await groundwork(world, "preview", "--refresh", "--check-mode-timeout", "1s");
    expect([code, asked]).toEqual([0, 2]);
    expect(out.match(/not done on all machines of this preview after 1s/gu)).toHaveLength(2);
    expect(out).toContain("groundwork preview --check-mode-timeout");
  });
});
