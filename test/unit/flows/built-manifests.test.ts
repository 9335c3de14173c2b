import { describe, expect, it } from "vitest";
import { previewChange } from "../../../src/flows/index.ts";
import type { ManifestBuilder } from "../../../src/manifests/index.ts";
import { previewComment } from "../../../src/report/index.ts";
import { DriverWorld } from "../../fakes/driver/driver-world.ts";

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
});
