import * as fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { inputsDigestOf, inputsDigestOfLayers } from "../../../src/change/index.ts";
import { groundwork } from "../../fakes/driver/driver-command.ts";
import { DriverWorld, environmentFiles, profile } from "../../fakes/driver/driver-world.ts";

const manifest = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name} }\n`;
const other = { "environments/staging/apps/web.yaml": manifest("other"), "docs/a.md": "Hello\n" };

interface PreviewJson {
  readonly environments: readonly {
    readonly layers: readonly {
      readonly layer: string;
      readonly inputsDigest?: string;
      readonly planDigest?: string;
    }[];
  }[];
}

let world: DriverWorld;
beforeEach(async () => {
  world = new DriverWorld();
  world.config = { "groundwork:repository": { value: "https://forge.example/acme/infra.git" } };
  await groundwork(world, "up", "--yes", "--no-wait");
  world.git.make(environmentFiles("dev", "spec: { values: { a: b } }\n"));
  world.engine.wanted.set("dev", { main: { cidr: "10.0.0.0/16" }, more: { cidr: "10.1.0.0/16" } });
});

const preview = async (...flags: readonly string[]) =>
  JSON.parse((await groundwork(world, "preview", "--env", "dev", "--json", ...flags)).out) as PreviewJson;
const up = () => groundwork(world, "up", "--env", "dev", "--yes", "--no-wait", "--require-preview");

/** What may change between a preview and the up that is to be bound to it. */
const changes: readonly (readonly [string, (to: DriverWorld) => void])[] = [
  ["the program's source", ({ git }) => git.make({ "src/desired/size.ts": "export const size = 2;\n" })],
  ["the lockfile", ({ git }) => git.make({ "package-lock.json": "{}" })],
  ["its stack's configuration", ({ git }) => git.make({ "Pulumi.dev.yaml": "config: { a:b: c }\n" })],
  ["its declaration", ({ git }) => git.make(environmentFiles("dev", "spec: { values: { a: c } }\n"))],
  ["another file of its folder", ({ git }) => git.make({ "environments/dev/sizes.json": "{}" })],
  ["a profile", ({ git }) => git.make({ "environments/_profiles/small.yaml": profile("  values: { c: d }\n") })],
  ["its manifests", ({ git }) => git.make({ "environments/dev/apps/web.yaml": manifest("changed") })],
  [
    "configuration that is not in Git",
    (to) => Object.assign(to, { config: { "groundwork:repository": { value: "x" } } }),
  ],
  ["the version of a plugin", (to) => Object.assign(to, { versions: { gcp: "9.1.0" } })],
  ["the state", ({ engine }) => engine.saves.set("dev", 7)],
];

describe("an earlier preview", () => {
  it("is used again by an up that requires one, whatever else was committed since", async () => {
    await preview();
    world.git.make(other);
    expect((await up()).code).toBe(0);
  });

  it.each(changes)("is not used again once %s changed", async (_, change) => {
    await preview();
    world.git.make(other);
    change(world);
    const { code, out } = await up();
    expect(code).toBe(4);
    expect(out).toContain("no preview of this commit did not show");
  });

  it("is not used again where it asked the cloud, which may have changed since", async () => {
    const { environments } = await preview("--refresh");
    expect(environments[0]?.layers[0]?.inputsDigest).toBeUndefined();
    world.git.make(other);
    expect((await up()).code).toBe(4);
  });

  it("binds nothing of another commit where none is required", async () => {
    await preview();
    world.git.make(other);
    world.engine.wanted.set("dev", { main: { cidr: "10.0.0.0/16" }, clock: { at: "now" } });
    expect((await groundwork(world, "up", "--env", "dev", "--yes", "--no-wait")).code).toBe(0);
  });

  it("still binds: what it did not show is refused, though nothing that is known of its inputs changed", async () => {
    await preview();
    world.git.make(other);
    world.engine.wanted.set("dev", { main: { cidr: "10.0.0.0/16" }, clock: { at: "now" } });
    const { code, out } = await up();
    expect(code).toBe(4);
    expect(out).toContain("create gcp:compute:Network clock");
  });
});

describe("the inputs digest", () => {
  it("stands beside the plan digest of each layer, and is another name of another thing", async () => {
    const layers = (await preview()).environments[0]?.layers ?? [];
    expect(layers.map(({ layer }) => layer)).toEqual(["infrastructure", "cluster"]);
    for (const { inputsDigest, planDigest } of layers) {
      expect(inputsDigest).toMatch(/^inputs-sha256:[0-9a-f]{64}$/);
      expect(planDigest).toMatch(/^sha256:[0-9a-f]{64}$/);
    }
  });

  it("is the same whatever a secret of the configuration is", async () => {
    const digestWith = async (value: string) => {
      world.config = { "groundwork:repositoryToken": { value, secret: true } };
      return (await preview()).environments[0]?.layers[0]?.inputsDigest;
    };
    expect(await digestWith("hunter2")).toBe(await digestWith("correct horse"));
  });

  it("depends on every kind, name and value, and not on their order", () => {
    const values = fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), fc.string(), { minKeys: 1, maxKeys: 5 });
    fc.assert(
      fc.property(values, values, (files, versions) => {
        const digest = inputsDigestOf({ files, versions });
        const turned = Object.fromEntries(Object.entries(files).toReversed());
        expect(inputsDigestOf({ versions, files: turned })).toBe(digest);
        expect(inputsDigestOf({ files: { ...files, A: "" }, versions })).not.toBe(digest);
        const [first = ""] = Object.keys(files);
        expect(inputsDigestOf({ files: { ...files, [first]: `${files[first]}.` }, versions })).not.toBe(digest);
        expect(inputsDigestOf({ other: files, versions })).not.toBe(digest);
      }),
    );
  });

  it("of several layers is not known as soon as that of one is not", () => {
    const known = { layer: "cluster", inputsDigest: inputsDigestOf({ files: { a: "1" } }) } as const;
    expect(inputsDigestOfLayers([known])).toMatch(/^inputs-sha256:/);
    expect(inputsDigestOfLayers([known, { layer: "infrastructure" }])).toBeUndefined();
    expect(inputsDigestOfLayers([])).toBeUndefined();
  });
});
