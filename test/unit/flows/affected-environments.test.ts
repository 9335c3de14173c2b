import { describe, expect, it } from "vitest";
import type { AffectedEnvironment } from "../../../src/change/index.ts";
import { affectedEnvironments } from "../../../src/flows/index.ts";
import { emptyTree } from "../../../src/git/index.ts";
import { DriverWorld, environmentFiles, profile } from "../../fakes/driver/driver-world.ts";
import { linkTo } from "../../fakes/driver/memory-repository.ts";
import { kustomizeLayouts } from "../../fixtures/kustomize-layouts.ts";

type Files = Readonly<Record<string, string | undefined>>;

/** Commits `change` on top of a fleet and says what it touches. */
async function affectedBy(change: Files, world = new DriverWorld()): Promise<readonly AffectedEnvironment[]> {
  const base = await world.git.resolve("HEAD");
  const head = world.git.make(change);
  return (await affectedEnvironments({ base, head }, world.ports)).environments;
}

const kinds = (environments: readonly AffectedEnvironment[]) =>
  Object.fromEntries(environments.map(({ name, reasons }) => [name, reasons.map(({ kind }) => kind)]));

describe("the environments that a change touches", () => {
  it("are those whose own declaration changed", async () => {
    const [only, ...others] = await affectedBy(environmentFiles("dev", "spec: { values: { a: b } }\n"));
    expect(only).toMatchObject({ name: "dev", folder: "changed", layers: ["infrastructure"] });
    expect(others).toEqual([]);
  });

  it("are touched in the cluster alone by manifests, in the machines alone by playbooks, by text for people not at all", async () => {
    const found = await affectedBy({
      "environments/dev/apps/web.yaml": "kind: Secret\n",
      "environments/staging/machines/site.yaml": "- hosts: all\n",
      "environments/dev/README.md": "Hello\n",
      "environments/README.md": "Hello\n",
    });
    expect(found.map(({ name, layers }) => [name, layers])).toEqual([
      ["dev", ["cluster"]],
      ["staging", ["machines"]],
    ]);
  });

  it("are all that extend a profile, also through another profile, with the way there", async () => {
    const world = new DriverWorld();
    world.git.make({
      "environments/_profiles/large.yaml": "kind: Profile\nextends: ./small.yaml\n",
      "environments/big/environment.yaml": 'kind: Environment\nextends: "../_profiles/large.yaml" # big\n',
      "environments/alone/environment.yaml": "kind: Environment\n",
    });
    const found = await affectedBy({ "environments/_profiles/small.yaml": profile("  values: { a: b }\n") }, world);
    expect(kinds(found)).toEqual({ big: ["profile"], dev: ["profile"], staging: ["profile"] });
    expect(found[0]?.reasons[0]).toMatchObject({ through: ["environments/_profiles/large.yaml"] });
  });

  it("are all when a source changes that the program loads, with the imports that lead to it", async () => {
    const found = await affectedBy({ "src/desired/size.ts": "export const size = 2;\n" });
    expect(found.map(({ reasons }) => reasons)).toEqual([
      [
        {
          kind: "program",
          layer: "infrastructure",
          path: "src/desired/size.ts",
          through: ["stacks/index.ts", "src/desired/size.ts"],
        },
      ],
      [expect.objectContaining({ kind: "program" })],
    ]);
  });

  it("are all when a source changes that the program has loaded as CommonJS", async () => {
    for (const load of [
      'export default createRequire(import.meta.url)("../src/desired/size.ts");\n',
      'const require = createRequire(import.meta.url);\nexport default require("../src/desired/size.ts");\n',
    ]) {
      const world = new DriverWorld();
      world.git.make({ "stacks/index.ts": `import { createRequire } from "node:module";\n${load}` });
      const found = await affectedBy({ "src/desired/size.ts": "export const size = 2;\n" }, world);
      expect(kinds(found)).toEqual({ dev: ["program"], staging: ["program"] });
    }
  });

  it("are none when a source changes that the program does not load", async () => {
    expect(await affectedBy({ "src/cli/help.ts": "export const help = 2;\n", "test/a.test.ts": "1;\n" })).toEqual([]);
  });

  it("are all when a file of a package changes that is a folder of the repository, where the program imports one", async () => {
    const linked = { "node_modules/@acme/size": { resolved: "packages/size", link: true }, "packages/size": {} };
    const world = new DriverWorld();
    world.git.make({
      "package-lock.json": JSON.stringify({ packages: linked }),
      "packages/size/index.js": "1;\n",
      "packages/size/data.txt": "1\n",
    });
    expect(await affectedBy({ "packages/size/index.js": "2;\n" }, world)).toEqual([]);
    world.git.make({ "stacks/index.ts": 'import "@acme/size";\n' });
    const [first, second] = await affectedBy({ "packages/size/data.txt": "2\n" }, world);
    expect(first?.reasons[0]).toMatchObject({
      kind: "program",
      path: "packages/size/data.txt",
      through: ["stacks/index.ts", "@acme/size", "packages/size/data.txt"],
    });
    expect(second?.reasons).toHaveLength(1);
    expect(await affectedBy({ "packages/size/README.md": "Hello\n", "packages/other/a.txt": "1\n" }, world)).toEqual(
      [],
    );
  });

  it("are all when the program's imports cannot be followed, and the reason says where", async () => {
    const found = await affectedBy({ "stacks/index.ts": 'import "./gone.ts";\n' });
    expect(found).toHaveLength(2);
    expect(found[0]?.reasons[0]).toMatchObject({
      kind: "program-unreadable",
      problem: expect.stringContaining("stacks/index.ts imports ./gone.ts"),
    });
  });

  it("are all when only a run could tell what a changed source is loaded by", async () => {
    const world = new DriverWorld();
    world.git.make({ "stacks/index.ts": "export const all = (await import(process.argv[2])).size;\n" });
    const found = await affectedBy({ "src/cli/help.ts": "export const help = 2;\n" }, world);
    expect(kinds(found)).toEqual({ dev: ["program-unreadable"], staging: ["program-unreadable"] });
  });

  it("are all when a file beside the program, its settings or a package that it loads changes", async () => {
    expect(await affectedBy({ "stacks/manifests/crd.yaml": "kind: X\n" })).toHaveLength(2);
    expect(
      await affectedBy({ "Pulumi.yaml": "name: groundwork\nruntime: nodejs\nmain: stacks/index.ts\n# x\n" }),
    ).toHaveLength(2);
    const lock = (version: string) =>
      JSON.stringify({ packages: { "node_modules/tsx": { version }, "node_modules/vitest": { version } } });
    const world = new DriverWorld();
    world.git.make({ "package-lock.json": lock("1.0.0") });
    const [first] = await affectedBy({ "package-lock.json": lock("1.1.0") }, world);
    expect(first?.reasons[0]).toMatchObject({ kind: "packages", packages: ["tsx 1.0.0 -> 1.1.0"] });
    expect(
      await affectedBy(
        { "package.json": '{ "type": "module", "scripts": {} }', "package-lock.json": lock("1.1.0") },
        world,
      ),
    ).toEqual([]);
  });

  it("are also those that depend on a touched one, directly or not, when its infrastructure may change", async () => {
    const world = new DriverWorld();
    world.git.make({
      ...environmentFiles("shop", "spec: { dependsOn: [dev] }\n"),
      ...environmentFiles("report", 'spec: { values: { net: "${environments.shop.outputs.network.selfLink}" } }\n'),
      ...environmentFiles("named", "# dev is mentioned only\n"),
    });
    const found = await affectedBy(environmentFiles("dev", "spec: { values: { a: b } }\n"), world);
    expect(kinds(found)).toEqual({ dev: ["own-file"], report: ["depends-on"], shop: ["depends-on"] });
    expect(await affectedBy({ "environments/dev/apps/web.yaml": "kind: Secret\n" }, world)).toHaveLength(1);
  });

  it("are those whose entry in the address book changed", async () => {
    const book = (dev: string) =>
      `version: 1\nenvironments:\n  dev:\n    network: ${dev}\n  staging:\n    network: 10.1.0.0/16\n`;
    const world = new DriverWorld();
    world.git.make({ "environments/addresses.lock.yaml": book("10.2.0.0/16") });
    expect(kinds(await affectedBy({ "environments/addresses.lock.yaml": book("10.3.0.0/16") }, world))).toEqual({
      dev: ["addresses"],
    });
  });

  it("are all when the address book cannot be read, before or after", async () => {
    const book = "version: 1\nenvironments: { dev: { network: 10.2.0.0/16 } }\n";
    const broken = "version: 1\nenvironments: { dev: { network: 10.2.0.0/16 }\n";
    for (const [before, after] of [
      [book, broken],
      [broken, book],
    ] as const) {
      const world = new DriverWorld();
      world.git.make({ "environments/addresses.lock.yaml": before });
      expect(kinds(await affectedBy({ "environments/addresses.lock.yaml": after }, world))).toEqual({
        dev: ["addresses"],
        staging: ["addresses"],
      });
    }
  });

  it("are those whose Flux is installed from a changed file", async () => {
    const world = new DriverWorld();
    const sync = (agent: string, manifests: string) =>
      `spec: { clusters: [{ name: main, mode: autopilot }], sync: { agent: ${agent}, flux: { manifests: ${manifests} } } }\n`;
    world.git.make({
      ...environmentFiles("dev", sync("flux", "./flux/install.yaml")),
      ...environmentFiles("edge", sync("flux", "flux")),
      ...environmentFiles("staging", sync("groundwork", "flux/install.yaml")),
    });
    const found = await affectedBy({ "flux/install.yaml": "kind: Namespace\n" }, world);
    const reason = { kind: "agent-manifest", layer: "infrastructure", path: "flux/install.yaml" };
    expect(found.map(({ name, reasons }) => [name, reasons])).toEqual([
      ["dev", [reason]],
      ["edge", [reason]],
    ]);
    expect(await affectedBy({ "fluxes/install.yaml": "kind: Namespace\n" }, world)).toEqual([]);
  });

  it("are those whose kustomization builds from a changed file elsewhere", async () => {
    const world = new DriverWorld();
    world.git.make({
      "environments/dev/apps/kustomization.yaml": "resources: [../../_bases/web]\n",
      "environments/_bases/web/kustomization.yaml": "resources: [web.yaml, ../../../settings/config]\n",
    });
    const found = await affectedBy({ "settings/config/map.yaml": "kind: ConfigMap\n" }, world);
    expect(found.map(({ name, layers }) => [name, layers])).toEqual([["dev", ["cluster"]]]);
    expect(await affectedBy({ "settings/other/map.yaml": "kind: ConfigMap\n" }, world)).toEqual([]);
  });

  describe.each(kustomizeLayouts)("whose manifests are built from $name", ({ files, links = {}, reads, unknown }) => {
    const worldOf = () => {
      const world = new DriverWorld();
      const linked = Object.entries(links).map(([file, target]) => [file, linkTo(target)]);
      const apps = environmentFiles("shop", "spec: { sync: { path: ./apps/ } }\n");
      world.git.make({ ...files, ...Object.fromEntries(linked), ...apps, "other/unread.yaml": "a: 1\n" });
      return world;
    };
    const layersOf = async (change: Files) =>
      (await affectedBy(change, worldOf())).find(({ name }) => name === "shop")?.layers;

    it("are touched by a change and by the removal of each file that is read", async () => {
      for (const file of reads.filter((file) => files[file] !== undefined)) {
        expect([file, await layersOf({ [file]: `${files[file]}\n# changed\n` })]).toEqual([file, ["cluster"]]);
        expect([file, await layersOf({ [file]: undefined })]).toEqual([file, ["cluster"]]);
      }
    });

    it("are touched by other files only where it is not known what is read", async () => {
      const others = ["other/unread.yaml", ...Object.keys(files).filter((file) => !reads.includes(file))];
      for (const file of others)
        expect([file, await layersOf({ [file]: "a: 2\n" })]).toEqual([
          file,
          unknown === undefined ? undefined : ["cluster"],
        ]);
    });
  });

  it("are touched by a file of their own folder that is no manifest when a generator reads it", async () => {
    const world = new DriverWorld();
    world.git.make({
      "environments/dev/apps/kustomization.yaml": "configMapGenerator: [{ name: g, files: [README.md] }]\n",
    });
    const found = await affectedBy({ "environments/dev/apps/README.md": "# Read\n" }, world);
    expect(found.map(({ name, layers, reasons }) => [name, layers, reasons])).toEqual([
      ["dev", ["cluster"], [{ kind: "own-file", layer: "cluster", path: "environments/dev/apps/README.md" }]],
    ]);
  });

  it("are touched by a remote base that may be this repository, and say so", async () => {
    const world = new DriverWorld();
    world.git.make({ "environments/dev/apps/kustomization.yaml": "resources: ['https://git.example.com/a/b//c']\n" });
    const found = await affectedBy({ "bases/web/a.yaml": "a: 1\n" }, world);
    expect(found[0]?.reasons).toEqual([
      {
        kind: "manifests-unreadable",
        layer: "cluster",
        problem:
          "environments/dev/apps/kustomization.yaml takes https://git.example.com/a/b//c, so bases/web/a.yaml counts",
      },
    ]);
    world.git.remote = "https://git.example.com/other/platform.git";
    expect(await affectedBy({ "bases/web/a.yaml": "a: 2\n" }, world)).toEqual([]);
    world.git.remote = "git@git.example.com:a/b.git";
    expect(await affectedBy({ "bases/web/a.yaml": "a: 3\n" }, world)).toHaveLength(1);
  });

  it("say when a folder came, went, or was renamed", async () => {
    expect((await affectedBy(environmentFiles("acme")))[0]).toMatchObject({ name: "acme", folder: "added" });
    const gone = { "environments/dev/environment.yaml": undefined, "environments/dev/apps/web.yaml": undefined };
    expect((await affectedBy(gone))[0]).toMatchObject({
      name: "dev",
      folder: "removed",
      reasons: [{ kind: "removed" }],
    });

    const moved = {
      ...gone,
      "environments/new/environment.yaml": environmentFiles("dev")["environments/dev/environment.yaml"],
    };
    const found = await affectedBy(moved);
    expect(found.map(({ name, folder }) => [name, folder])).toEqual([
      ["dev", "removed"],
      ["new", "renamed"],
    ]);
    expect(found[1]?.reasons[0]).toMatchObject({ kind: "renamed", from: "dev" });
  });

  it("are all new when compared with the time before the first commit, and none between a commit and itself", async () => {
    const world = new DriverWorld();
    const head = await world.git.resolve("HEAD");
    const all = await affectedEnvironments({ base: emptyTree, head }, world.ports);
    expect(all.environments.map(({ folder }) => folder)).toEqual(["added", "added"]);
    expect(await affectedEnvironments({ base: head, head }, world.ports)).toMatchObject({
      environments: [],
      total: 2,
      changedFiles: 0,
    });
  });

  it("are looked for once between two commits, and again where that failed", async () => {
    const world = new DriverWorld();
    const base = await world.git.resolve("HEAD");
    const head = world.git.make(environmentFiles("dev", "spec: { values: { a: b } }\n"));
    const { git } = world;
    const compared = git.changedFiles.bind(git);
    let times = 0;
    git.changedFiles = async (before, after) => {
      times += 1;
      if (times === 1) throw new Error("The remote did not answer.");
      return await compared(before, after);
    };
    await expect(affectedEnvironments({ base, head }, world.ports)).rejects.toThrow("did not answer");
    const asked = [1, 2].map(async () => await affectedEnvironments({ base, head }, world.ports));
    const [one, other] = await Promise.all(asked);
    expect(one?.environments.map(({ name }) => name)).toEqual(["dev"]);
    expect(other).toEqual(one);
    expect(times).toBe(2);
  });
});
