import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { digestOf, unshownManifests } from "../../../src/change/index.ts";
import { groundwork } from "../../fakes/driver/driver-command.ts";
import { DriverWorld, environmentFiles, profileWithCluster } from "../../fakes/driver/driver-world.ts";

type Files = Readonly<Record<string, string | undefined>>;

const manifest = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name} }\n`;
/** A fleet with manifests of every place that an environment's are built from. */
const start: Files = {
  "environments/_profiles/small.yaml": profileWithCluster,
  "environments/_profiles/shared.yaml": profileWithCluster.replace(
    "sync: { branch: main }",
    "sync: { branch: main, path: environments/_profiles/shared/apps }",
  ),
  "environments/_profiles/shared/apps/web.yaml": manifest("shared"),
  "environments/_profiles/shared/apps/deep/more.yaml": manifest("more"),
  "environments/_bases/web/kustomization.yaml": "resources: [web.yaml]\n",
  "environments/_bases/web/web.yaml": manifest("base"),
  "environments/dev/apps/kustomization.yaml": "resources: [web.yaml, ../../_bases/web]\n",
  "environments/dev/other/web.yaml": manifest("dev"),
  "environments/globex/environment.yaml":
    "apiVersion: groundwork.dev/v1\nkind: Environment\nextends: ../_profiles/shared.yaml\n",
};
const ownSync = (spec: string) => environmentFiles("dev", `spec: ${spec}\n`)["environments/dev/environment.yaml"];

/** Two different changes of the same place each; the engine plans the same for both. */
const pairs: readonly (readonly [string, Files, Files])[] = [
  [
    "a manifest",
    { "environments/dev/apps/web.yaml": manifest("a") },
    { "environments/dev/apps/web.yaml": manifest("b") },
  ],
  [
    "a new manifest",
    { "environments/staging/apps/a.yaml": manifest("a") },
    { "environments/staging/apps/b.yaml": manifest("a") },
  ],
  [
    "a manifest that goes or stays",
    { "environments/staging/apps/web.yaml": undefined },
    { "environments/staging/apps/web.yaml": manifest("x") },
  ],
  [
    "a base elsewhere",
    { "environments/_bases/web/web.yaml": manifest("a") },
    { "environments/_bases/web/web.yaml": manifest("b") },
  ],
  [
    "a shared folder",
    { "environments/_profiles/shared/apps/web.yaml": manifest("a") },
    { "environments/_profiles/shared/apps/web.yaml": manifest("b") },
  ],
  [
    "a shared folder's folder",
    { "environments/_profiles/shared/apps/deep/more.yaml": manifest("a") },
    { "environments/_profiles/shared/apps/deep/more.yaml": manifest("b") },
  ],
  [
    "the Kustomization's path",
    { "environments/dev/environment.yaml": ownSync("{ sync: { path: environments/dev/other } }") },
    { "environments/dev/environment.yaml": ownSync("{ sync: { path: environments/staging/apps } }") },
  ],
  [
    "what a variable stands for",
    { "environments/dev/environment.yaml": ownSync("{ values: { color: red } }") },
    { "environments/dev/environment.yaml": ownSync("{ values: { color: blue } }") },
  ],
  [
    "whether is pruned",
    { "environments/dev/environment.yaml": ownSync("{ sync: { prune: false } }") },
    { "environments/dev/environment.yaml": ownSync("{ sync: { suspend: true } }") },
  ],
];

interface PreviewJson {
  readonly planDigest: string;
  readonly environments: readonly { readonly name: string; readonly kind: string; readonly planDigest: string }[];
}

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "groundwork-plan-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function upWorld(): Promise<{ readonly world: DriverWorld; readonly base: string }> {
  const world = new DriverWorld();
  world.git.make(start);
  expect((await groundwork(world, "up", "--yes", "--no-wait")).code).toBe(0);
  return { world, base: await world.git.resolve("HEAD") };
}

async function previewOf(world: DriverWorld, base: string, files: Files, branch: string) {
  const head = world.git.make(files, { onto: base, branch });
  const { out } = await groundwork(world, "preview", "--json", "--base", base, "--head", head);
  const report = path.join(folder, `${branch}.json`);
  writeFileSync(report, out);
  return { head, report, json: JSON.parse(out) as PreviewJson };
}

describe("the digest of a plan", () => {
  it.each(pairs)("tells two changes of %s apart, and is the same for the same change", async (_, one, other) => {
    const { world, base } = await upWorld();
    const [first, second, again] = [
      await previewOf(world, base, one, "one"),
      await previewOf(world, base, other, "other"),
      await previewOf(world, base, one, "again"),
    ];
    expect(first.json.environments.length).toBeGreaterThan(0);
    expect(first.json.planDigest).not.toBe(second.json.planDigest);
    expect(again.json.planDigest).toBe(first.json.planDigest);
  });

  it.each(pairs)("of another change of %s is refused by up, and that of this one is not", async (_, one, other) => {
    const { world, base } = await upWorld();
    const [first, second] = [await previewOf(world, base, one, "one"), await previewOf(world, base, other, "other")];
    world.git.make(one);
    const before = world.published.length;
    const up = (digest: string) => groundwork(world, "up", "--yes", "--no-wait", "--expect-digest", digest);
    const refused = await up(second.json.planDigest);
    expect(refused.code).toBe(4);
    expect(refused.out).toContain("--expect-digest did not show");
    expect(world.published).toHaveLength(before);
    expect((await up(first.json.planDigest)).code).toBe(0);
  });

  it("is of every environment whose manifests are built from a shared file, and of no other", async () => {
    const { world, base } = await upWorld();
    const files = { "environments/_profiles/shared/apps/web.yaml": manifest("a") };
    const { json } = await previewOf(world, base, files, "one");
    expect(json.environments).toMatchObject([{ name: "globex", layers: [{ layer: "cluster", kind: "planned" }] }]);
  });

  it("does not depend on the order of files, and does on each path, content, folder and setting", () => {
    const files = fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.stringMatching(/^[0-9a-f]{40}$/), { minKeys: 1 });
    fc.assert(
      fc.property(files, fc.string(), fc.string(), (some, folder, settings) => {
        const digest = digestOf([], { folder, files: some, settings });
        const turned = Object.fromEntries(Object.entries(some).toReversed());
        expect(digestOf([], { folder, files: turned, settings })).toBe(digest);
        const [first = ""] = Object.keys(some);
        const { [first]: content, ...rest } = some;
        for (const other of [
          { folder: `${folder}/`, files: some, settings },
          { folder, files: some, settings: `${settings}.` },
          { folder, files: rest, settings },
          { folder, files: { ...rest, [`${first}.`]: content ?? "" }, settings },
          { folder, files: { ...some, [first]: "0" }, settings },
        ])
          expect(digestOf([], other)).not.toBe(digest);
      }),
    );
  });
});

describe("a report of a preview that is given to up", () => {
  it.each(pairs.slice(0, 6))(
    "is refused where it showed another change of %s, by the file's name",
    async (_, one, other) => {
      const { world, base } = await upWorld();
      const shown = await previewOf(world, base, one, "one");
      world.git.make(other);
      const refused = await groundwork(world, "up", "--yes", "--no-wait", "--plan", shown.report);
      expect(refused.code).toBe(4);
      expect(refused.out).toMatch(/apply environments\/\S+\.yaml: its content was not shown/);
      world.git.make(one, { onto: base });
      expect((await groundwork(world, "up", "--yes", "--no-wait", "--plan", shown.report)).code).toBe(0);
    },
  );
});

describe("a report of a preview of a change request", () => {
  it("holds for its merge, also after another change of the same manifests was brought up", async () => {
    const { world, base } = await upWorld();
    const files = { "environments/dev/apps/web.yaml": manifest("a") };
    const { head, report } = await previewOf(world, base, files, "one");
    world.git.make({ "environments/dev/apps/more.yaml": manifest("more") });
    expect((await groundwork(world, "up", "--yes", "--no-wait")).code).toBe(0);
    world.git.make({ "environments/dev/apps/web.yaml": manifest("a") }, { and: [head] });
    expect((await groundwork(world, "up", "--yes", "--no-wait", "--plan", report)).code).toBe(0);
  });
});

describe("a preview on record", () => {
  it("binds the merge of what it showed", async () => {
    const { world, base } = await upWorld();
    const { head } = await previewOf(world, base, { "environments/dev/apps/web.yaml": manifest("a") }, "one");
    world.git.make({ "environments/dev/apps/web.yaml": manifest("a") }, { and: [head] });
    expect((await groundwork(world, "up", "--yes", "--no-wait", "--require-preview")).code).toBe(0);
  });

  it("refuses the merge that holds a manifest which nobody saw", async () => {
    const { world, base } = await upWorld();
    const { head } = await previewOf(world, base, { "environments/dev/apps/web.yaml": manifest("a") }, "one");
    world.git.make({ "environments/dev/apps/web.yaml": manifest("evil") }, { and: [head] });
    const refused = await groundwork(world, "up", "--yes", "--no-wait");
    expect(refused.code).toBe(4);
    expect(refused.out).toContain("environments/dev/apps/web.yaml");
  });

  it("refuses what is left of other manifests, where files that it showed are missing", () => {
    const of = (files: Readonly<Record<string, string>>) => ({ folder: "apps", files, settings: "" });
    expect(unshownManifests(of({ a: "1", b: "2" }), of({ a: "1" }), of({ a: "0", b: "2" }))).toEqual(["b"]);
    expect(unshownManifests(of({ a: "1" }), of({ a: "1" }), of({ a: "0", b: "2" }))).toEqual([]);
    expect(unshownManifests(undefined, of({ a: "1" }), of({ a: "1" }))).toEqual([]);
    expect(unshownManifests(undefined, of({ a: "1" }), undefined)).toEqual(["a"]);
    // What goes was not shown to go where nothing was shown.
    expect(unshownManifests(undefined, of({}), of({ a: "1" }))).toEqual(["a"]);
  });
});

describe("a declaration", () => {
  const broken = { "environments/dev/environment.yaml": ownSync("{ nope: 1 }") };

  it("that is wrong is reported with every place when only manifests changed, and nothing is handed over", async () => {
    const { world } = await upWorld();
    world.git.make(broken);
    const base = world.git.make({ "docs/a.md": "Hello\n" });
    world.git.make({ "environments/dev/apps/web.yaml": manifest("a") });
    const before = world.published.length;
    const { code, out } = await groundwork(world, "up", "--yes", "--no-wait", "--json", "--base", base);
    expect(code).toBe(2);
    expect(JSON.parse(out)).toMatchObject({
      previews: [
        {
          kind: "failed",
          layers: [{ problem: { code: "invalid-environment", details: [expect.stringContaining("nope")] } }],
        },
      ],
    });
    expect(world.published).toHaveLength(before);
  });

  it("is not read again where an up has planned it: only its dependencies are read once more, for the order", async () => {
    const world = new DriverWorld(["dev"]);
    world.git.make({ "environments/_profiles/small.yaml": profileWithCluster });
    const read: string[] = [];
    const treeOf = world.git.treeOf.bind(world.git);
    world.git.treeOf = async (commit) => {
      const tree = await treeOf(commit);
      return {
        ...tree,
        read: (file) => {
          read.push(file);
          return tree.read(file);
        },
      };
    };
    await groundwork(world, "preview", "--env", "dev");
    const once = read.filter((file) => file === "environments/dev/environment.yaml").length;
    read.length = 0;
    expect((await groundwork(world, "up", "--yes", "--no-wait", "--env", "dev")).code).toBe(0);
    expect(read.filter((file) => file === "environments/dev/environment.yaml").length).toBeLessThanOrEqual(once + 1);
  });
});
