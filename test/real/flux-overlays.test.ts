import { spawn } from "node:child_process";
import { mkdtemp, symlink } from "node:fs/promises";
import path from "node:path";
import { text } from "node:stream/consumers";
import { beforeAll, expect, inject, it } from "vitest";
import { buildSource, InFlight } from "../../src/agent/build/index.ts";
import { isInvalid, kustomizationOf } from "../../src/agent/flux/index.ts";
import { manifestLimits } from "../../src/kubernetes/manifests/index.ts";
import { describeWith, realExecutables } from "./executables.ts";

interface Case {
  readonly title: string;
  readonly files: Readonly<Record<string, string>>;
  readonly spec: object;
}

const web =
  "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  template:\n    spec:\n      containers: [{name: web, image: web:1}, {name: db, image: db:1}]\n";
const map = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one, annotations: {n: 0123}}\ndata: {a: '1'}\n";
const component =
  "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nlabels: [{pairs: {from: component}}]\n";
const plain = { "apps/web.yaml": web, "apps/deep/map.yaml": map };
const own = {
  ...plain,
  "apps/kustomization.yaml":
    "namePrefix: own-\nresources: [web.yaml, deep/map.yaml]\nimages: [{name: web, newTag: '2', newName: own/web}]\npatches:\n- {patch: '- {op: add, path: /data/b, value: x}', target: {kind: ConfigMap}}\n",
};
const fields = {
  namePrefix: "a-",
  nameSuffix: "-b",
  images: [
    { name: "web", newTag: "1.10" },
    { name: "db", newName: "example.com/db", digest: `sha256:${"0".repeat(64)}` },
  ],
  patches: [
    { patch: '- {op: replace, path: /data/a, value: "2"}\n', target: { kind: "ConfigMap", name: "one" } },
    { patch: "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: 3}\n" },
  ],
};
const cases: readonly Case[] = [
  { title: "plain files", files: plain, spec: fields },
  { title: "a kustomization of the folder", files: own, spec: fields },
  {
    title: "a kustomization below the folder",
    files: {
      ...plain,
      "apps/sub/kustomization.yml": "resources: [s.yaml]\n",
      "apps/sub/s.yaml": map.replace("one", "two"),
    },
    spec: fields,
  },
  {
    title: "a component, and one that is missing",
    files: { ...plain, "c/kustomization.yaml": component },
    spec: { components: ["../c", "../gone"], ignoreMissingComponents: true },
  },
  {
    title: "the root of the source",
    files: { "web.yaml": web, "c/kustomization.yaml": "resources: []\nnamePrefix: x-\n" },
    spec: { ...fields, path: "./", patches: [] },
  },
  {
    title: "numbers that JavaScript does not hold",
    files: { "apps/w.yaml": "apiVersion: x.io/v1\nkind: W\nmetadata: {name: w}\nspec: {n: 1_000, m: 0644}\n" },
    spec: { nameSuffix: "-b" },
  },
];

/** What Flux's own code makes of each case. */
async function builtByFlux(program: string): Promise<readonly unknown[][]> {
  const child = spawn(program, { stdio: ["pipe", "pipe", "inherit"] });
  const sources = cases.map(({ files, spec }) => JSON.stringify({ files, spec: { path: "apps", ...spec } }));
  child.stdin.end(`${sources.join("\n")}\n`);
  const lines = (await text(child.stdout)).trimEnd().split("\n");
  return lines.map((line) => {
    const { objects, error } = JSON.parse(line) as { readonly objects: unknown[]; readonly error?: string };
    return error === undefined ? objects : [error];
  });
}

async function builtByUs({ files, spec }: Case, searchPath: string): Promise<unknown[]> {
  const kustomization = kustomizationOf({
    apiVersion: "kustomize.toolkit.fluxcd.io/v1",
    kind: "Kustomization",
    metadata: { name: "apps", namespace: "flux-system" },
    spec: { interval: "1m", path: "apps", sourceRef: { kind: "GitRepository", name: "apps" }, ...spec },
  });
  if (isInvalid(kustomization)) return [...kustomization.problems];
  const { path: folder, overlay } = kustomization;
  const below = folder === "apps" ? "apps/" : "";
  const all = Object.keys(files).map((file) => ({ path: file, id: file }));
  const { objects, problems } = await buildSource({
    tree: {
      files: async (wanted) => all.filter((file) => wanted === "" || file.path.startsWith(below)),
      read: async (file) => Buffer.from(files[file.path] ?? ""),
    },
    revision: "main",
    path: folder,
    kustomize: { searchPath, scratch: inject("runFolder"), timeout: 60_000 },
    inFlight: new InFlight(manifestLimits.build),
    ...(overlay && { overlay }),
  });
  return [...objects.map(({ object }) => object), ...problems.map(({ problem }) => problem)];
}

describeWith(
  "Flux",
  "what a Kustomization's fields change",
  realExecutables("fluxBuilds", "kustomizeReads"),
  (parts) => {
    let flux: readonly unknown[][];
    let searchPath: string;
    beforeAll(async () => {
      searchPath = await mkdtemp(path.join(inject("runFolder"), "kustomize-"));
      await symlink(parts().kustomizeReads, path.join(searchPath, "kustomize"));
      flux = await builtByFlux(parts().fluxBuilds);
    });

    it.each(cases.map((each, index) => ({ ...each, index })))("is the same with our agent in $title", async (each) => {
      expect(flux[each.index]?.filter((object) => typeof object === "string")).toEqual([]);
      const inOrder = (objects: readonly unknown[]) =>
        objects.map((object) => JSON.stringify(sorted(object))).toSorted();
      expect(inOrder(await builtByUs(each, searchPath))).toEqual(inOrder(flux[each.index] ?? []));
    });
  },
);

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, each]) => [key, sorted(each)]),
  );
}
