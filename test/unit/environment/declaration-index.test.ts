import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DeclarationIndex, EnvironmentReader, type Sync } from "../../../src/environment/index.ts";
import { parseAnyYaml } from "../../../src/environment/yaml/parse-yaml.ts";
import { memoryTree } from "../../../src/lib/index.ts";
import { drawnFiles } from "./drawn-environments.ts";
import { profile, written } from "./written.ts";
import { indicator } from "./yaml-text.ts";

const own = "environments/shop/environment.yaml";

const indexOf = (files: Readonly<Record<string, string>>) => new DeclarationIndex(memoryTree(written(files)));

/** As the index says it: a file or folder of the repository, or an address. */
function fluxIn(sync: Sync | undefined): { readonly fluxManifests?: string } {
  const source = sync?.flux?.manifests;
  if (source === undefined) return {};
  return { fluxManifests: source.in === "repository" ? source.path : source.url };
}

describe("the index of declarations", () => {
  it("says of every valid environment what its full reading says", async () => {
    let valid = 0;
    await fc.assert(
      fc.asyncProperty(drawnFiles, async (files) => {
        const tree = memoryTree(files);
        const reading = await new EnvironmentReader(tree).read("shop");
        if (!reading.ok) return;
        valid++;
        const { environment, files: read } = reading.value;
        const index = new DeclarationIndex(tree);
        expect(await index.linksOf("shop")).toEqual({
          syncFolder: environment.sync?.path ?? "environments/shop/apps",
          ...fluxIn(environment.sync),
          dependsOn: environment.dependsOn,
        });
        const follows = environment.sync?.follows;
        // Where no `sync` is written the index does not look for a cluster, whose agent would follow main.
        expect((await index.followedBy("shop")) ?? follows).toEqual(follows);
        expect([own, ...(await index.profilesOf("shop"))]).toEqual(read);
      }),
      { numRuns: 150 },
    );
    expect(valid).toBeGreaterThan(40);
  });

  it("cannot tell what a file declares that is no YAML, whatever was done to it", async () => {
    await fc.assert(
      fc.asyncProperty(drawnFiles, fc.double({ min: 0, max: 1, noNaN: true }), indicator, async (files, where, by) => {
        const text = files[own] ?? "";
        const at = Math.floor(where * text.length);
        const damaged = text.slice(0, at) + by + text.slice(at);
        if (parseAnyYaml(own, damaged).root) return;
        expect(await new DeclarationIndex(memoryTree({ ...files, [own]: damaged })).linksOf("shop")).toBeUndefined();
      }),
      { numRuns: 80 },
    );
  });

  it.each([
    ["its profile is not there", { shop: "extends: ../_profiles/gone.yaml\nspec: { dependsOn: [dev] }\n" }],
    ["its profile is an environment", { shop: "extends: ../dev/environment.yaml\n", dev: "" }],
    [
      "its profiles extend each other in a circle",
      {
        shop: "extends: ../_profiles/a.yaml\n",
        "_profiles/a.yaml": profile("extends: ./b.yaml\n"),
        "_profiles/b.yaml": profile("extends: ./a.yaml\n"),
      },
    ],
    ["its profile is no YAML", { shop: "extends: ../_profiles/a.yaml\n", "_profiles/a.yaml": "a: [\n" }],
  ])("cannot tell what an environment declares when %s", async (_, files) => {
    expect(await indexOf(files).linksOf("shop")).toBeUndefined();
  });

  it("says which profiles a file leads to as far as they can be read, and which names its files mention", async () => {
    const index = indexOf({
      shop: "extends: ../_profiles/a.yaml\n# beside staging\n",
      "_profiles/a.yaml": profile("extends: ./b.yaml\nspec: { dependsOn: [dev] }\n"),
      "_profiles/b.yaml": "peers: [shared\n",
    });
    expect(await index.profilesOf("shop")).toEqual(["environments/_profiles/a.yaml", "environments/_profiles/b.yaml"]);
    const names = new Set(["dev", "staging", "shared", "other"]);
    expect(await index.mentioned("shop", names)).toEqual(["dev", "shared", "staging"]);
  });

  it("says what is written of others where a declaration is wrong elsewhere, or in these very places", async () => {
    const wrong = "spec: { nope: 1, dependsOn: dev, network: { peers: { a: [staging] } }, sync: { path: 7 } }\n";
    expect(await indexOf({ shop: wrong }).linksOf("shop")).toEqual({
      syncFolder: "environments/shop/apps",
      dependsOn: ["dev", "staging"],
    });
  });

  it("takes references from the places that the schema calls text, and from no other", async () => {
    const reference = "${environments.dev.outputs.region}";
    const used = async (spec: string) => (await indexOf({ shop: `spec: ${spec}\n` }).linksOf("shop"))?.dependsOn;
    for (const place of [
      `{ values: { a: "${reference}" } }`,
      `{ machines: [{ name: a, metadata: { b: "${reference}" } }] }`,
      `{ machines: [{ name: a, startupScript: "${reference}" }] }`,
      `{ machines: [{ name: a, cloudInit: "${reference}" }] }`,
      `{ dns: [{ name: a, records: [{ values: ["${reference}"] }] }] }`,
    ])
      expect(await used(place)).toEqual(["dev"]);
    for (const place of [
      `{ network: { firewall: [{ name: a, description: "${reference}" }] } }`,
      `{ other: "${reference}" }`,
    ])
      expect(await used(place)).toEqual([]);
  });
});
