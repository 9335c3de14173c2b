import { readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { formatIssue } from "../../../src/environment/index.ts";
import { folderTree, memoryTree, overlayTree } from "../../../src/lib/index.ts";
import { fleetFacts, type Promotion, readPromotion } from "../../../src/promotion/index.ts";
import { profile, written } from "../environment/written.ts";

const fleet = {
  dev: "",
  staging: "spec: { dependsOn: [shared] }\n",
  shared: "",
  acme: "extends: ../_profiles/customer.yaml\n",
  globex: "extends: ../_profiles/customer.yaml\nmetadata: { labels: { tier: gold } }\n",
  "_profiles/customer.yaml": profile("metadata: { labels: { tier: silver } }\n"),
};

function read(spec: string, files: Readonly<Record<string, string>> = fleet, missing?: "wrong" | "left-out") {
  const text = `apiVersion: groundwork.dev/v1\nkind: Promotion\nspec:\n${spec}`;
  const tree = memoryTree(written({ ...files, "promotion.yaml": text }));
  return readPromotion(tree, () => fleetFacts(tree), missing);
}

async function issuesOf(spec: string, files?: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const reading = await read(spec, files);
  return (reading?.issues ?? []).map((issue) => formatIssue(issue).replace("environments/", ""));
}

async function valid(spec: string, files?: Readonly<Record<string, string>>): Promise<Promotion> {
  const reading = await read(spec, files);
  if (!reading?.ok) throw new Error(reading?.issues.map(formatIssue).join("\n"));
  return reading.value;
}

describe("a promotion file", () => {
  it("puts environments into stages by their names, patterns, profiles and labels", async () => {
    const { stages } = await valid(`  stages:
    - { name: first, environments: [dev, "stag*"], soak: 30m }
    - { name: gold, labels: { tier: gold } }
    - { name: rest, environments: [acme], canary: { size: 1, soak: 1h }, waves: { size: 25% } }
`);
    expect(stages).toEqual([
      { name: "first", environments: ["dev", "staging"], after: [], soakMilliseconds: 1_800_000 },
      { name: "gold", environments: ["globex"], after: ["first"], soakMilliseconds: 0 },
      {
        name: "rest",
        environments: ["acme"],
        after: ["gold", "first"],
        soakMilliseconds: 0,
        canary: { share: { count: 1 }, soakMilliseconds: 3_600_000 },
        waves: { share: { percent: 25 }, soakMilliseconds: 0 },
      },
    ]);
    const [customers] = (await valid("  stages: [{ name: customers, profiles: [customer] }]\n")).stages;
    expect(customers?.environments).toEqual(["acme", "globex"]);
  });

  it("lets a stage name those that it follows", async () => {
    const { stages } = await valid(`  stages:
    - { name: a, environments: [dev] }
    - { name: b, environments: [staging], after: [] }
    - { name: c, environments: [acme], after: [a, b] }
`);
    expect(stages.map(({ after }) => after)).toEqual([[], [], ["a", "b"]]);
  });

  it("is told everything that is wrong with it at once, with its place", async () => {
    expect(
      await issuesOf(`  stages:
    - { name: first, environments: [dve], soak: 30 }
    - { name: first, environments: [dev], canari: { size: 1 } }
`),
    ).toEqual([
      expect.stringMatching(/^promotion.yaml:5:49 spec.stages\[first\].soak: is the number 30; text is expected here/),
      expect.stringMatching(/^promotion.yaml:6:43 spec.stages\[first\].canari: unknown key \(did you mean canary\?\)/),
    ]);
    expect(
      await issuesOf(`  stages:
    - { name: first, environments: [dve] }
    - { name: first, environments: [dev] }
    - { name: none }
    - { name: half, environments: [acme], canary: { soak: 1m } }
    - { name: late, profiles: [custmer], after: [frist] }
`),
    ).toEqual([
      'promotion.yaml:5:37 spec.stages[first].environments[0]: no environment is called "dve" (did you mean dev?); there are acme, dev, globex, shared, staging',
      'promotion.yaml:6:15 spec.stages[first].name: a stage above is called "first" already; give each its own name',
      "promotion.yaml:7:7 spec.stages[none]: names no environment; write environments, profiles or labels",
      "promotion.yaml:8:51 spec.stages[half].canary: write either size or environments: how many go first, or which",
      'promotion.yaml:9:32 spec.stages[late].profiles[0]: no profile of an environment is called "custmer" (did you mean customer?); there are customer',
      'promotion.yaml:9:50 spec.stages[late].after[0]: no stage is called "frist" (did you mean first?); there are first, none, half, late',
    ]);
  });

  it("may not have an environment stand for longer than a year, whose end may be no date any more", async () => {
    expect(await issuesOf("  stages: [{ name: a, environments: [dev], soak: 999999999999h }]\n")).toEqual([
      expect.stringContaining("write a duration of at most 8760h"),
    ]);
    expect(
      (await valid("  stages: [{ name: a, environments: [dev], soak: 8760h }]\n")).stages[0]?.soakMilliseconds,
    ).toBe(31_536_000_000);
  });

  it("may not put an environment into two stages", async () => {
    expect(
      await issuesOf('  stages: [{ name: a, environments: [dev] }, { name: b, environments: ["d*", acme] }]\n'),
    ).toEqual([
      'promotion.yaml:4:71 spec.stages[b].environments: dev is in stage "a" already; an environment is in one stage',
    ]);
  });

  it("may not make stages wait for each other in a circle", async () => {
    const [issue] = await issuesOf(`  stages:
    - { name: a, environments: [dev], after: [b] }
    - { name: b, environments: [staging] }
`);
    expect(issue).toContain("stages wait for each other in a circle: a -> b -> a");
  });

  it("may not put an environment before one that it depends on", async () => {
    expect(
      await issuesOf("  stages: [{ name: a, environments: [staging] }, { name: b, environments: [shared] }]\n"),
    ).toEqual([
      'promotion.yaml:4:37 spec.stages[a].environments: staging depends on shared, which is in stage "b", and that comes after "a": each waits for the other; put shared into "a" or a stage before it',
    ]);
  });

  it("warns of stages whose sync agents follow the same branch or the same range of tags, which no stage holds back", async () => {
    const synced = (follows: string) => `extends: ../_profiles/synced.yaml\nspec: { sync: { ${follows} } }\n`;
    const files = {
      dev: "extends: ../_profiles/synced.yaml\n",
      eu: synced("branch: main"),
      us: synced("branch: live"),
      asia: synced("semver: 1.x"),
      pacific: synced("semver: 1.x"),
      fixed: synced("tag: v1.4.0"),
      alike: synced("tag: v1.4.0"),
      "_profiles/synced.yaml": profile("spec: { sync: { interval: 5m } }\n"),
    };
    const stages = (first: string, last: string) =>
      `  stages:\n    - { name: a, environments: [${first}] }\n    - { name: b, environments: [${last}] }\n`;
    const warning = (followed: string) => [
      expect.stringContaining(
        `spec.stages[b].environments: warning: its sync agents follow ${followed}, as those of a stage before`,
      ),
    ];
    expect(await issuesOf(stages("dev", "eu"), files)).toEqual(warning("branch main"));
    expect(await issuesOf(stages("dev", "us"), files)).toEqual([]);
    expect(await issuesOf(stages("asia", "pacific"), files)).toEqual(warning("tags 1.x"));
    expect(await issuesOf(stages("dev", "asia"), files)).toEqual([]);
    // Such a tag is moved in the declaration of each environment, and so by stages.
    expect(await issuesOf(stages("fixed", "alike"), files)).toEqual([]);
  });

  it("warns of a pattern that matches nothing so far, and stands", async () => {
    const spec = '  stages: [{ name: a, environments: ["eu-*"] }]\n';
    expect(await issuesOf(spec)).toEqual([
      'promotion.yaml:4:38 spec.stages[a].environments[0]: warning: no environment is called like "eu-*" so far',
    ]);
    expect((await valid(spec)).stages[0]?.environments).toEqual([]);
  });

  it("leaves out what has left Git since it was written, where it governs a later commit", async () => {
    const reading = await read("  stages: [{ name: a, environments: [gone, dev] }]\n", fleet, "left-out");
    expect(reading).toMatchObject({ ok: true, value: { stages: [{ environments: ["dev"] }] } });
  });

  it("is absent where there is none, and wrong where it is a link or no YAML", async () => {
    const tree = memoryTree(written(fleet));
    expect(await readPromotion(tree, () => fleetFacts(tree))).toBeUndefined();
    expect(await issuesOf("  stages: [")).toEqual([expect.stringContaining("is not YAML")]);
  });

  it("of the documentation is valid for the environments of this repository", async () => {
    const root = path.resolve(import.meta.dirname, "../../..");
    const page = await readFile(path.join(root, "docs/promotion.md"), "utf8");
    const text = /```yaml\n(.*?)```/s.exec(page)?.[1] ?? "";
    const tree = overlayTree(folderTree(root), { "environments/promotion.yaml": text });
    const reading = await readPromotion(tree, () => fleetFacts(tree));
    // All agents of this repository follow main.
    expect(reading?.issues.map(({ code }) => code)).toEqual(["same-branch", "same-branch", "same-branch"]);
    expect(reading).toMatchObject({ value: { stages: [{}, {}, {}, { environments: ["globex"] }] } });
  });
});
