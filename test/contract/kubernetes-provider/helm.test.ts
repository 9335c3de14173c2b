import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { kubernetesProvider } from "../../../src/kubernetes/pulumi-provider/index.ts";
import { at } from "../../../src/lib/index.ts";
import { PartlyCreated } from "../../../src/provider/resource-provider.ts";
import { unknownValue } from "../../../src/pulumi/index.ts";
import { FakeHelm } from "../../fakes/helm/index.ts";
import { Program } from "./world.ts";

const release = "kubernetes:helm.sh/v3:Release";
const server = "https://127.0.0.1:6443";
const kubeconfig = JSON.stringify({
  "current-context": "c",
  clusters: [{ name: "c", cluster: { server, "insecure-skip-tls-verify": true } }],
  contexts: [{ name: "c", context: { cluster: "c", user: "u", namespace: "shop" } }],
  users: [{ name: "u", user: { token: "t0ken" } }],
});
const templates = `apiVersion: v1
kind: ConfigMap
metadata: { name: (name)-settings }
data: { values: (values) }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: (name), namespace: elsewhere }
`;

async function programOn(caller: ReturnType<FakeHelm["caller"]> | undefined, config = {}): Promise<Program> {
  const provider = kubernetesProvider({ resolveCluster: () => undefined, ...(caller && { helm: caller }) });
  await provider.configure({ kubeconfig, ...config });
  return new Program(provider);
}

