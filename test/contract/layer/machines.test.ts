import { describe, expect, it } from "vitest";
import type { Problem } from "../../../src/change/index.ts";
import { NoSuchStack } from "../../../src/engine/index.ts";
import { LocalMachinesUnreachable } from "../../../src/playbook/errors.ts";
import { appliedLayerContract, layerContract } from "./layer-contract.ts";
import { folder, onGoogle, refreshed, sceneOf, urnOf } from "./machines-scene.ts";
import { desired } from "./target.ts";

layerContract("playbooks", () => sceneOf().scene);
appliedLayerContract("playbooks", () => sceneOf().scene);

describe("machines that playbooks are carried out on", () => {
  it("are one machine first and then all others, in one session that is closed", async () => {
    const { apply, runs, declare } = sceneOf();
    declare(["web-1", "web-2", "web-3"]);
    expect(await apply()).toMatchObject({ kind: "applied" });
    expect(runs.calls).toEqual([
      "reach on web-1, web-2, web-3",
      "run site.yml on web-1",
      "run site.yml on web-2, web-3",
    ]);
    expect(runs.opened[0]?.machines).toMatchObject([{ key: "web-1", internalIp: "10.0.0.2" }, { key: "web-2" }, {}]);
    expect(runs.closed).toBe(1);
  });

  it("stop at the first batch that fails, and say which were changed, which failed and why, and which were not started", async () => {
    const { apply, runs, declare, write } = sceneOf();
    declare(["web-1", "web-2", "web-3"]);
    write({ [`${folder}/rollout.yaml`]: "batches: [1]\n" });
    runs.outcomes.set("web-2", "failed");
    const run = await apply();
    expect(run).toMatchObject({
      kind: "failed",
      steps: [],
      machines: [
        { machine: "web-1", batch: 1, kind: "done", changed: 1 },
        { machine: "web-2", batch: 2, kind: "failed", failures: ["Install (site.yml:3): it failed"] },
        { machine: "web-3", batch: 3, kind: "not-started" },
      ],
      problem: {
        message: "batch 2 of 3 did not end well, so 1 machine was not started",
        details: ["web-2: Install (site.yml:3): it failed"],
      },
    });
    expect(runs.closed).toBe(1);
  });

  it("are asked for their health after each batch by health.yml, which is none of the playbooks that are run", async () => {
    const { apply, runs, write } = sceneOf();
    write({
      [`${folder}/site.yml`]: undefined,
      [`${folder}/web.yml`]: "- hosts: web\n",
      [`${folder}/health.yml`]: "- hosts: web\n",
    });
    runs.outcomes.set("health.yml web-1", "failed");
    expect(await apply()).toMatchObject({
      kind: "failed",
      machines: [
        { machine: "web-1", kind: "unhealthy" },
        { machine: "web-2", kind: "not-started" },
      ],
    });
    expect(runs.changes).toEqual(["run web.yml on web-1", "run health.yml on web-1"]);
  });

  it("are not started while one of them cannot be reached", async () => {
    const { apply, runs } = sceneOf();
    runs.outcomes.set("reach web-2", "unreachable");
    expect(await apply()).toMatchObject({
      kind: "refused",
      problem: { code: "machines-not-reached", message: expect.stringContaining("web-2") },
    });
    expect(runs.changes).toEqual([]);
  });

  it("are said to be gone, with the command that makes them anew, where the cloud does not have one that does not answer", async () => {
    const { apply, runs, cloud } = sceneOf();
    runs.outcomes.set("reach web-2", "unreachable");
    const asked: unknown[] = [];
    cloud.refresh = async ({ stack }, options) => {
      asked.push([stack.stack, options]);
      return await Promise.resolve(refreshed(["web-2"]));
    };
    const run = await apply();
    expect(run).toMatchObject({ kind: "refused", problem: { code: "machines-gone", details: [] } });
    const { message } = (run as { readonly problem: Problem }).problem;
    expect(message).toContain("1 machine is gone from the cloud, so nothing was started: web-2");
    expect(message).toContain("groundwork up --refresh --env dev");
    expect(asked).toEqual([["dev", { previewOnly: true, targets: [urnOf("web-2")] }]]);
    expect(runs.changes).toEqual([]);
  });

  it.each([
    ["does not answer", async () => await Promise.reject(new NoSuchStack({ stack: "dev" }))],
    ["cannot be read", async () => await Promise.resolve(refreshed([], "failed"))],
  ] as const)("are not reached, and not said to be gone, where the cloud %s", async (_, refresh) => {
    const { apply, runs, cloud } = sceneOf();
    runs.outcomes.set("reach web-2", "unreachable");
    cloud.refresh = refresh;
    expect(await apply()).toMatchObject({
      problem: {
        code: "machines-not-reached",
        details: [expect.stringContaining("whether the cloud has the machines is not known")],
      },
    });
  });

  it("are cut off by an interruption, which starts no further batch", async () => {
    const { apply, runs, interrupt } = sceneOf();
    runs.onRun = () => interrupt.abort();
    expect(await apply()).toMatchObject({
      kind: "cancelled",
      machines: [
        { machine: "web-1", kind: "cut-off" },
        { machine: "web-2", kind: "not-started" },
      ],
      problem: { code: "cancelled" },
    });
    expect(runs.changes).toEqual(["run site.yml on web-1"]);
  });

  it("fail where no play is about any of them, which would be green without a look", async () => {
    const { apply, runs } = sceneOf();
    for (const machine of ["web-1", "web-2"]) runs.outcomes.set(machine, "not-meant");
    expect(await apply()).toMatchObject({ kind: "failed", problem: { code: "no-play-for-machines" } });
  });

  it("are planned again for a file, a new machine, and a machine that the infrastructure makes anew", async () => {
    const { scene, plan, apply, declare, write } = sceneOf();
    scene.remember(await apply());
    expect(await plan()).toMatchObject({ kind: "unchanged" });
    const urn = "urn:pulumi:dev::groundwork::gcp:compute/instance:Instance::web-2";
    const step = { urn, op: "create-replacement", paths: {} } as const;
    const infrastructure = { ...(await plan()), layer: "infrastructure", kind: "planned", steps: [step] } as const;
    expect(await plan({ comparedBefore: [infrastructure] })).toMatchObject({
      kind: "planned",
      steps: [{ urn: "machine web-2", op: "update" }],
    });
    declare(["web-1", "web-2", "web-3"]);
    expect(await plan()).toMatchObject({ kind: "planned", steps: [{ urn: "machine web-3", op: "create" }] });
    declare(["web-1", "web-2"]);
    write({ [`${folder}/README.md`]: "for people" });
    expect(await plan()).toMatchObject({ kind: "unchanged" });
    write({ [`${folder}/roles/web/tasks/main.yml`]: "- ping:\n" });
    expect(await plan()).toMatchObject({ kind: "planned", steps: [{ urn: `${folder}/roles/web/tasks/main.yml` }] });
  });

  it("name the instances that playbooks were applied to, and are planned again where another one stands", async () => {
    const { scene, plan, apply, stand, target } = sceneOf();
    const run = await apply();
    expect(run).toMatchObject({ kind: "applied", instances: { "web-1": "11", "web-2": "12" } });
    scene.remember(run);
    stand({ "web-1": "11", "web-2": "22" });
    const planned = await plan();
    expect(planned).toMatchObject({ kind: "planned", steps: [{ urn: "machine web-2", op: "update" }] });
    const again = await apply();
    expect(again).toMatchObject({ kind: "applied", instances: { "web-2": "22" } });
    scene.remember(again);
    const problem = { code: "state-broken", kind: "unknown", message: "broken", details: [] } as const;
    expect(await scene.adapter.compare(target({ standingInstances: async () => ({ problem }) }))).toMatchObject({
      kind: "failed",
      problem,
    });
  });

  it("are as applied by a record that names no instances, and stay unnamed until they are run again", async () => {
    const { scene, apply, plan } = sceneOf();
    scene.remember({ ...(await apply()), instances: undefined } as never);
    expect(await plan()).toMatchObject({ kind: "unchanged" });
    expect(await apply()).not.toHaveProperty("instances");
  });

  it("are planned by their files alone for a change from outside, which may not read the state", async () => {
    const { scene, target, write } = sceneOf({ isForOutside: true });
    write({ [`${folder}/a.yml`]: "a: 1\n" });
    const problem = { code: "outside-refused", kind: "refused", message: "closed", details: [] } as const;
    const closed = { appliedInstances: async () => ({ "web-1": "11" }), standingInstances: async () => ({ problem }) };
    expect(await scene.adapter.compare(target(closed))).toMatchObject({ kind: "planned" });
  });

  it("name those instances again that still stand, where nothing is to be done", async () => {
    const { scene, apply, stand } = sceneOf();
    scene.remember(await apply());
    stand({ "web-1": "11" });
    expect(await apply()).toMatchObject({ kind: "unchanged", instances: { "web-1": "11" } });
    expect(await apply()).not.toHaveProperty("instances.web-2");
  });

  it("are left alone where nothing differs, also without the tool", async () => {
    const { scene, apply, runs } = sceneOf();
    scene.remember(await apply());
    const before = runs.calls.length;
    scene.hideTheWorld();
    expect(await apply()).toMatchObject({ kind: "unchanged" });
    expect(runs.calls).toHaveLength(before);
  });

  it.each([
    ["connection.yaml", "throug: iap\n", "connection-file-invalid"],
    ["rollout.yaml", "batches: [0]\n", "rollout-file-invalid"],
    ["rollout.yaml", "batches: [101%]\n", "rollout-file-invalid"],
    ["rollout.yaml", "serial: [1]\n", "rollout-file-invalid"],
    ["site.yml", undefined, "no-playbook"],
  ])("are not planned where %s is wrong: %j", async (file, text, code) => {
    const { scene, target, write } = sceneOf();
    write({ [`${folder}/vars.yml`]: "a: 1\n", [`${folder}/${file}`]: text });
    expect(await scene.adapter.compare(target())).toMatchObject({ kind: "failed", problem: { code, kind: "invalid" } });
  });

  it("are left out of everything else that is done, where none is declared", async () => {
    const { scene, target, declare } = sceneOf();
    declare([]);
    expect(await scene.adapter.compare(target())).toMatchObject({
      kind: "not-handled",
      because: expect.stringContaining("declares no machine"),
    });
  });

  it("are left out of a rehearsal where they cannot run here, before it and in the middle of it", async () => {
    const { scene, target, runs, plan } = sceneOf();
    const local = target({ desired: async () => ({ ...onGoogle(["web-1"]), cloud: desired.cloud }) });
    const planned = await plan(local);
    runs.missing = new LocalMachinesUnreachable({ machines: ["web-1"] });
    expect(await scene.adapter.compare(local)).toMatchObject({ kind: "not-handled" });
    expect(await scene.adapter.apply?.(local, planned, {})).toMatchObject({
      kind: "not-handled",
      because: expect.stringContaining("web-1"),
    });
    expect(runs.changes).toEqual([]);
  });

  it("have nothing to do once their playbooks have left Git", async () => {
    const { scene, target, write, runs } = sceneOf();
    write({ [`${folder}/site.yml`]: undefined });
    const preview = await scene.adapter.compare(target());
    expect(preview).toMatchObject({ kind: "unchanged", steps: [] });
    if (preview.kind !== "unchanged") throw new Error("nothing is to be done");
    expect(await scene.adapter.apply?.(target(), preview, {})).toMatchObject({ kind: "skipped" });
    expect(runs.calls).toEqual([]);
  });
});
