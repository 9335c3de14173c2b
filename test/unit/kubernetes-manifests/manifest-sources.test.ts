import { describe, expect, it } from "vitest";
import { isPinned, ManifestReader, mayBeOwn } from "../../../src/kubernetes/manifests/index.ts";
import { memoryTree } from "../../../src/lib/index.ts";
import { kustomizeLayouts } from "../../fixtures/kustomize-layouts.ts";

describe("the files that building a folder's manifests reads", () => {
  it.each(kustomizeLayouts)("are known for $name", async ({ files, links, reads, unknown }) => {
    const sources = await new ManifestReader(memoryTree(files, links)).sourcesOf("apps");
    expect([...sources.files.keys()].toSorted()).toEqual(reads.toSorted());
    expect(sources.unknown.map(({ problem }) => problem.includes(unknown ?? "-"))).toEqual(
      unknown === undefined ? [] : [true],
    );
  });
});

const map = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n";
const flux = (kind: string, group: string, name: string, spec: object) =>
  JSON.stringify({ apiVersion: `${group}.toolkit.fluxcd.io/v1`, kind, metadata: { name }, spec });
const repository = { kind: "GitRepository", name: "platform" };

async function sourcesOf(files: Readonly<Record<string, string>>, links: Readonly<Record<string, string>> = {}) {
  const { files: read, unknown } = await new ManifestReader(memoryTree(files, links)).sourcesOf("apps");
  return { read: [...read.keys()].toSorted(), unknown };
}

describe("a folder without a kustomization", () => {
  it("is read as all manifests below it, and as the kustomizations of its outermost folders that have one", async () => {
    const { read } = await sourcesOf({
      "apps/a.yaml": map,
      "apps/deep/er/b.yml": map,
      "apps/deep/c.json": "{}",
      "apps/README.md": "# Read",
      "apps/run.sh": "",
      "apps/one/kustomization.yaml": "resources: [../../base]\n",
      "apps/one/not-named.yaml": map,
      "apps/one/inner/kustomization.yaml": "resources: [x.yaml]\n",
      "apps/one/inner/x.yaml": map,
      "base/kustomization.yaml": "configMapGenerator: [{name: g, files: [page.md]}]\n",
      "base/page.md": "# Page",
      "other/d.yaml": map,
    });
    expect(read).toEqual([
      "apps/a.yaml",
      "apps/deep/er/b.yml",
      "apps/one/kustomization.yaml",
      "base/kustomization.yaml",
      "base/page.md",
    ]);
  });

  it("is read through links of it, each place once", async () => {
    const { read, unknown } = await sourcesOf(
      { "estate/a.yaml": map, "estate/deep/b.yaml": map, "apps/c.yaml": map },
      {
        "apps/all": "../estate",
        "estate/deep/up": "..",
        "apps/one.yaml": "../estate/a.yaml",
        "apps/out": "../../secret",
      },
    );
    expect(read).toEqual([
      "apps/all",
      "apps/c.yaml",
      "apps/one.yaml",
      "apps/out",
      "estate/a.yaml",
      "estate/deep/b.yaml",
      "estate/deep/up",
    ]);
    expect(unknown).toEqual([{ file: "apps/out", problem: "is a link out of this repository" }]);
  });

  it("depends on the ignore files on the way to it and below", async () => {
    const { read } = await sourcesOf({
      ".sourceignore": "x",
      "apps/a.yaml": map,
      "apps/.sourceignore": "y",
      "apps/b/.sourceignore": "y",
      "other/.sourceignore": "z",
    });
    expect(read).toEqual([".sourceignore", "apps/.sourceignore", "apps/a.yaml", "apps/b/.sourceignore"]);
  });

  it("depends on the ignore files beside what it takes from other folders", async () => {
    const { read } = await sourcesOf({
      "apps/kustomization.yaml": "resources: [../base]\n",
      "base/kustomization.yaml": "resources: [a.yaml]\n",
      "base/a.yaml": map,
      "base/.sourceignore": "a.yaml",
      "other/.sourceignore": "z",
    });
    expect(read).toContain("base/.sourceignore");
    expect(read).not.toContain("other/.sourceignore");
  });

  it("depends on every ignore file where it has files that are left out unless one of them has a pattern", async () => {
    const { read } = await sourcesOf({ "apps/cloudbuild.yaml": map, "far/away/.sourceignore": "z" });
    expect(read).toEqual(["apps/cloudbuild.yaml", "far/away/.sourceignore"]);
  });

  it("that is not there is read as nothing", async () => {
    expect(await sourcesOf({ "other/a.yaml": map })).toEqual({ read: [], unknown: [] });
  });
});

