import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ManifestChecker } from "../../../src/kubernetes/manifests/index.ts";
import { memoryTree } from "../../../src/lib/index.ts";

const object = (apiVersion: string, kind: string, name = "a", more: object = {}) =>
  JSON.stringify({ apiVersion, kind, metadata: { name }, ...more });
const map = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n`;
const definition = (group: string, kind: string, ...versions: readonly string[]) =>
  object("apiextensions.k8s.io/v1", "CustomResourceDefinition", `x.${group}`, {
    spec: { group, names: { kind }, versions: versions.map((name) => ({ name })) },
  });

async function issuesOf(
  files: Readonly<Record<string, string>>,
  { gke = false, links = {} }: { gke?: boolean; links?: Readonly<Record<string, string>> } = {},
): Promise<readonly string[]> {
  const issues = await new ManifestChecker(memoryTree(files, links)).issuesOf("apps", { gke });
  return issues.map(({ file, line, column, severity, message }) => `${file}:${line}:${column} ${severity} ${message}`);
}

/** The served kinds of the version that the local cluster has. */
function served(): readonly (readonly [apiVersion: string, kind: string])[] {
  const file = new URL("../../../data/kubernetes/1.34-api.generated.json", import.meta.url);
  const { resources } = JSON.parse(readFileSync(file, "utf8")) as {
    readonly resources: Readonly<Record<string, readonly { readonly kind: string }[]>>;
  };
  return Object.entries(resources).flatMap(([version, kinds]) =>
    kinds
      .filter(
        ({ kind }) =>
          !/^(?:Scale|Eviction|TokenRequest|PodExecOptions|PodAttachOptions|PodPortForwardOptions|PodProxyOptions|ServiceProxyOptions|NodeProxyOptions)$/.test(
            kind,
          ),
      )
      .map(({ kind }) => [version, kind] as const),
  );
}

describe("the manifests of a folder", () => {
  it("have every issue reported at once, with its place", async () => {
    const files = {
      "apps/page.yaml": "<html>\n<b>: {x: [\n",
      "apps/y.yaml": `${map("a")}---\napiVersion: batch/v1\nkind: Job\nmetadata: {generateName: a-}\n---\nkind: Pod\n`,
      "apps/z/z.yaml": `# again\n${map("a")}`,
      "apps/k/kustomization.yaml": "resources:\n- a.yaml\n- gone.yaml\n- ../../plain\npatches:\n- path: nope.yaml\n",
      "apps/k/a.yaml": map("a"),
      "apps/l/kustomization.yaml": "resources: [\n",
      "plain/b.yaml": map("b"),
    };
    expect((await issuesOf(files)).toSorted()).toEqual([
      'apps/k/kustomization.yaml:3:3 error resources names "gone.yaml", and nothing is there',
      'apps/k/kustomization.yaml:4:3 error resources names "../../plain", a folder without a kustomization.yaml',
      'apps/k/kustomization.yaml:6:9 error patches.path names "nope.yaml", and nothing is there',
      expect.stringMatching(/^apps\/l\/kustomization\.yaml:\d:\d error is not YAML/),
      expect.stringMatching(/^apps\/page\.yaml:1:1 error is not YAML/),
      "apps/y.yaml:10:1 error apiVersion is missing",
      "apps/y.yaml:6:1 error Job has generateName: what is synced needs a metadata.name",
      "apps/z/z.yaml:2:1 error ConfigMap a is already in apps/y.yaml:1; keep one of the two",
    ]);
  });

  it.each([
    ["apps/v1", "Deploymnt", 'no matches for kind "Deploymnt" in version "apps/v1" (did you mean Deployment?)'],
    ["v1", "Deployment", "it is in apps/v1"],
    ["apps/v2", "Deployment", "it is in apps/v1"],
    ["networking.k8s.io/v1", "Gateway", "it has IPAddress, Ingress, "],
    [
      "policy/v1beta1",
      "PodDisruptionBudget",
      'Kubernetes 1.25 removed it from "policy/v1beta1"; write apiVersion: policy/v1,',
    ],
    ["extensions/v1beta1", "Ingress", "write apiVersion: networking.k8s.io/v1,"],
    ["example.com/v1", "Widget", "no CustomResourceDefinition among these manifests defines it"],
    ["cloud.google.com/v1", "BackendConfig", "no CustomResourceDefinition among these manifests defines it"],
  ])("may not be of a kind that the cluster will not know: %s %s", async (apiVersion, kind, said) => {
    const [issue, ...others] = await issuesOf({ "apps/a.yaml": `\n${object(apiVersion, kind)}` });
    expect(issue).toContain("apps/a.yaml:2:1 error ");
    expect(issue).toContain(said);
    expect(others).toEqual([]);
  });

  it("may be of a kind whose version their own definition has, and of no other version of it", async () => {
    const crd = definition("example.com", "Widget", "v1", "v1beta1");
    const folders = {
      "apps/k/kustomization.yaml": "resources: [../../crds]\n",
      "crds/kustomization.yaml": "resources: [c.yaml]\n",
    };
    expect(
      await issuesOf({ "apps/a.yaml": object("example.com/v1beta1", "Widget"), ...folders, "crds/c.yaml": crd }),
    ).toEqual([]);
    const [issue] = await issuesOf({ "apps/a.yaml": object("example.com/v2", "Widget"), "apps/crd.yaml": crd });
    expect(issue).toContain('has no version "v2" of kind "Widget"; it has v1, v1beta1');
  });

  it.each(served())("may be of every kind that is built in: %s %s", async (apiVersion, kind) => {
    expect(await issuesOf({ "apps/a.yaml": object(apiVersion, kind) })).toEqual([]);
  });

  const widget = object("example.com/v1", "Widget");
  const rule = (verbs: readonly string[]) => ({
    rules: [{ apiGroups: ["apiextensions.k8s.io"], resources: ["customresourcedefinitions"], verbs }],
  });
  it.each([
    ["a Helm release", { "apps/r.yaml": object("helm.toolkit.fluxcd.io/v2", "HelmRelease") }],
    [
      "a role that may create definitions",
      { "apps/r.yaml": object("rbac.authorization.k8s.io/v1", "ClusterRole", "r", rule(["create"])) },
    ],
    [
      "a binding to cluster-admin",
      {
        "apps/r.yaml": object("rbac.authorization.k8s.io/v1", "ClusterRoleBinding", "r", {
          roleRef: { name: "cluster-admin" },
        }),
      },
    ],
    ["an operator package", { "apps/r.yaml": object("operators.coreos.com/v1alpha1", "Subscription") }],
    ["a remote base", { "apps/k/kustomization.yaml": "resources: ['https://git.example.com/a/b//crds']\n" }],
  ])("may be of a kind that %s brings into the cluster", async (_, files) => {
    const issues = await issuesOf({ "apps/a.yaml": widget, ...files });
    expect(issues.filter((issue) => issue.includes("Widget"))).toEqual([]);
  });

  it.each([
    [
      "a role that may only read definitions",
      { "apps/r.yaml": object("rbac.authorization.k8s.io/v1", "ClusterRole", "r", rule(["get", "list"])) },
    ],
    [
      "a role over Pods",
      {
        "apps/r.yaml": object("rbac.authorization.k8s.io/v1", "ClusterRole", "r", {
          rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["*"] }],
        }),
      },
    ],
  ])("may not be of a kind that %s would not bring", async (_, files) => {
    expect(await issuesOf({ "apps/a.yaml": widget, ...files })).toHaveLength(1);
  });

  it.each([
    [
      "variables in every place",
      "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n  labels: { a: '${b}' }\ndata:\n  x: ${x:=1}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n",
    ],
    ["a kind that is a variable", "apiVersion: ${version}\nkind: ${kind}\nmetadata: {name: a}\n"],
    [
      "a sealed Secret",
      `${map("s").replace("ConfigMap", "Secret")}data:\n  p: ENC[AES256_GCM,data:x,iv:y,tag:z,type:str]\nsops:\n  version: 3.9.0\n  age: [{ recipient: r }]\n`,
    ],
    ["comments and empty documents alone", "# nothing\n---\n---\n# more\n"],
    ["a list", "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Secret, metadata: {name: c}}\n"],
    [
      "Flux's own objects",
      object("kustomize.toolkit.fluxcd.io/v1", "Kustomization", "x", {
        spec: { path: "./apps", sourceRef: { kind: "GitRepository", name: "y" } },
      }),
    ],
    ["an alpha version of a built-in group", object("scheduling.k8s.io/v1alpha1", "Workload")],
    [
      "a kind said to be defined elsewhere",
      "apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: a, annotations: {groundwork.dev/definition: elsewhere}}\n",
    ],
  ])("are valid with %s", async (_, text) => {
    expect(await issuesOf({ "apps/a.yaml": text })).toEqual([]);
  });

  it("are valid with Google's kinds on Google's clusters", async () => {
    for (const [version, kind] of [
      ["cloud.google.com/v1", "BackendConfig"],
      ["networking.gke.io/v1", "ManagedCertificate"],
      ["gateway.networking.k8s.io/v1", "Gateway"],
      ["monitoring.googleapis.com/v1", "PodMonitoring"],
    ] as const)
      expect(await issuesOf({ "apps/a.yaml": object(version, kind) }, { gke: true })).toEqual([]);
  });

  it("are not looked for in what the sync agent leaves out of its source, nor in what no kustomization names", async () => {
    const broken = "a: {";
    expect(
      await issuesOf({
        ".sourceignore": "apps/draft/\n",
        "apps/.sourceignore": "own.yaml\n",
        "apps/a.yaml": map("a"),
        "apps/own.yaml": broken,
        "apps/draft/b.yaml": broken,
        "apps/k/kustomization.yaml":
          "resources: []\nnamePrefix: x-\nconfigMapGenerator: [{name: g, files: [c.yaml]}]\npatches: [{path: p.yaml}]\n",
        "apps/k/c.yaml": broken,
        "apps/k/p.yaml": "- op: add\n",
        "apps/k/unused.yaml": broken,
        "other/d.yaml": broken,
      }),
    ).toEqual([]);
  });

  it("are looked for in what is left out by default as soon as an ignore file anywhere has a pattern, as in Flux", async () => {
    const files = { "apps/a.yaml": map("a"), "apps/.sops.yaml": "creation_rules: []\n" };
    expect(await issuesOf(files)).toEqual([]);
    expect(await issuesOf({ ...files, "far/away/.sourceignore": "x\n" })).toEqual([
      "apps/.sops.yaml:1:1 error apiVersion is missing",
    ]);
  });

  it.each(["generators", "transformers", "validators"])(
    "are not what the %s of a kustomization are made of, in folders of any depth",
    async (field) => {
      const plugin = (name: string) => `apiVersion: builtin\nkind: LabelTransformer\nmetadata: {name: ${name}}\n`;
      expect(
        await issuesOf({
          "apps/kustomization.yaml": `resources: [a.yaml]\n${field}: [../plugins, own.yaml]\n`,
          "apps/a.yaml": map("a"),
          "apps/own.yaml": plugin("own"),
          "plugins/Kustomization": "resources: [p.yaml, deep]\n",
          "plugins/p.yaml": plugin("p"),
          "plugins/deep/kustomization.yml": "resources: [q.yaml]\n",
          "plugins/deep/q.yaml": plugin("q"),
        }),
      ).toEqual([]);
    },
  );

  it("are not what kustomize leaves out as local configuration, in a folder without a kustomization too", async () => {
    const local = (value: string) =>
      `apiVersion: functions.example.com/v1\nkind: Setters\nmetadata: {name: a, annotations: {config.kubernetes.io/local-config: "${value}"}}\n`;
    expect(
      await issuesOf({
        "apps/k/kustomization.yaml": "resources: [a.yaml, b.yaml, c.yaml]\n",
        "apps/k/a.yaml": local("true"),
        "apps/k/b.yaml": local("anything"),
        "apps/k/c.yaml": local("false"),
        "apps/d.yaml": local("true"),
      }),
    ).toEqual([expect.stringMatching(/^apps\/k\/c\.yaml:1:1 error no matches for kind "Setters"/)]);
  });

  it("ask for attention where links are, which the sync agent leaves out", async () => {
    const [issue, ...others] = await issuesOf({ "shared/a.yaml": map("a") }, { links: { apps: "shared" } });
    expect(issue).toContain("apps:1:1 warning is a symbolic link");
    expect(others).toEqual([]);
  });

  it("that are too large are refused with their size", async () => {
    const large = `${map("a")}---\n${`#${"x".repeat(1023)}\n---\n`.repeat(17_000)}`;
    expect(await issuesOf({ "apps/a.yaml": large })).toEqual([
      expect.stringContaining("apps/a.yaml:1:1 error has 16.7 MiB; at most 16.0 MiB"),
    ]);
  });
});
