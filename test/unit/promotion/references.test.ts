import { readFile } from "node:fs/promises";
import path from "node:path";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatIssue } from "../../../src/environment/index.ts";
import { memoryTree } from "../../../src/lib/index.ts";
import { fleetFacts, isAmong, readPromotion, readReferences, referencesInto } from "../../../src/promotion/index.ts";
import { profile, written } from "../environment/written.ts";

const following = (branch: string) => `extends: ../_profiles/synced.yaml\nspec: { sync: { branch: ${branch} } }\n`;
const fleet = {
  dev: following("develop"),
  staging: following("release/1.4"),
  production: "extends: ../_profiles/synced.yaml\n",
  "_profiles/synced.yaml": profile("spec: { sync: { interval: 5m } }\n"),
};

const treeOf = (refs: string, stages = "[]", of: Readonly<Record<string, string>> = {}) => {
  const text = `apiVersion: groundwork.dev/v1\nkind: Promotion\nspec:\n  stages: ${stages}\n  refs:\n${refs}`;
  return memoryTree(written({ ...fleet, ...of, "promotion.yaml": text }));
};

async function issuesOf(refs: string, of: Readonly<Record<string, string>> = {}): Promise<readonly string[]> {
  const tree = treeOf(refs, "[]", of);
  const reading = await readPromotion(tree, () => fleetFacts(tree));
  return (reading?.issues ?? []).map((issue) => formatIssue(issue).replace("environments/", ""));
}

