import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { configMap, eventually, type Space, World } from "./agent-harness/index.ts";

describe.concurrent("a Kustomization", () => {
  let world: World;
  beforeAll(async () => {
    world = await World.create();
  });
  afterAll(() => world.end());

  const rbac = "rbac.authorization.k8s.io/v1";
  const failed = { type: "Ready", status: "False", reason: "ReconciliationFailed" };

  /** An account that may do everything with ConfigMaps of its namespace, and nothing else. */
  async function account(space: Space): Promise<void> {
    await space.put("v1", "ServiceAccount", "deployer", {});
    await space.put(rbac, "Role", "deployer", {
      rules: [{ apiGroups: [""], resources: ["configmaps"], verbs: ["*"] }],
    });
    await space.put(rbac, "RoleBinding", "deployer", {
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "deployer" },
      subjects: [{ kind: "ServiceAccount", name: "deployer", namespace: space.name }],
    });
  }

  it("with a service account may do what the account may, and each object that it may not is named", async () => {
    const space = await world.space();
    await account(space);
    await space.source();
    await space.kustomization({ serviceAccountName: "deployer" });
    space.agent();
    await space.repository.commit({
      "apps/a.yaml": configMap("one", { a: "1" }),
      "apps/s.yaml": JSON.stringify({ apiVersion: "v1", kind: "Secret", metadata: { name: "not-allowed" } }),
    });

    const message = await space.untilCondition("Kustomization", failed);
    expect(message).toContain(`apps/s.yaml:1: Secret/${space.name}/not-allowed: `);
    expect(message).toContain(`"system:serviceaccount:${space.name}:deployer" cannot`);
    expect(message).not.toContain("ConfigMap");
    await space.untilData("one", { a: "1" });
    expect(await space.get("v1", "Secret", "not-allowed")).toBeUndefined();

    await space.untilApplied(await space.repository.commit({ "apps/b.yaml": configMap("two", { a: "1" }) }));
    expect(await space.configMap("one")).toBeUndefined();
  });

  it("whose service account is gone goes as well, leaves its objects, and says so", async () => {
    const space = await world.space();
    await account(space);
    await space.source();
    await space.kustomization({ serviceAccountName: "deployer" });
    space.agent();
    await space.untilApplied(await space.repository.commit({ "apps/a.yaml": configMap("one", { a: "1" }) }));

    await space.delete("v1", "ServiceAccount", "deployer");
    await space.delete("kustomize.toolkit.fluxcd.io/v1", "Kustomization", "app");

    const gone = async () => (await space.get("kustomize.toolkit.fluxcd.io/v1", "Kustomization", "app")) === undefined;
    await eventually(gone, true, space.explain);
    expect(await space.configMap("one")).toBeDefined();
    const said = `1 object left in the cluster: ServiceAccount ${space.name}/deployer is gone`;
    await eventually(async () => (await space.events("PruneFailed")).join("\n"), said, space.explain);
  });

  it("is healthy by its own expressions, and ready for others by theirs", async () => {
    const space = await world.space();
    const healthCheckExprs = [
      { apiVersion: "v1", kind: "ConfigMap", failed: "data.state == 'broken'", current: "data.state == 'done'" },
    ];
    await space.source();
    await space.kustomization({ path: "./base", wait: true, timeout: "1m", healthCheckExprs }, { name: "base" });
    const readyExpr = "dep.metadata.annotations['ready'] == self.metadata.name";
    await space.kustomization({ dependsOn: [{ name: "base", readyExpr }] });
    space.agent();
    await space.repository.commit({
      "apps/a.yaml": configMap("one", { a: "1" }),
      "base/b.yaml": configMap("state", {}),
    });

    const waiting = { type: "Ready", status: "False", reason: "DependencyNotReady" };
    expect(await space.untilCondition("Kustomization", waiting)).toContain("is not ready according to readyExpr eval");
    const progressing = { type: "Healthy", status: "Unknown", reason: "Progressing" };
    expect(await space.untilCondition("Kustomization", progressing, "base")).toContain("expression failed: ");

    await space.patch("kustomize.toolkit.fluxcd.io/v1", "Kustomization", "base", {
      metadata: { annotations: { ready: "app" } },
    });
    await space.untilCondition("Kustomization", { type: "Ready", status: "True", reason: "ReconciliationSucceeded" });
    expect(await space.condition("Kustomization", "Healthy", "base")).toMatchObject({ status: "Unknown" });

    await space.patch("v1", "ConfigMap", "state", { data: { state: "done" } });
    await space.untilCondition("Kustomization", { type: "Healthy", status: "True", reason: "Succeeded" }, "base");
  });
});
