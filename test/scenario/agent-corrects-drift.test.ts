import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { configMap, deployment, eventually, World } from "./agent-harness/index.ts";

describe("drift in the cluster", () => {
  let world: World;
  beforeAll(async () => {
    world = await World.create();
  });
  afterAll(() => world.end());

  it("is corrected within seconds when a field of ours was changed, and an event says which and by whom", async () => {
    const space = await world.running({ "apps/web.yaml": deployment("web", 2) });

    await space.patch("apps/v1", "Deployment", "web", { spec: { replicas: 7 } });

    const replicas = async () =>
      ((await space.get("apps/v1", "Deployment", "web"))?.["spec"] as { replicas?: number } | undefined)?.replicas;
    await eventually(replicas, 2, space.explain);
    expect(await space.condition("Kustomization", "Ready")).toMatchObject({ status: "True" });
    await eventually(
      async () => (await space.events("DriftCorrected")).join("\n"),
      `Deployment/${space.name}/web corrected: .spec.replicas, changed by test`,
    );
  });

  it("is corrected when a field of ours was removed", async () => {
    const space = await world.running({ "apps/a.yaml": configMap("one", { a: "1", b: "2" }) });

    await space.patch("v1", "ConfigMap", "one", { data: { b: null } });

    await space.untilData("one", { a: "1", b: "2" });
    expect(await space.condition("Kustomization", "Ready")).toMatchObject({ status: "True" });
  });

  it("is corrected when an object of ours was deleted", async () => {
    const space = await world.running({ "apps/a.yaml": configMap("one", { a: "1" }) });

    const before = await space.configMap("one");
    await space.delete("v1", "ConfigMap", "one");

    await space.untilData("one", { a: "1" });
    expect((await space.configMap("one"))?.metadata.uid).not.toBe(before?.metadata.uid);
    await eventually(
      async () => (await space.events("DriftCorrected")).join("\n"),
      `ConfigMap/${space.name}/one restored: it had been deleted`,
    );
  });

  it("is none when a Job that is done was deleted after its time, which the next pass applies again", async () => {
    const job = (name: string, ttlSecondsAfterFinished?: number) =>
      JSON.stringify({
        apiVersion: "batch/v1",
        kind: "Job",
        metadata: { name },
        spec: {
          ttlSecondsAfterFinished,
          template: { spec: { restartPolicy: "Never", containers: [{ name: "job", image: "busybox:1.37" }] } },
        },
      });
    const space = await world.space();
    const commit = await space.repository.commit({ "apps/a.yaml": job("short", 1), "other/b.yaml": job("lasting") });
    await space.source();
    await space.kustomization();
    await space.kustomization({ path: "./other" }, { name: "other" });
    space.agent();
    await space.untilApplied(commit);
    await space.untilApplied(commit, "other");
    for (const name of ["short", "lasting"]) {
      const conditions = [{ type: "Complete", status: "True", lastTransitionTime: "2026-01-01T00:00:00Z" }];
      await space.patch("batch/v1", "Job", name, { status: { conditions } }, "status");
    }

    const uidOf = async (name: string) => (await space.get("batch/v1", "Job", name))?.metadata.uid;
    const before = await uidOf("lasting");

    await space.delete("batch/v1", "Job", "short");
    await eventually(() => uidOf("short"), undefined, space.explain);
    await space.delete("batch/v1", "Job", "lasting");
    // One watch tells both, in this order.
    await eventually(async () => [undefined, before].includes(await uidOf("lasting")), false, space.explain);
    expect(await uidOf("short")).toBeUndefined();
    const asked = { metadata: { annotations: { "reconcile.fluxcd.io/requestedAt": "now" } } };
    await space.patch("kustomize.toolkit.fluxcd.io/v1", "Kustomization", "app", asked);
    await eventually(async () => (await uidOf("short")) !== undefined, true, space.explain);
  });

  it("is corrected when our labels were removed", async () => {
    const space = await world.running({ "apps/a.yaml": configMap("one", { a: "1" }) });

    await space.patch("v1", "ConfigMap", "one", { metadata: { labels: { "kustomize.toolkit.fluxcd.io/name": null } } });

    await eventually(
      async () => (await space.configMap("one"))?.metadata.labels?.["kustomize.toolkit.fluxcd.io/name"],
      "app",
      space.explain,
    );
    expect(await space.data("one")).toEqual({ a: "1" });
  });

  it("leaves a field alone that somebody else added, and reports it", async () => {
    const space = await world.running({ "apps/a.yaml": configMap("one", { a: "1" }) });

    await space.patch("v1", "ConfigMap", "one", { data: { extra: "theirs" } });

    const message = await space.untilCondition("Kustomization", {
      type: "ForeignFields",
      status: "True",
      reason: "FieldsAdded",
    });
    expect(message).toBe(`ConfigMap/${space.name}/one: .data.extra (test)`);
    await space.untilData("one", { a: "1", extra: "theirs" });
    expect(await space.condition("Kustomization", "Ready")).toMatchObject({ status: "True" });
  });

  it.each([
    ["reconcile", "disabled"],
    ["ssa", "Ignore"],
  ])(
    "is left alone on an object that is annotated with %s: %s in the cluster, which stays when it leaves Git",
    async (name, word) => {
      const space = await world.running({
        "apps/a.yaml": configMap("one", { a: "1" }),
        "apps/b.yaml": configMap("two", { a: "1" }),
      });
      await space.patch("v1", "ConfigMap", "one", {
        metadata: { annotations: { [`kustomize.toolkit.fluxcd.io/${name}`]: word } },
      });

      await space.patch("v1", "ConfigMap", "one", { data: { a: "theirs" } });
      await space.patch("v1", "ConfigMap", "two", { data: { a: "theirs" } });

      await space.untilData("two", { a: "1" });
      expect((await space.configMap("one"))?.["data"]).toEqual({ a: "theirs" });

      await space.untilApplied(await space.repository.commit({ "apps/b.yaml": configMap("two", { a: "1" }) }));
      expect((await space.configMap("one"))?.["data"]).toEqual({ a: "theirs" });
    },
  );

  it("is left alone while the Kustomization is suspended, and corrected when it is resumed", async () => {
    const space = await world.running({ "apps/a.yaml": configMap("one", { a: "1" }) });
    await space.kustomization({ suspend: true });
    await space.patch("v1", "ConfigMap", "one", { data: { a: "theirs" } });
    const commit = await space.repository.commit({ "apps/a.yaml": configMap("one", { a: "2" }) });
    await eventually(
      async () => ((await space.status("GitRepository"))["artifact"] as { revision: string }).revision,
      `main@sha1:${commit}`,
    );
    expect((await space.configMap("one"))?.["data"]).toEqual({ a: "theirs" });

    await space.kustomization({ suspend: false });

    await space.untilApplied(commit);
    await space.untilData("one", { a: "2" });
  });

  it("is reported and not corrected in detect-only mode", async () => {
    const space = await world.running({ "apps/a.yaml": configMap("one", { a: "1" }) });
    await space.kustomization({}, { metadata: { annotations: { "groundwork.dev/mode": "detect-only" } } });

    await space.patch("v1", "ConfigMap", "one", { data: { a: "theirs" } });

    const message = await space.untilCondition("Kustomization", {
      type: "Ready",
      status: "False",
      reason: "DriftDetected",
    });
    expect(message).toContain(`ConfigMap/${space.name}/one would be configured: .data.a`);
    expect(message).not.toContain("theirs");
    expect((await space.configMap("one"))?.["data"]).toEqual({ a: "theirs" });
    await eventually(async () => (await space.events("Diverged")).length, 1, space.explain);
  });
});
