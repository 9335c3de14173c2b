import { createHmac } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { configMap, eventually, installDefinition, World } from "./agent-harness/index.ts";

describe("the agent and a folder in Git", () => {
  let world: World;
  beforeAll(async () => {
    world = await World.create();
  });
  afterAll(() => world.end());

  it("applies the first commit and says so as Flux does", async () => {
    const space = await world.space();
    const commit = await space.repository.commit({ "apps/a.yaml": configMap("one", { key: "1" }), "README.md": "hi" });
    await space.source();
    await space.kustomization();
    space.agent();

    await space.untilApplied(commit);

    const one = await space.configMap("one");
    expect(one?.metadata.labels).toEqual({
      "kustomize.toolkit.fluxcd.io/name": "app",
      "kustomize.toolkit.fluxcd.io/namespace": space.name,
    });
    const status = await space.status("Kustomization");
    expect(status["inventory"]).toEqual({ entries: [{ id: `${space.name}_one__ConfigMap`, v: "v1" }] });
    expect(status["lastAttemptedRevision"]).toBe(`main@sha1:${commit}`);
    expect(status["observedGeneration"]).toBe(1);
    expect(await space.condition("Kustomization", "Ready")).toMatchObject({
      reason: "ReconciliationSucceeded",
      message: `Applied revision: main@sha1:${commit}`,
    });
    expect(status["history"]).toMatchObject([
      {
        digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) as string,
        lastReconciledStatus: "ReconciliationSucceeded",
        totalReconciliations: 1,
        metadata: { revision: `main@sha1:${commit}` },
      },
    ]);
    const said = async () => (await space.events("ReconciliationSucceeded")).join("\n");
    await eventually(
      async () => /^Reconciliation finished in [0-9msh]+, next run in 1h0m0s$/.test(await said()),
      true,
      said,
    );
    const at = `The cluster stands at main@sha1:${commit}`;
    await eventually(async () => (await space.events("Converged")).join("\n"), at, space.explain);
    const source = await space.status("GitRepository");
    expect(source["artifact"]).toMatchObject({ revision: `main@sha1:${commit}` });
    expect(await space.condition("GitRepository", "Ready")).toMatchObject({ status: "True", reason: "Succeeded" });
  });

  it("says nothing but JSON lines, also when it keeps many kinds, and counts under the names of Flux", async () => {
    const space = await world.space();
    await space.source();
    await space.kustomization();
    const agent = space.agent();
    const [, endpoint] =
      (await vi.waitUntil(() => /"endpoint":"([^"]+)"/.exec(agent.output), { timeout: 20_000 })) ?? [];
    const spec = { selector: {}, ports: [{ port: 80 }] };
    const kinds: readonly (readonly [string, string, object])[] = [
      ["v1", "ConfigMap", {}],
      ["v1", "Secret", {}],
      ["v1", "Service", { spec }],
      ["v1", "ServiceAccount", {}],
      ["v1", "LimitRange", { spec: { limits: [] } }],
      ["v1", "ResourceQuota", { spec: {} }],
      ["policy/v1", "PodDisruptionBudget", { spec: {} }],
      ["networking.k8s.io/v1", "NetworkPolicy", { spec: { podSelector: {} } }],
      ["rbac.authorization.k8s.io/v1", "Role", { rules: [] }],
      ["coordination.k8s.io/v1", "Lease", {}],
      ["apps/v1", "ControllerRevision", { revision: 1, data: {} }],
      ["scheduling.k8s.io/v1", "PriorityClass", { value: 1 }],
    ];
    const files = kinds.map(([apiVersion, kind, rest]): [string, string] => [
      `apps/${kind}.yaml`,
      JSON.stringify({ apiVersion, kind, metadata: { name: `${space.name}-kept` }, ...rest }),
    ]);
    await space.untilApplied(await space.repository.commit(Object.fromEntries(files)));
    const metrics = await (await fetch(`http://${endpoint}/metrics`)).text();
    const subject = `kind="Kustomization",name="app",namespace="${space.name}"`;
    expect(metrics).toMatch(new RegExp(`^gotk_reconcile_duration_seconds_count{${subject}} [1-9]`, "m"));
    expect(metrics).toMatch(
      /^controller_runtime_reconcile_total\{controller="gitrepository",result="requeue_after"\} [1-9]/m,
    );
    expect(metrics).toMatch(/^rest_client_requests_total\{code="200",host="127.0.0.1:\d+",method="GET"\} [1-9]/m);
    expect(metrics).toMatch(/^leader_election_master_status\{name="[^"]+"\} 1$/m);
    await agent.end();
    expect(agent.output.split("\n").filter((line) => line !== "" && !line.startsWith("{"))).toEqual([]);
  });

  it("applies a new commit within the interval", async () => {
    const space = await world.space();
    await space.source();
    await space.kustomization();
    space.agent();
    await space.untilApplied(await space.repository.commit({ "apps/a.yaml": configMap("one", { key: "1" }) }));

    const next = await space.repository.commit({ "apps/a.yaml": configMap("one", { key: "2" }) });

    await space.untilApplied(next);
    expect(await space.data("one")).toEqual({ key: "2" });
  });

  it("fetches at once when it is told, and says which request it has handled", async () => {
    const space = await world.space();
    await space.source({ interval: "1h" });
    await space.kustomization();
    space.agent();
    await space.repository.commit({ "apps/a.yaml": configMap("one", { key: "1" }) });
    await space.source({ interval: "2h" });
    await space.untilData("one", { key: "1" });
    const next = await space.repository.commit({ "apps/a.yaml": configMap("one", { key: "2" }) });

    await space.source({ interval: "2h" }, { annotations: { "reconcile.fluxcd.io/requestedAt": "now" } });

    await space.untilApplied(next);
    expect((await space.status("GitRepository"))["lastHandledReconcileAt"]).toBe("now");
  });

  it("fetches within 5 s of a push that the forge tells it, and of nobody else's word", async () => {
    const space = await world.space();
    await installDefinition(world.cluster.api, "receivers.notification");
    await space.put("v1", "Secret", "token", { stringData: { token: "forge-token" } });
    await space.put("notification.toolkit.fluxcd.io/v1", "Receiver", "push", {
      spec: {
        type: "github",
        events: ["push"],
        secretRef: { name: "token" },
        resources: [{ kind: "GitRepository", name: "app" }],
      },
    });
    await space.repository.commit({ "apps/a.yaml": configMap("one", { key: "1" }) });
    await space.source({ interval: "1h" });
    await space.kustomization();
    const agent = space.agent(["--receiver=on"]);
    await space.untilData("one", { key: "1" });
    const receiver = async () =>
      (await space.get("notification.toolkit.fluxcd.io/v1", "Receiver", "push"))?.["status"] as
        | { readonly webhookPath?: string }
        | undefined;
    await eventually(async () => (await receiver())?.webhookPath !== undefined, true, space.explain);
    const [, address] = /"address":"([^"]+)"/.exec(agent.output) ?? [];
    const send = async (key: string) => {
      const headers = {
        "x-github-event": "push",
        "x-hub-signature-256": `sha256=${createHmac("sha256", key).update("{}").digest("hex")}`,
      };
      const url = `http://${address}${(await receiver())?.webhookPath}`;
      return (await fetch(url, { method: "POST", headers, body: "{}" })).status;
    };

    const next = await space.repository.commit({ "apps/a.yaml": configMap("one", { key: "2" }) });
    expect(await send("another-token")).toBe(400);
    expect(await space.data("one")).toEqual({ key: "1" });
    const told = performance.now();
    expect(await send("forge-token")).toBe(200);

    await space.untilApplied(next);
    expect(performance.now() - told).toBeLessThan(5_000);
    await agent.end();
    expect(agent.output).not.toContain("forge-token");
  });
});
