import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { configMap, deployment, eventually, World } from "./agent-harness/index.ts";

describe("a Kustomization", () => {
  let world: World;
  beforeAll(async () => {
    world = await World.create();
  });
  afterAll(() => world.end());

  it("waits for those that it depends on, at the same revision", async () => {
    const space = await world.space();
    await space.source();
    await space.kustomization({ path: "./base", wait: true, timeout: "1m" }, { name: "base" });
    await space.kustomization({ dependsOn: [{ name: "base" }] });
    space.agent();
    const commit = await space.repository.commit({
      "apps/a.yaml": configMap("one", { a: "1" }),
      "base/web.yaml": deployment("web", 1),
    });

    const message = await space.untilCondition("Kustomization", {
      type: "Ready",
      status: "False",
      reason: "DependencyNotReady",
    });
    expect(message).toMatch(new RegExp(`dependency '${space.name}/base'`));
    await space.untilCondition("Kustomization", { type: "Ready", status: "Unknown", reason: "Progressing" }, "base");
    await eventually(async () => (await space.get("apps/v1", "Deployment", "web")) !== undefined, true);
    expect(await space.configMap("one")).toBeUndefined();

    await space.patch(
      "apps/v1",
      "Deployment",
      "web",
      {
        status: {
          observedGeneration: 1,
          replicas: 1,
          updatedReplicas: 1,
          readyReplicas: 1,
          availableReplicas: 1,
          conditions: [
            { type: "Progressing", status: "True", reason: "NewReplicaSetAvailable" },
            { type: "Available", status: "True" },
          ],
        },
      },
      "status",
    );
    await space.untilApplied(commit, "base");
    expect(await space.condition("Kustomization", "Healthy", "base")).toMatchObject({
      status: "True",
      reason: "Succeeded",
    });
    await space.untilApplied(commit);
  });

  it("is not ready when what it waits for does not become healthy in time, and says what", async () => {
    const space = await world.space();
    await space.source();
    await space.kustomization({ wait: true, timeout: "1s" });
    space.agent();
    await space.repository.commit({ "apps/web.yaml": deployment("web", 1) });

    const message = await space.untilCondition("Kustomization", {
      type: "Ready",
      status: "False",
      reason: "HealthCheckFailed",
    });

    expect(message).toContain(`Deployment/${space.name}/web: not observed yet`);
  });

  it("does not wait for what it leaves alone, nor for itself", async () => {
    const space = await world.space();
    await space.source();
    await space.kustomization({ wait: true });
    space.agent();
    const ignored = JSON.parse(deployment("ignored", 1)) as { metadata: object };
    const itself = await space.get("kustomize.toolkit.fluxcd.io/v1", "Kustomization", "app");

    await space.untilApplied(
      await space.repository.commit({
        "apps/a.yaml": configMap("one", { a: "1" }),
        "apps/ignored.yaml": JSON.stringify({
          ...ignored,
          metadata: { ...ignored.metadata, annotations: { "kustomize.toolkit.fluxcd.io/ssa": "Ignore" } },
        }),
        "apps/itself.yaml": JSON.stringify({ ...itself, metadata: { name: "app" }, status: undefined }),
      }),
    );

    expect(await space.get("apps/v1", "Deployment", "ignored")).toBeUndefined();
  });

  it("puts values of ConfigMaps and Secrets into its manifests", async () => {
    const space = await world.space();
    await space.put("v1", "ConfigMap", "facts", { data: { region: "europe-west1", replicas: "3" } });
    await space.put("v1", "Secret", "more", { stringData: { password: "hunter2hunter2" } });
    await space.source();
    await space.kustomization({
      postBuild: {
        substitute: { region: "us-east1" },
        substituteFrom: [
          { kind: "ConfigMap", name: "facts" },
          { kind: "Secret", name: "more" },
          { kind: "ConfigMap", name: "none", optional: true },
        ],
      },
    });
    space.agent();

    await space.untilApplied(
      await space.repository.commit({
        "apps/a.yaml":
          'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one}\ndata:\n  where: ${region}\n  count: "${replicas}"\n  other: ${none:=nothing}\n  kept: $${region}\n  secret: ${password}\n',
      }),
    );

    expect(await space.data("one")).toEqual({
      count: "3",
      kept: "${region}",
      other: "nothing",
      secret: "hunter2hunter2",
      where: "us-east1",
    });
  });

  it("says which variable has no value", async () => {
    const space = await world.space();
    await space.source();
    await space.kustomization({ postBuild: { substitute: { a: "1" } } });
    space.agent();
    await space.repository.commit({ "apps/a.yaml": configMap("one", { a: "${missing}" }) });

    const message = await space.untilCondition("Kustomization", {
      type: "Ready",
      status: "False",
      reason: "BuildFailed",
    });

    expect(message).toContain("apps/a.yaml:1: ${missing} has no value");
  });

  it("says which ConfigMap is missing, and goes on when it is there", async () => {
    const space = await world.space();
    await space.source();
    await space.kustomization({ postBuild: { substituteFrom: [{ kind: "ConfigMap", name: "facts" }] } });
    space.agent();
    const commit = await space.repository.commit({ "apps/a.yaml": configMap("one", { a: "${a}" }) });

    const message = await space.untilCondition("Kustomization", {
      type: "Ready",
      status: "False",
      reason: "BuildFailed",
    });
    expect(message).toContain("substitute from 'ConfigMap/facts'");

    await space.put("v1", "ConfigMap", "facts", { data: { a: "1" } });
    await space.untilApplied(commit);
  });

  it("builds a kustomization.yaml with the kustomize that is installed", async () => {
    const space = await world.space();
    await space.source();
    await space.kustomization();
    space.agent();

    await space.untilApplied(
      await space.repository.commit({
        "apps/kustomization.yaml": "namePrefix: big-\nresources: [../base]\n",
        "base/kustomization.yaml": "resources: [a.yaml]\n",
        "base/a.yaml": configMap("one", { a: "1" }),
      }),
    );

    expect(await space.data("big-one")).toEqual({ a: "1" });
  });

  it("changes plain manifests by its own fields with the kustomize that is installed", async () => {
    const space = await world.space();
    await space.source();
    const patch = '- {op: replace, path: /data/a, value: "2"}\n';
    await space.kustomization({
      nameSuffix: "-blue",
      patches: [{ patch, target: { kind: "ConfigMap", name: "one" } }],
      components: ["../labels", "../gone"],
      ignoreMissingComponents: true,
    });
    space.agent();

    await space.untilApplied(
      await space.repository.commit({
        "apps/a.yaml": configMap("one", { a: "1" }),
        "labels/kustomization.yaml":
          "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nconfigMapGenerator: [{name: made, literals: [b=3]}]\ngeneratorOptions: {disableNameSuffixHash: true}\n",
      }),
    );

    expect(await space.data("one-blue")).toEqual({ a: "2" });
    expect(await space.data("made-blue")).toEqual({ b: "3" });
  });

  it("takes up its own fields when they change without a commit", async () => {
    const space = await world.space();
    await space.source();
    await space.kustomization({ nameSuffix: "-blue" });
    space.agent();
    await space.untilApplied(await space.repository.commit({ "apps/a.yaml": configMap("one", { a: "1" }) }));

    await space.kustomization({ nameSuffix: "-green" });

    await space.untilData("one-green", { a: "1" });
    await eventually(async () => space.configMap("one-blue"), undefined, space.explain);
    expect(await space.data("one-green")).toEqual({ a: "1" });
  });

  it("is worked on by one of two agents, and by the other when that one is killed", async () => {
    const space = await world.space();
    await space.source();
    await space.kustomization();
    const first = space.agent([], "first");
    await eventually(() => first.output.includes('"leading"'), true);
    const second = space.agent([], "second");
    await eventually(() => second.output.includes("waiting for the lease"), true);
    await space.untilApplied(await space.repository.commit({ "apps/a.yaml": configMap("one", { a: "1" }) }));
    expect(second.output).not.toContain('"leading"');

    await first.end("SIGKILL");

    await space.untilApplied(await space.repository.commit({ "apps/a.yaml": configMap("one", { a: "2" }) }));
    expect(second.output).toContain('"leading"');
  });

  it("is worked on at once by the next agent when the one before ends in order", async () => {
    const space = await world.space();
    const first = space.agent(["--lease-duration=1h"], "first");
    await eventually(() => first.output.includes('"leading"'), true);

    await first.end("SIGTERM");
    const second = space.agent(["--lease-duration=1h"], "second");

    await eventually(() => second.output.includes('"leading"'), true);
    expect(first.output).toContain("agent stopped");
  });

  it("costs nothing to look at again when nothing changed", async () => {
    const space = await world.space();
    await space.source();
    await space.kustomization();
    const agent = space.agent();
    const files = Object.fromEntries(
      Array.from({ length: 20 }, (_, index) => [`apps/${index}.yaml`, configMap(`n-${index}`, {})]),
    );
    await space.untilApplied(await space.repository.commit(files));
    const requests = async (): Promise<string> => {
      const text = await (await fetch(`http://${agent.endpoint}/metrics`)).text();
      return text
        .split("\n")
        .filter((line) => /^rest_client_requests_total\{.*method="(PATCH|DELETE|POST)"/.test(line))
        .join("\n");
    };
    const passes = async (): Promise<number> => {
      const text = await (await fetch(`http://${agent.endpoint}/metrics`)).text();
      return Number(
        /reconcile_total\{kind="Kustomization",result="ReconciliationSucceeded"\} (\d+)/.exec(text)?.[1] ?? 0,
      );
    };
    const [before, passesBefore] = [await requests(), await passes()];

    await space.kustomization({}, { metadata: { annotations: { "reconcile.fluxcd.io/requestedAt": "1" } } });
    await eventually(async () => (await space.status("Kustomization"))["lastHandledReconcileAt"], "1", space.explain);

    expect(await passes()).toBe(passesBefore + 1);
    // The one request is the status that says so.
    const sum = (text: string) =>
      [...text.matchAll(/ (\d+)$/gm)].reduce((total, [, count]) => total + Number(count), 0);
    expect(sum(await requests()) - sum(before)).toBe(1);
  });
});