describe("the branches and tags that reach environments", () => {
  const wholeFleet = `    - { environments: [dev], branches: [develop] }
    - { environments: ["stag*"], branches: [release/*, main] }
    - { environments: [production], branches: [main] }
`;

  it("are those of the first entry that names an environment, and of one without an entry all", async () => {
    const reading = await readReferences(treeOf(wholeFleet));
    if (!reading?.ok) throw new Error("The file is valid.");
    const into = (name: string) => referencesInto(reading.value, name)?.branches;
    expect([into("dev"), into("staging"), into("elsewhere")]).toEqual([["develop"], ["release/*", "main"], undefined]);
    expect(
      ["release/1.4", "main", "release", "develop", "x/release/1"].map((each) => isAmong(into("staging") ?? [], each)),
    ).toEqual([true, true, false, false, false]);
    expect(await issuesOf(wholeFleet)).toEqual([]);
  });

  it("may be tags beside branches, or without them", async () => {
    const refs = `    - { environments: [dev], branches: [develop], tags: [dev-*] }
    - { environments: [production], tags: [v*] }
`;
    const reading = await readReferences(treeOf(refs));
    if (!reading?.ok) throw new Error("The file is valid.");
    expect(referencesInto(reading.value, "dev")).toMatchObject({ branches: ["develop"], tags: ["dev-*"] });
    expect(referencesInto(reading.value, "production")).toMatchObject({ branches: [], tags: ["v*"] });
  });

  it("are named by each entry: one that names neither would let nothing reach its environments", async () => {
    expect(await issuesOf("    - { environments: [dev] }\n")).toEqual([
      "promotion.yaml:6:23 spec.refs[0].environments: nothing reaches these environments; name branches, tags or both beside them",
    ]);
  });

  it("are told although the stages beside them are wrong, so that these open no way", async () => {
    const tree = treeOf(
      "    - { environments: [dev], branches: [develop] }\n",
      "[{ name: a, environments: [nowhere] }]",
    );
    expect((await readPromotion(tree, () => fleetFacts(tree)))?.ok).toBe(false);
    expect(await readReferences(tree)).toMatchObject({ ok: true, value: [{ branches: ["develop"] }] });
  });

  it("are not told by a file of the wrong shape, and there are none without a file", async () => {
    const reading = await readReferences(treeOf("    - { environments: [dev], branches: develop }\n"));
    expect(reading).toMatchObject({ ok: false });
    expect(reading?.issues.map(formatIssue).join()).toContain("spec.refs[0].branches");
    expect(await readReferences(memoryTree(written(fleet)))).toBeUndefined();
  });

  it("have to be what the agents of their environments follow", async () => {
    const synced = (follows: string) => `extends: ../_profiles/synced.yaml\nspec: { sync: { ${follows} } }\n`;
    const of = { dev: synced("tag: v1.4.0"), staging: synced("semver: 1.x") };
    const facts = await fleetFacts(treeOf("    - { environments: [dev], tags: [v*] }\n", "[]", of));
    expect(["dev", "staging", "production"].map((name) => facts.get(name)?.follows)).toEqual([
      { kind: "tag", value: "v1.4.0" },
      { kind: "semver", value: "1.x" },
      { kind: "branch", value: "main" },
    ]);
    const right = `    - { environments: [dev, staging], tags: [v*] }
    - { environments: [production], branches: [main], tags: [v*] }
`;
    expect(await issuesOf(right, of)).toEqual([]);
    const wrong = `    - { environments: [dev], tags: [release-*] }
    - { environments: [staging], branches: [main] }
    - { environments: [production], tags: [v*] }
`;
    expect(await issuesOf(wrong, of)).toEqual([
      "promotion.yaml:6:23 spec.refs[0].environments: dev takes commits by tags release-*, and its sync agent follows the tag v1.4.0; set its sync.tag to a tag that reaches it",
      "promotion.yaml:7:23 spec.refs[1].environments: staging takes commits from main, and its sync agent follows tags; set its sync.branch to a branch that reaches it",
      "promotion.yaml:8:23 spec.refs[2].environments: production takes commits by tags v*, and its sync agent follows main; set its sync.tag or sync.semver to such tags",
    ]);
  });

  it("are checked with everything that is wrong with them at once, with its place", async () => {
    expect(
      await issuesOf(`    - { environments: [dve, "eu-*"], branches: [develop] }
    - { environments: [production, staging], branches: [main] }
    - { environments: ["prod*"], branches: [main] }
`),
    ).toEqual([
      'promotion.yaml:6:24 spec.refs[0].environments[0]: no environment is called "dve" (did you mean dev?); there are dev, production, staging',
      'promotion.yaml:6:29 spec.refs[0].environments[1]: warning: no environment is called like "eu-*" so far',
      "promotion.yaml:7:23 spec.refs[1].environments: staging takes commits from main, and its sync agent follows release/1.4; set its sync.branch to a branch that reaches it",
      "promotion.yaml:8:23 spec.refs[2].environments: production stands in an entry above already; write all its branches and tags there",
    ]);
  });

  it.each([
    "-x",
    "a..b",
    "a b",
    "a~1",
    "a^",
    "x:y",
    "/a",
    "a/",
    "a.",
    ".a",
    "a/.b",
    "a.lock",
    "a@{1}",
    "a//b",
    "[a]",
    "a\\b",
  ])("are no names that Git takes for no branch: %s", async (name) => {
    expect((await issuesOf(`    - { environments: [dev], branches: [${JSON.stringify(name)}] }\n`)).join()).toContain(
      "write a branch, such as main, or a pattern of branches, such as release/*",
    );
  });

  it.each(["-v", "v..1", "v 1", "v1.lock"])("are no names that Git takes for no tag: %s", async (name) => {
    expect((await issuesOf(`    - { environments: [dev], tags: [${JSON.stringify(name)}] }\n`)).join()).toContain(
      "write a tag, such as v1.4.0, or a pattern of tags, such as v*",
    );
  });

  it("are among patterns exactly where one of these is them, or becomes them with something in place of its star", () => {
    const word = fc.stringMatching(/^[a-z/]{0,4}$/);
    fc.assert(
      fc.property(word, word, word, (before, between, after) => {
        expect(isAmong([`${before}*${after}`], `${before}${between}${after}`)).toBe(true);
        expect(isAmong([before], after)).toBe(before === after);
      }),
    );
  });

  it("stand in the documentation as a file that is valid", async () => {
    const page = await readFile(path.resolve(import.meta.dirname, "../../../docs/promotion.md"), "utf8");
    const example = [...page.matchAll(/```yaml\n(.*?)```/gs)]
      .map(([, text = ""]) => text)
      .find((text) => text.includes("refs:"));
    const tree = memoryTree({ "environments/promotion.yaml": example ?? "" });
    expect(await readReferences(tree)).toMatchObject({ ok: true, value: [{}, {}, {}, {}] });
  });
});
