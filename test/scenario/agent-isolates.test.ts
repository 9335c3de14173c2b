import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { configMap, deployment, type Space, World, widget, widgetDefinition } from "./agent-harness/index.ts";

describe("something wrong in Git", () => {
  let world: World;
  beforeAll(async () => {
    world = await World.create();
  });
  afterAll(() => world.end());

  async function running(spec: object = {}): Promise<Space> {
    const space = await world.space();
    await space.source();
    await space.kustomization(spec);
    space.agent();
    return space;
  }
  const failed = { type: "Ready", status: "False", reason: "ReconciliationFailed" };
  const notBuilt = { type: "Ready", status: "False", reason: "BuildFailed" };

  it("in one object is reported on it while everything else converges, and is healed by a revert", async () => {
    const space = await running();
    const good = { "apps/a.yaml": configMap("one", { a: "1" }), "apps/web.yaml": deployment("web", 1) };
    const first = await space.repository.commit(good);
    await space.untilApplied(first);

    await space.repository.commit({
      "apps/a.yaml": configMap("one", { a: "2" }),
      "apps/web.yaml": deployment("web", 1),
      "apps/bad.yaml": JSON.stringify({
        apiVersion: "v1",
        kind: "Service",
        metadata: { name: "bad" },
        spec: { ports: [{ port: 99_999 }] },
      }),
      "apps/worse.yaml": JSON.stringify({
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: "Worse!" },
        data: {},
      }),
    });
    const message = await space.untilCondition("Kustomization", failed);
    expect(message).toContain("apps/bad.yaml:1: Service/");
    expect(message).toContain("apps/worse.yaml:1: ConfigMap/");
    await space.untilCondition("Kustomization", { type: "Stalled", status: "True", reason: "ReconciliationFailed" });
    await space.untilData("one", { a: "2" });
    expect((await space.status("Kustomization"))["lastAppliedRevision"]).toBe(`main@sha1:${first}`);

    const reverted = await space.repository.commit(good);
    await space.untilApplied(reverted);
    await space.untilData("one", { a: "1" });
  });

  it("in one file's syntax is reported with its line, and nothing is deleted meanwhile", async () => {
    const space = await running();
    await space.untilApplied(
      await space.repository.commit({
        "apps/a.yaml": configMap("one", {}),
        "apps/b.yaml": configMap("two", { a: "1" }),
      }),
    );

    await space.repository.commit({
      "apps/a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\n  labels: {\ndata: x",
      "apps/b.yaml": configMap("two", { a: "2" }),
    });

    expect(await space.untilCondition("Kustomization", notBuilt)).toMatch(/^apps\/a\.yaml:[56]: /);
    await space.untilData("two", { a: "2" });
    expect(await space.configMap("one")).toBeDefined();
  });

  it("by an unknown kind is reported on the object and applied as soon as its definition arrives", async () => {
    const space = await running();
    const group = `${space.name}.example.com`;
    const commit = await space.repository.commit({
      "apps/a.yaml": configMap("one", { a: "1" }),
      "apps/w.yaml": widget(group, "small", 1),
    });

    expect(await space.untilCondition("Kustomization", failed)).toContain(
      `no matches for kind "Widget" in version "${group}/v1"`,
    );
    await space.untilData("one", { a: "1" });

    await space.put(
      "apiextensions.k8s.io/v1",
      "CustomResourceDefinition",
      `widgets.${group}`,
      JSON.parse(widgetDefinition(group)) as { spec: object },
    );
    await space.untilApplied(commit);
    expect((await space.get(`${group}/v1`, "Widget", "small"))?.["spec"]).toEqual({ size: 1 });
  });

  it("is not a definition together with its objects in one commit", async () => {
    const space = await running();
    const group = `${space.name}.example.com`;

    await space.untilApplied(
      await space.repository.commit({
        "apps/a-w.yaml": widget(group, "small", 1),
        "apps/z-crd.yaml": widgetDefinition(group),
      }),
    );

    expect((await space.get(`${group}/v1`, "Widget", "small"))?.["spec"]).toEqual({ size: 1 });
    expect(await space.events("ReconciliationFailed")).toEqual([]);
    const { entries } = (await space.status("Kustomization"))["inventory"] as { entries: { id: string }[] };
    expect(entries.map(({ id }) => id)).toEqual(
      [
        `${space.name}_small_${group}_Widget`,
        `_widgets.${group}_apiextensions.k8s.io_CustomResourceDefinition`,
      ].toSorted(),
    );
  });

  it("that changes an immutable field is reported with the field and recreated only with force", async () => {
    const space = await running();
    const secret = (name: string, immutable: boolean, annotations: object) =>
      JSON.stringify({
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: "fixed", annotations },
        immutable,
        data: { name },
      });
    await space.untilApplied(await space.repository.commit({ "apps/a.yaml": secret("first", true, {}) }));
    const before = await space.configMap("fixed");

    await space.repository.commit({ "apps/a.yaml": secret("second", true, {}) });
    const message = await space.untilCondition("Kustomization", failed);
    expect(message).toContain("data cannot be changed");
    expect((await space.configMap("fixed"))?.metadata.uid).toBe(before?.metadata.uid);

    const forced = secret("second", true, { "kustomize.toolkit.fluxcd.io/force": "enabled" });
    await space.untilApplied(await space.repository.commit({ "apps/a.yaml": forced }));
    await space.untilData("fixed", { name: "second" });
    expect((await space.configMap("fixed"))?.metadata.uid).not.toBe(before?.metadata.uid);
  });

  it("never shows a secret value", async () => {
    const space = await running();
    await space.repository.commit({
      "apps/s.yaml": JSON.stringify({
        apiVersion: "v1",
        kind: "Secret",
        metadata: { name: "No_Secret" },
        stringData: { "tls.crt": "hunter2hunter2" },
      }),
    });

    const message = await space.untilCondition("Kustomization", failed);

    expect(message).toContain("Secret/");
    expect(await space.explain()).not.toMatch(/hunter2|aHVudGVyMmh1bnRlcjI=/);
  });

  it("in a spec that asks for more than the agent honors stops it, by name", async () => {
    const space = await running({ patches: [{ patch: "x", options: {} }], kubeConfig: {} });

    const message = await space.untilCondition("Kustomization", {
      type: "Stalled",
      status: "True",
      reason: "UnsupportedField",
    });

    expect(message).toBe(
      "spec.kubeConfig (run an agent in the other cluster, or let Flux itself run: agent: flux); spec.patches[0].options",
    );
  });

  it("in the path is a named condition", async () => {
    const space = await running({ path: "./elsewhere" });
    await space.repository.commit({ "apps/a.yaml": configMap("one", {}) });

    const message = await space.untilCondition("Kustomization", {
      type: "Ready",
      status: "False",
      reason: "ArtifactFailed",
    });

    expect(message).toBeDefined();
  });
});