describe("charts and releases of Helm", () => {
  let helm: FakeHelm;
  let program: Program;

  beforeEach(async () => {
    helm = await FakeHelm.inFolder();
    await helm.chart("web", templates);
    program = await programOn(
      helm.caller({ KUBECONFIG: "/the/users/own", HELM_KUBETOKEN: "s3cret", HOME: "/home/ann" }),
    );
  });
  afterEach(() => helm.remove());

  it("installs a release on the provider's cluster and finds it unchanged", async () => {
    const inputs = { chart: "./web", compat: "true", values: { replicas: 2, none: null } };
    const created = await program.create(release, "web", inputs);
    expect(created.id).toMatch(/^shop\/web-[0-9a-f]{8}$/u);
    const name = created.id.slice("shop/".length);
    expect(created.outputs).toMatchObject({
      name,
      namespace: "shop",
      values: { replicas: 2 },
      status: {
        name,
        namespace: "shop",
        chart: "web",
        status: "deployed",
        revision: 1,
        version: "1.2.3",
        appVersion: "4.5",
      },
      resourceNames: { "ConfigMap/v1": [`${name}-settings`], "Deployment.apps/apps/v1": [`elsewhere/${name}`] },
    });
    const installed = (await helm.calls()).find(({ args }) => args[0] === "install");
    expect(installed).toMatchObject({ server, folder: helm.program });
    expect(installed?.args.slice(0, 5)).toEqual(["install", name, "./web", "--namespace", "shop"]);
    expect(installed?.args).toEqual(expect.arrayContaining(["--wait", "--timeout", "300s"]));
    expect(await program.diff(release, "web", created, inputs)).toMatchObject({ changes: "none" });
    const read = await program.read(release, "web", created.id, created);
    expect(read?.inputs).toEqual(created.inputs);
    expect(await program.diff(release, "web", read!, inputs)).toMatchObject({ changes: "none" });
  });

  it("gives Helm neither the user's cluster nor what holds credentials", async () => {
    await program.create(release, "web", { chart: "./web" });
    for (const { variables } of await helm.calls())
      expect(variables.filter((name) => /KUBE|HOME/u.test(name)).toSorted()).toEqual(["HOME", "KUBECONFIG"]);
  });

  it("upgrades for other values and for another text of the chart, and replaces for another name", async () => {
    const created = await program.create(release, "web", { chart: "./web", values: { replicas: 1 } });
    const scaled = await program.diff(release, "web", created, { chart: "./web", values: { replicas: 3 } });
    expect(scaled).toMatchObject({ changes: "some", replaces: [], diffs: ["values", "checksum"] });
    expect(scaled.detailedDiff["values.replicas"]).toEqual({ kind: "update", inputDiff: true });
    const updated = await program.update(release, "web", created, { chart: "./web", values: { replicas: 3 } });
    expect(at(updated.outputs, "status", "revision")).toBe(2);
    await helm.chart("web", `${templates}# changed\n`);
    const changed = await program.diff(release, "web", updated, { chart: "./web", values: { replicas: 3 } });
    expect(changed.diffs).toEqual(["checksum"]);
    const renamed = await program.diff(release, "web", updated, {
      chart: "./web",
      name: "other",
      values: { replicas: 3 },
    });
    expect(renamed.replaces).toEqual(["name"]);
  });

  it("takes values of files first, and the program's over them", async () => {
    const file = {
      "4dabf18193072939515e22adb298388d": "c44067f5952c0a294b673a41bacd8c17",
      text: "a: {x: 1, y: 1}\nb: 2",
    };
    const checked = await program.check(release, "web", {
      chart: "./web",
      valueYamlFiles: [file],
      values: { a: { y: 5 } },
    });
    expect(checked["values"]).toEqual({ a: { x: 1, y: 5 }, b: 2 });
    expect(checked).not.toHaveProperty("valueYamlFiles");
  });

  it("sees values that were changed behind its back", async () => {
    const created = await program.create(release, "web", { chart: "./web", name: "web", values: { replicas: 1 } });
    await program.update(release, "web", created, { chart: "./web", name: "web", values: { replicas: 9 } });
    const read = await program.read(release, "web", created.id, created);
    expect(read?.inputs["values"]).toEqual({ replicas: 9 });
  });

  it("keeps a release whose installation failed, with Helm's words", async () => {
    const creating = program.create(release, "web", { chart: "./web", name: "web", values: { fails: true } });
    const thrown: unknown = await creating.catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(PartlyCreated);
    expect((thrown as PartlyCreated).resource.id).toBe("shop/web");
    expect((thrown as PartlyCreated).reasons[0]).toContain(
      "helm install ended with exit code 1: context deadline exceeded",
    );
  });

  it("uninstalls a release, once or again, and finds it gone", async () => {
    const created = await program.create(release, "web", { chart: "./web" });
    await program.delete(release, "web", created);
    await program.delete(release, "web", created);
    expect(await program.read(release, "web", created.id, created)).toBeUndefined();
  });

  it("says at the chart what Helm cannot render", async () => {
    const subject = program.subject(release, "web");
    const { failures } = await program.provider.check(subject, { oldInputs: undefined, news: { chart: "./none" } });
    expect(failures).toEqual([
      {
        property: "chart",
        reason: expect.stringContaining('helm template ended with exit code 1: chart "./none" not found'),
      },
    ]);
  });

  it("renders nothing while a value is unknown", async () => {
    await program.check(release, "web", { chart: "./web", values: { host: unknownValue } });
    expect(await helm.calls()).toEqual([]);
  });

  it("logs in to a repository by standard input, so that no argument holds the password", async () => {
    const repositoryOpts = { repo: "https://charts.example.com", username: "ann", password: "s3cret" };
    await program.provider.check(program.subject(release, "web"), {
      oldInputs: undefined,
      news: { chart: "web", repositoryOpts, version: "1.0.0" },
    });
    const [added, template] = await helm.calls();
    expect(added).toMatchObject({ input: "s3cret" });
    expect(added?.args.slice(0, 4)).toEqual(["repo", "add", "given", "https://charts.example.com"]);
    expect(template?.args.slice(0, 3)).toEqual(["template", expect.any(String), "given/web"]);
    expect(JSON.stringify([added?.args, template?.args])).not.toContain("s3cret");
  });

  it("renders a helm.v3.Chart to objects in its namespace", async () => {
    const jsonOpts = JSON.stringify({ path: "./web", release_name: "web", namespace: "blue", values: { replicas: 2 } });
    const { result } = await program.provider.invoke("kubernetes:helm:template", { jsonOpts });
    expect(result["result"]).toEqual([
      {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: "web-settings", namespace: "blue" },
        data: { values: '{"replicas":2}' },
      },
      { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "web", namespace: "elsewhere" } },
    ]);
  });

  it("refuses both by name where no helm is installed, with the command that installs it", async () => {
    const bare = await programOn({ folder: helm.program, environment: { PATH: "/nowhere" } });
    const remedy =
      /Install Helm 3\.14 or newer with: brew install helm, or with: go install helm\.sh\/helm\/v4\/cmd\/helm@latest/u;
    const checking = bare.check(release, "web", { chart: "./web" });
    await expect(checking).rejects.toThrow(/^kubernetes\.helm\.v3\.Release needs Helm/u);
    await expect(checking).rejects.toThrow(remedy);
    const invoked = bare.provider.invoke("kubernetes:helm:template", { jsonOpts: '{"path":"./web"}' });
    await expect(invoked).rejects.toThrow(/^kubernetes\.helm\.v3\.Chart needs Helm/u);
  });

  it("runs no credential plugin of a kubeconfig", async () => {
    const user = { exec: { command: "gke-gcloud-auth-plugin", apiVersion: "client.authentication.k8s.io/v1beta1" } };
    const config = { ...JSON.parse(kubeconfig), users: [{ name: "u", user }] };
    const other = await programOn(helm.caller(), { kubeconfig: JSON.stringify(config) });
    await expect(other.create(release, "web", { chart: "./web" })).rejects.toThrow(/gke-gcloud-auth-plugin/u);
    expect((await helm.calls()).map(({ args }) => args[0])).toEqual(["template"]);
  });
});
