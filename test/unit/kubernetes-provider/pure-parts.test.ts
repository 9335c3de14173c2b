import { describe, expect, it } from "vitest";
import { activeCluster, givenKubeconfig } from "../../../src/kubernetes/kubeconfig/index.ts";
import { readinessOf } from "../../../src/kubernetes/pulumi-provider/await/index.ts";
import { connectionTo } from "../../../src/kubernetes/pulumi-provider/connection.ts";
import { diffProvider } from "../../../src/kubernetes/pulumi-provider/provider-diff.ts";
import { parseType } from "../../../src/kubernetes/pulumi-provider/resource-type.ts";
import { sameQuantity } from "../../../src/kubernetes/quantity/index.ts";
import { unknownValue } from "../../../src/pulumi/index.ts";

describe("a type token of the kubernetes package", () => {
  it.each([
    ["kubernetes:core/v1:Pod", undefined, { group: "", version: "v1", kind: "Pod", patch: false }],
    ["kubernetes:apps/v1:Deployment", undefined, { group: "apps", version: "v1", kind: "Deployment", patch: false }],
    [
      "kubernetes:apps/v1:DeploymentPatch",
      { kind: "Deployment" },
      { group: "apps", version: "v1", kind: "Deployment", patch: true },
    ],
    [
      "kubernetes:example.com/v1:DriverPatch",
      { kind: "DriverPatch" },
      { group: "example.com", version: "v1", kind: "DriverPatch", patch: false },
    ],
    [
      "kubernetes:example.com/v1:AllowList",
      { kind: "AllowList" },
      { group: "example.com", version: "v1", kind: "AllowList", patch: false },
    ],
  ])("%s with %o is %o", (token, inputs, type) => {
    expect(parseType(token, inputs)).toEqual(type);
  });

  it.each(["kubernetes:helm.sh/v3:Release", "kubernetes:yaml/v2:ConfigGroup", "kubernetes:core/v1:PodList"])(
    "%s is refused by name",
    (token) => {
      expect(() => parseType(token, undefined)).toThrow(token);
    },
  );
});

describe("quantities", () => {
  it.each([
    ["0.5", "500m", true],
    ["1024Mi", "1Gi", true],
    [1, "1", true],
    ["1e3", "1k", true],
    ["1G", "1Gi", false],
    ["100m", "0.2", false],
    ["lots", "lots", false],
  ])("%s and %s: the same is %s", (one, other, same) => {
    expect(sameQuantity(one, other)).toBe(same);
  });
});

describe("a kubeconfig", () => {
  const config = (user: object, server = "https://127.0.0.1:1234") => ({
    clusters: [{ name: "c", cluster: { server } }],
    users: [{ name: "u", user }],
    contexts: [{ name: "x", context: { cluster: "c", user: "u", namespace: "shop" } }],
    "current-context": "x",
  });
  const chosen = { context: undefined, cluster: undefined };
  const active = async (user: object) => activeCluster(await givenKubeconfig(JSON.stringify(config(user))), chosen);
  const plugin = { exec: { command: "gke-gcloud-auth-plugin" } };

  it("leads to the cluster of its current context", async () => {
    const found = await active({ token: "t" });
    expect(found).toMatchObject({ server: "https://127.0.0.1:1234", namespace: "shop" });
    expect(await (await connectionTo(found, () => undefined)).credentials()).toEqual({ token: "t" });
  });

  it("never has its credential plugin run: the local cloud's own access is used, or it is refused", async () => {
    const access = { token: "admin", caCertificate: "pem" };
    const own = await connectionTo(await active(plugin), () => access);
    expect(own.ca).toBe("pem");
    expect(await own.credentials()).toEqual({ token: "admin" });
    await expect(connectionTo(await active(plugin), () => undefined)).rejects.toThrow(/gke-gcloud-auth-plugin/);
  });

  it("says what is missing, without a word of its content", async () => {
    const given = givenKubeconfig("users: [\n  token: secret-token\n");
    await expect(given).rejects.toThrow(/no valid YAML/);
    await expect(given).rejects.not.toThrow(/secret-token/);
    await expect(givenKubeconfig("/no/such/file")).rejects.toThrow(/readable file/);
    const found = await givenKubeconfig(JSON.stringify(config({})));
    expect(() => activeCluster(found, { ...chosen, context: "y" })).toThrow(/no context y/);
  });

  it("replaces the provider when it leads to another cluster, and only then", async () => {
    const inputs = (user: object, server?: string) => ({ kubeconfig: JSON.stringify(config(user, server)) });
    expect(await diffProvider(inputs({ token: "a" }), inputs({ token: "b" }))).toMatchObject({
      changes: "some",
      replaces: [],
    });
    expect(
      (await diffProvider(inputs({ token: "a" }), inputs({ token: "a" }, "https://127.0.0.1:9"))).replaces,
    ).toEqual(["kubeconfig"]);
    expect((await diffProvider(inputs({ token: "a" }), { kubeconfig: unknownValue })).replaces).toEqual(["kubeconfig"]);
    expect(await diffProvider(inputs({ token: "a" }), inputs({ token: "a" }))).toMatchObject({ changes: "none" });
  });
});

describe("readiness", () => {
  const none = { endpoints: [], storageClass: undefined };
  const object = (apiVersion: string, kind: string, rest: object) => ({ apiVersion, kind, ...rest });
  const deployment = (status: object) =>
    object("apps/v1", "Deployment", { metadata: { generation: 2 }, spec: { replicas: 2 }, status });
  const available = { type: "Available", status: "True" };
  const done = { observedGeneration: 2, replicas: 2, updatedReplicas: 2, availableReplicas: 2 };

  it.each([
    ["not seen by its controller", { observedGeneration: 1 }, "waiting"],
    ["old pods still there", { ...done, replicas: 3, conditions: [available] }, "waiting"],
    [
      "without progress",
      { ...done, conditions: [{ type: "Progressing", status: "False", reason: "ProgressDeadlineExceeded" }] },
      "failed",
    ],
    [
      "rolled out",
      { ...done, conditions: [available, { type: "Progressing", status: "True", reason: "NewReplicaSetAvailable" }] },
      "ready",
    ],
  ])("of a Deployment %s", (_, status, state) => {
    expect(readinessOf(deployment(status), none).state).toBe(state);
  });

  it("of a Service needs pods behind its selector, and an address where it is a load balancer", () => {
    const service = (spec: object, status = {}) => object("v1", "Service", { spec, status });
    expect(readinessOf(service({ selector: { app: "web" } }), none).state).toBe("waiting");
    expect(readinessOf(service({}), none).state).toBe("ready");
    expect(readinessOf(service({ clusterIP: "None", selector: { app: "web" } }), none).state).toBe("ready");
    const reached = { ...none, endpoints: [{ subsets: [{}] }] };
    expect(readinessOf(service({ type: "LoadBalancer", selector: { app: "web" } }), reached).state).toBe("waiting");
  });

  it("of an unknown kind is that it exists, unless the program says what to wait for", () => {
    const widget = object("example.com/v1", "Widget", { status: { phase: "Starting", conditions: [available] } });
    expect(readinessOf(widget, none).state).toBe("ready");
    expect(readinessOf(widget, none, "condition=Available").state).toBe("ready");
    expect(readinessOf(widget, none, "jsonpath={.status.phase}=Running")).toMatchObject({
      state: "waiting",
      reason: '{.status.phase} is "Starting"',
    });
    expect(readinessOf(widget, none, '["condition=Available","jsonpath={.status.phase}=Starting"]').state).toBe(
      "ready",
    );
  });
});
