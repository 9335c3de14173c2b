import { describe, expect, it } from "vitest";
import { digestOf, noChanges } from "../../../src/change/index.ts";
import { previewChange } from "../../../src/flows/index.ts";
import { builtManifests } from "../../../src/flows/preview/built-manifests.ts";
import type { ManifestBuilder } from "../../../src/manifests/index.ts";
import { previewComment } from "../../../src/report/index.ts";
import { DriverWorld, environmentFiles, profileWithCluster } from "../../fakes/driver/driver-world.ts";

type Files = Readonly<Record<string, string>>;

const object = (kind: string, name: string, more = "") =>
  `apiVersion: v1\nkind: ${kind}\nmetadata: { name: ${name}, namespace: shop }\n${more}`;

/** Puts the files that a kustomization names behind each other, with a prefix in the place of `NAME`. */
class PrefixBuilder implements ManifestBuilder {
  readonly folders: string[] = [];

  async build(files: ReadonlyMap<string, Uint8Array>, folder: string) {
    this.folders.push(folder);
    const text = (path: string) => Buffer.from(files.get(path) ?? "").toString("utf8");
    const [, prefix = ""] = /namePrefix: (\S+)/.exec(text(`${folder}/kustomization.yaml`)) ?? [];
    if (prefix === "bad") return { kind: "not-built", because: "it has a bad prefix" } as const;
    const others = [...files.keys()].filter((path) => !path.endsWith("kustomization.yaml")).toSorted();
    return { kind: "built", text: others.map((path) => text(path).replaceAll("NAME", prefix)).join("---\n") } as const;
  }
}

async function previewed(before: Files, after: Readonly<Record<string, string | undefined>>, names = ["dev"]) {
  const world = new DriverWorld(names);
  const base = world.git.make(before);
  for (const name of names) world.engine.standing.set(name, {});
  const head = world.git.make(after);
  const manifests = new PrefixBuilder();
  const preview = await previewChange(
    { environments: [], refresh: false, base, head, manifestTexts: true },
    { ...world.ports, manifests },
  );
  const comment = previewComment(preview, { commentBytes: 60_000, dialect: "github", asInvoked: (text) => text });
  return { comment, manifests };
}

/** What is known of an environment whose kustomization has these fields, without what a preview refuses by itself. */
async function builtOf(fields: string) {
  const world = new DriverWorld(["dev"]);
  const files = apps({ "kustomization.yaml": fields });
  const base = await world.git.treeOf(world.git.make({}));
  const after = await world.git.treeOf(world.git.make(files));
  const layer = {
    layer: "cluster",
    kind: "planned",
    at: "",
    planDigest: digestOf([]),
    counts: noChanges,
    manifests: {
      folder: "environments/dev/apps",
      files: { "environments/dev/apps/kustomization.yaml": "1" },
      settings: "",
    },
    steps: [{ urn: "environments/dev/apps/kustomization.yaml", op: "create", paths: {} }],
  } as const;
  const affected = { name: "dev", folder: "changed", layers: ["cluster"], reasons: [] } as const;
  const ports = { manifests: new PrefixBuilder(), signal: new AbortController().signal };
  return (await builtManifests([{ affected, layers: [layer] }], { before: base, after }, ports)).get("dev");
}

const kustomization = (prefix: string, ...resources: readonly string[]) =>
  `namePrefix: ${prefix}\nresources: ${JSON.stringify(resources)}\n`;
const apps = (files: Files, name = "dev"): Files =>
  Object.fromEntries(Object.entries(files).map(([file, text]) => [`environments/${name}/apps/${file}`, text]));