describe("objects of Flux's API among the manifests", () => {
  const files = {
    "infra/kustomization.yaml": "resources: [b.yaml]\n",
    "infra/b.yaml": map,
    "infra/c.yaml": map,
    "charts/web/Chart.yaml": "name: web",
    "charts/web/templates/x.txt": "x",
    "values/web.yaml": "replicas: 2",
    "values/more.yaml": "replicas: 3",
    "parts/tls/kustomization.yaml": "patches: [{path: p.yaml}]\n",
    "parts/tls/p.yaml": map,
    "parts/tls/unused.yaml": map,
  };

  it.each([
    [
      "Kustomization",
      "kustomize",
      { path: "./infra", sourceRef: repository },
      ["infra/b.yaml", "infra/kustomization.yaml"],
    ],
    [
      "HelmRelease",
      "helm",
      { chart: { spec: { chart: "./charts/web", sourceRef: repository } } },
      ["charts/web/Chart.yaml", "charts/web/templates/x.txt"],
    ],
    [
      "HelmChart",
      "source",
      { chart: "charts/web", sourceRef: repository },
      ["charts/web/Chart.yaml", "charts/web/templates/x.txt"],
    ],
    [
      "Kustomization",
      "kustomize",
      { path: "./infra", components: ["../parts/tls"], sourceRef: repository },
      ["infra/b.yaml", "infra/kustomization.yaml", "parts/tls/kustomization.yaml", "parts/tls/p.yaml"],
    ],
    [
      "HelmRelease",
      "helm",
      { chart: { spec: { chart: "./charts/web", valuesFiles: ["values/web.yaml"], sourceRef: repository } } },
      ["charts/web/Chart.yaml", "charts/web/templates/x.txt", "values/web.yaml"],
    ],
    [
      "HelmChart",
      "source",
      { chart: "charts/web", valuesFiles: ["./values/web.yaml", "values/more.yaml"], sourceRef: repository },
      ["charts/web/Chart.yaml", "charts/web/templates/x.txt", "values/more.yaml", "values/web.yaml"],
    ],
    ["Kustomization", "kustomize", { path: "./infra", sourceRef: { kind: "OCIRepository", name: "x" } }, []],
  ])("as a %s of %s lead to the folders that they name", async (kind, group, spec, more) => {
    const { read, unknown } = await sourcesOf({ ...files, "apps/x.yaml": flux(kind, group, "x", spec) });
    expect(read).toEqual(["apps/x.yaml", ...more]);
    expect(unknown).toEqual([]);
  });

  it("lead to another repository where one is declared, wherever it is declared", async () => {
    const { read, unknown } = await sourcesOf({
      ...files,
      "apps/a.yaml": flux("Kustomization", "kustomize", "x", { path: "./infra", sourceRef: repository }),
      "apps/b/kustomization.yaml": "resources: [r.yaml]\n",
      "apps/b/r.yaml": flux("GitRepository", "source", "platform", { url: "https://git.example.com/other" }),
    });
    expect(read).not.toContain("infra/b.yaml");
    expect(unknown).toMatchObject([{ file: "apps/a.yaml", remote: "https://git.example.com/other" }]);
  });

  it("that cannot be read leave open what else is built", async () => {
    const { unknown } = await sourcesOf({ "apps/a.yaml": "apiVersion: kustomize.toolkit.fluxcd.io/v1\nspec: {path" });
    expect(unknown).toMatchObject([{ file: "apps/a.yaml" }]);
  });
});

describe("the address of something remote", () => {
  it.each([
    ["https://git.example.com/org/platform//base?ref=main", "git@git.example.com:org/platform.git", true],
    ["git@git.example.com:org/platform.git//base", "https://git.example.com/org/platform", true],
    ["ssh://git@git.example.com:2222/org/platform", "https://git.example.com/org/platform.git", true],
    ["github.com/Org/Platform/base?ref=v1", "https://github.com/org/platform", true],
    ["https://raw.githubusercontent.com/org/platform/main/a.yaml", "https://github.com/org/platform", true],
    ["https://github.com/other/charts//base?ref=v1", "https://github.com/org/platform", false],
    ["https://github.com/other/charts//base?ref=v1", undefined, true],
  ])("%s may be of the repository at %s: %s", (remote, own, expected) => {
    expect(mayBeOwn(remote, own)).toBe(expected);
  });

  it("is for ever the same when it names a commit", () => {
    const commit = "0123456789abcdef0123456789abcdef01234567";
    expect(isPinned(`https://github.com/a/b//c?ref=${commit}&timeout=9s`)).toBe(true);
    expect(isPinned("https://github.com/a/b//c?ref=v1.2.3")).toBe(false);
  });
});
