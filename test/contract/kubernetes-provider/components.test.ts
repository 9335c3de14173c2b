import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { kubernetesProvider } from "../../../src/kubernetes/pulumi-provider/index.ts";
import type { PropertyMap, RegistrationRequest, ResourceProvider } from "../../../src/provider/resource-provider.ts";
import { unknownValue } from "../../../src/pulumi/index.ts";
import { FakeHelm } from "../../fakes/helm/index.ts";

const chart = "kubernetes:helm.sh/v4:Chart";
const group = "kubernetes:yaml/v2:ConfigGroup";
/** Not known yet, as in a preview before the cluster exists: nothing is asked of it. */
const config = { kubeconfig: unknownValue, namespace: "shop" };
const templates = `apiVersion: example.com/v1
kind: Thing
metadata: { name: (name) }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: settings, namespace: blue, annotations: { helm.sh/resource-policy: keep } }
data: { values: (values) }
---
apiVersion: v1
kind: Namespace
metadata: { name: blue }
`;
const definition = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: things.example.com }
spec: { group: example.com, names: { kind: Thing } }
`;

describe("components of the kubernetes package", () => {
  let helm: FakeHelm;
  let provider: ResourceProvider;
  let registered: RegistrationRequest[];

  beforeEach(async () => {
    helm = await FakeHelm.inFolder();
    await helm.chart("web", templates, definition);
    provider = kubernetesProvider({ resolveCluster: () => undefined, helm: helm.caller() });
    await provider.configure(config);
    registered = [];
  });
  afterEach(() => helm.remove());

  const construct = async (type: string, inputs: PropertyMap, name = "web"): Promise<PropertyMap> => {
    const urn = `urn:pulumi:dev::shop::${type}::${name}`;
    const register = async (request: RegistrationRequest) => {
      registered.push(request);
      return { type: request.type, urn: `urn of ${request.name}`, id: request.name };
    };
    return (await provider.construct?.({ urn, type, name, inputs }, { register })) ?? {};
  };
  const named = (name: string) => registered.find((each) => each.name === name);

  it("registers each object of a chart under a name of its own, when what it needs is there", async () => {
    const outputs = await construct(chart, { chart: "./web", values: { replicas: 2 } });
    expect(registered.map(({ type, name, dependsOn }) => [type, name, dependsOn])).toEqual(
      [
        ["kubernetes:core/v1:Namespace", "web:blue", []],
        ["kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition", "web:things.example.com", []],
        ["kubernetes:example.com/v1:Thing", "web:shop/web", ["urn of web:things.example.com"]],
        ["kubernetes:core/v1:ConfigMap", "web:blue/settings", ["urn of web:blue"]],
      ].toSorted(
        (one, other) =>
          registered.findIndex(({ name }) => name === one[1]) - registered.findIndex(({ name }) => name === other[1]),
      ),
    );
    expect(named("web:blue/settings")).toMatchObject({
      retainOnDelete: true,
      inputs: { data: { values: '{"replicas":2}' } },
    });
    expect(outputs["resources"]).toHaveLength(4);
  });

  it("takes prefix, skipped waiting, skipped definitions, hooks and a release's name from the chart's options", async () => {
    const options = { resourcePrefix: "p", skipAwait: true, skipCrds: true, name: "shop", namespace: "red" };
    await construct(chart, { chart: "./web", ...options });
    expect(registered.map(({ name }) => name).toSorted()).toEqual(["p:blue", "p:blue/settings", "p:red/shop"]);
    expect(registered[0]?.inputs).toMatchObject({ metadata: { annotations: { "pulumi.com/skipAwait": "true" } } });
    await construct(chart, { chart: "./web", includeHooks: true });
    const [without, including] = (await helm.calls()).map(({ args }) => args);
    expect(without).toEqual(expect.arrayContaining(["--no-hooks", "--skip-tests", "--namespace", "red"]));
    expect(without).not.toContain("--include-crds");
    expect(including).toEqual(expect.arrayContaining(["--include-crds", "--skip-tests"]));
    expect(including).not.toContain("--no-hooks");
  });

  it("pipes what Helm renders through the post-renderer, as a program with arguments", async () => {
    const script = `process.stdin.on("data", (text) => process.stdout.write(String(text).replaceAll("settings", process.argv[1])))`;
    await construct(chart, { chart: "./web", postRenderer: { command: "node", args: ["-e", script, "renamed"] } });
    expect(named("web:blue/renamed")).toBeDefined();
  });

  it("reads values of files and assets among the values", async () => {
    const asset = (text: string) => ({ "4dabf18193072939515e22adb298388d": "c44067f5952c0a294b673a41bacd8c17", text });
    const values = { notes: asset("read me") };
    await construct(chart, { chart: "./web", valueYamlFiles: [asset("replicas: 3")], values });
    expect(named("web:blue/settings")?.inputs["data"]).toEqual({ values: '{"replicas":3,"notes":"read me"}' });
  });

  it("registers nothing while an input is unknown", async () => {
    expect(await construct(chart, { chart: "./web", values: { host: unknownValue } })).toEqual({});
    expect([registered, await helm.calls()]).toEqual([[], []]);
  });

  it("refuses a chart by name where no helm is installed", async () => {
    provider = kubernetesProvider({
      resolveCluster: () => undefined,
      helm: { folder: helm.program, environment: { PATH: "/nowhere" } },
    });
    await provider.configure(config);
    await expect(construct(chart, { chart: "./web" })).rejects.toThrow(
      /^kubernetes\.helm\.v4\.Chart needs Helm.*brew install helm/u,
    );
  });

  it("registers objects of files, patterns, texts and the program, with what a Secret holds as secret", async () => {
    await mkdir(path.join(helm.program, "yaml"));
    const map = (name: string) => `{apiVersion: v1, kind: ConfigMap, metadata: {name: ${name}}}\n`;
    await writeFile(path.join(helm.program, "yaml", "a.yaml"), map("a"));
    await writeFile(path.join(helm.program, "yaml", "b+.yaml"), map("b"));
    await writeFile(path.join(helm.program, "yaml", "c.json"), map("c"));
    const secret = { apiVersion: "v1", kind: "Secret", metadata: { name: "d" }, stringData: { key: "hidden" } };
    await construct(group, { files: ["yaml/[a-b]*.yaml"], yaml: `${map("e")}---\n${map("f")}`, objs: [secret] }, "all");
    expect(registered.map(({ name }) => name).toSorted()).toEqual(
      ["a", "b", "d", "e", "f"].map((name) => `all:shop/${name}`),
    );
    expect(named("all:shop/d")?.inputs["stringData"]).toMatchObject({ value: { key: "hidden" } });
  });

  it.each([
    ["a kind", "{apiVersion: v1, metadata: {name: a}}", /no kind/u],
    ["a name", "{apiVersion: v1, kind: ConfigMap}", /no metadata\.name/u],
  ])("refuses an object without %s", async (_, yaml, problem) => {
    await expect(construct(group, { yaml })).rejects.toThrow(problem);
  });

  it("refuses objects that wait for each other, and a reference to none of them", async () => {
    const waiting = (name: string, other: string) =>
      `{apiVersion: v1, kind: ConfigMap, metadata: {name: ${name}, annotations: {config.kubernetes.io/depends-on: /namespaces/shop/ConfigMap/${other}}}}\n`;
    await expect(construct(group, { yaml: `${waiting("a", "b")}---\n${waiting("b", "a")}` })).rejects.toThrow(
      /wait for each other: shop\/a -> shop\/b -> shop\/a/u,
    );
    await expect(construct(group, { yaml: waiting("a", "c") })).rejects.toThrow(/ConfigMap\/c, which is not among/u);
  });
});