describe("manifests that a kustomization makes", () => {
  it("are shown object by object, as they are built from both commits", async () => {
    const { comment } = await previewed(
      apps({ "kustomization.yaml": kustomization("blue", "web.yaml"), "web.yaml": object("Service", "NAME-web") }),
      apps({ "kustomization.yaml": kustomization("green", "web.yaml") }),
    );
    expect(comment).toContain("@@ Service shop/blue-web @@");
    expect(comment).toContain("-  name: blue-web");
    expect(comment).toContain("@@ Service shop/green-web @@");
    expect(comment).not.toContain("namePrefix");
  });

  it("are looked through for what they open", async () => {
    const { comment } = await previewed(
      apps({
        "kustomization.yaml": kustomization("a", "web.yaml"),
        "web.yaml": object("Service", "web", "spec: { type: NAME }\n"),
      }),
      apps({ "kustomization.yaml": kustomization("NodePort", "web.yaml") }),
    );
    expect(comment).toContain("Opens to the world");
    expect(comment).toContain("Service shop/web answers on a port that the cluster picks of every node");
  });

  it("are told to be the same where files change and objects do not", async () => {
    const { comment } = await previewed(
      apps({ "kustomization.yaml": kustomization("a", "web.yaml"), "web.yaml": object("Service", "web") }),
      apps({ "kustomization.yaml": kustomization("b", "web.yaml") }),
    );
    expect(comment).toContain("the same objects are built as before");
  });

  it("show no Secret, and are not equal in two environments whose Secrets differ", async () => {
    const at = (name: string, value: string) =>
      apps(
        {
          "kustomization.yaml": kustomization("x", "s.yaml"),
          "s.yaml": object("Secret", "s", `stringData: { key: ${value} }\n`),
        },
        name,
      );
    const { comment } = await previewed(
      { ...at("dev", "one"), ...at("staging", "one") },
      { ...at("dev", "hunter2"), ...at("staging", "hunter3") },
      ["dev", "staging"],
    );
    expect(comment).toContain("Secret shop/s: its content is not shown");
    expect(comment).not.toContain("hunter");
    expect(comment).toContain("dev: how its manifests differ");
    expect(comment).toContain("staging: how its manifests differ");
  });

  it("are built once for all environments that have the very same files", async () => {
    const names = ["dev", "staging", "prod"];
    const all = (prefix: string) =>
      Object.assign(
        {},
        ...names.map((name) =>
          apps(
            { "kustomization.yaml": kustomization(prefix, "a.yaml"), "a.yaml": object("Service", "NAME-web") },
            name,
          ),
        ),
      ) as Files;
    const { comment, manifests } = await previewed(all("one"), all("two"), names);
    expect(manifests.folders).toHaveLength(2);
    expect(comment).toContain("@@ Service shop/two-web @@");
  });

  it("are shown as they are written, with the reason, where they cannot be built", async () => {
    const { comment } = await previewed(
      apps({ "kustomization.yaml": kustomization("a", "web.yaml"), "web.yaml": object("Service", "web") }),
      apps({ "kustomization.yaml": kustomization("bad", "web.yaml") }),
    );
    expect(comment).toContain("they are not built, because environments/dev/apps: it has a bad prefix");
    expect(comment).toContain("+namePrefix: bad");
  });

  it("are not built from another repository", async () => {
    const remote = "https://github.com/acme/base//web?ref=v1";
    const { comment, manifests } = await previewed(
      apps({ "kustomization.yaml": kustomization("a", remote) }),
      apps({ "kustomization.yaml": kustomization("b", remote) }),
    );
    expect(manifests.folders).toEqual([]);
    expect(comment).toContain(`takes ${remote}`);
  });

  it("stand beside those that are written, and a folder that becomes a kustomization is compared with what it was", async () => {
    const { comment } = await previewed(
      apps({ "web.yaml": object("Service", "web"), "db/db.yaml": object("Service", "db") }),
      apps({
        "db/kustomization.yaml": kustomization("x", "db.yaml"),
        "web.yaml": object("Service", "web", "spec: { type: ClusterIP }\n"),
      }),
    );
    expect(comment).toContain("@@ Service shop/web @@");
    expect(comment).toContain("+  type: ClusterIP");
    expect(comment).not.toContain("Service shop/db");
  });

  it("include what a Kustomization of Flux applies from a folder inside, beside what is built around it", async () => {
    const flux = (name: string, folder: string) =>
      `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: { name: ${name}, namespace: flux-system }\nspec:\n  path: ./environments/dev/apps/${folder}\n  sourceRef: { kind: GitRepository, name: own }\n`;
    const settings = (value: string) =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings }\ndata: { key: ${value} }\n`;
    const { comment } = await previewed(
      apps({
        "kustomization.yaml": kustomization("x", "a.yaml"),
        "a.yaml": `${flux("a", "a")}---\n${flux("b", "b")}`,
        "a/settings.yaml": settings("one"),
        "b/settings.yaml": settings("same"),
      }),
      apps({ "a/settings.yaml": settings("two") }),
    );
    expect(comment).toContain("@@ ConfigMap settings @@");
    expect(comment).toContain("-  key: one");
    expect(comment).toContain("+  key: two");
  });

  it("are compared with those of the folder that the commit before declares", async () => {
    const declared = (folder: string) =>
      environmentFiles("dev", `spec:\n  sync: { path: ${folder} }\n`)["environments/dev/environment.yaml"] ?? "";
    const { comment } = await previewed(
      {
        "environments/_profiles/small.yaml": profileWithCluster,
        "environments/dev/environment.yaml": declared("old"),
        "old/policy.yaml": object("NetworkPolicy", "closed"),
        "new/kustomization.yaml": kustomization("x", "web.yaml"),
        "new/web.yaml": object("Service", "web"),
      },
      { "environments/dev/environment.yaml": declared("new") },
    );
    expect(comment).toContain("-  name: closed");
    expect(comment).toContain("+  name: web");
    expect(comment).toContain("is removed and limits connections no more");
    expect(comment).toContain("new: how it is applied changes");
  });

  it("leave out what Flux leaves out of a source", async () => {
    const { comment } = await previewed(
      apps({
        "kustomization.yaml": kustomization("blue", "web.yaml"),
        "web.yaml": object("Service", "NAME-web"),
        ".sops.yaml": "creation_rules: []\n",
      }),
      apps({ "kustomization.yaml": kustomization("green", "web.yaml") }),
    );
    expect(comment).toContain("@@ Service shop/green-web @@");
  });

  it("are not told to be the same where only the values of variables change", async () => {
    const declared = (value: string) =>
      environmentFiles("dev", `spec:\n  values: { size: "${value}" }\n`)["environments/dev/environment.yaml"] ?? "";
    const { comment } = await previewed(
      {
        "environments/dev/environment.yaml": declared("1"),
        ...apps({ "kustomization.yaml": kustomization("x", "web.yaml"), "web.yaml": object("Service", "web") }),
      },
      { "environments/dev/environment.yaml": declared("9") },
    );
    expect(comment).toContain("environments/dev/apps: how it is applied changes");
    expect(comment).not.toContain("the same objects are built");
  });

  it.each([
    ["a generator's file", `configMapGenerator: [{ name: c, files: ["k=http://localhost:9/info"] }]\n`],
    [
      "a plugin that is written in place",
      'generators:\n- |-\n  apiVersion: builtin\n  kind: ConfigMapGenerator\n  metadata: { name: x }\n  files: ["k=http://localhost:9/info"]\n',
    ],
    ["a base in a registry", 'resources: ["oci://localhost:9/base"]\n'],
  ])("are not built where %s is an address", async (_name, more) => {
    const preview = await builtOf(more);
    expect(preview).toEqual({ kind: "not-built", because: expect.stringContaining("localhost:9") });
  });
});
