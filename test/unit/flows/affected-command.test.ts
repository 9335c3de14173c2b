import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { groundwork } from "../../fakes/driver/driver-command.ts";
import { DriverWorld, environmentFiles, profile } from "../../fakes/driver/driver-world.ts";

interface AffectedJson {
  readonly commit: string;
  readonly base: string;
  readonly target: { readonly behind: number; readonly merged: boolean };
  readonly environments: readonly { readonly name: string; readonly reasons: readonly { readonly text: string }[] }[];
}

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "groundwork-affected-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A world of `names` whose last commit changes the profile of all of them. */
function worldWithChangedProfile(names: readonly string[]) {
  const world = new DriverWorld(names);
  world.git.make({ "environments/_profiles/small.yaml": profile("  values: { a: b }\n") });
  return world;
}

const changedDev = environmentFiles("dev", "spec: { values: { a: b } }\n");
const gone = { "environments/dev/environment.yaml": undefined, "environments/dev/apps/web.yaml": undefined };
/** Names that a shell, YAML or a workflow could read as something else. */
const hostileNames = ["$(reboot)", "a b", "-e", "a\nb", "${{ x }}", "Dev", "no: yes", "'", "a".repeat(41)];

describe("groundwork affected", () => {
  it("says of each environment why it is touched, and what else was looked at", async () => {
    const world = new DriverWorld();
    world.git.make({ ...changedDev, "src/cli/help.ts": "export const help = 2;\n" });
    const { code, out } = await groundwork(world, "affected");
    expect(code).toBe(0);
    expect(out).toMatch(/^Affected by \w{7}: 1 of 2 environments$/m);
    expect(out).toContain("2 files changed");
    expect(out).toMatch(/^dev +changed +infrastructure +environment\.yaml$/m);
    expect(out).not.toContain("staging");
  });

  it("runs no engine, makes no workspace and reads no record", async () => {
    const world = worldWithChangedProfile(["dev", "staging"]);
    await groundwork(world, "affected", "--json");
    expect([world.engine.calls, world.workspaces, world.history.records]).toEqual([[], [], []]);
  });

  it("finds the environments, reasons and layers that a preview of the same range shows", async () => {
    const world = new DriverWorld();
    world.git.make(environmentFiles("shop", "spec: { dependsOn: [dev] }\n"));
    const base = await world.git.resolve("HEAD");
    world.git.make({ ...changedDev, "environments/staging/apps/web.yaml": "kind: Secret\n" });
    const range = ["--base", base, "--head", "main", "--json"];
    const [affected, preview] = await Promise.all(
      ["affected", "preview"].map(async (command) => {
        const { out } = await groundwork(world, command, ...range);
        const { environments } = JSON.parse(out) as AffectedJson;
        return environments.map(({ name, reasons }) => ({ name, reasons }));
      }),
    );
    expect(affected?.map(({ name }) => name)).toEqual(["dev", "shop", "staging"]);
    expect(affected).toEqual(preview);
  });

  it("looks at the merge of a branch that is behind, and says so, also where a program reads it", async () => {
    const world = new DriverWorld();
    const start = await world.git.resolve("main");
    const topic = world.git.make(changedDev, { onto: start, branch: "topic" });
    world.git.make(environmentFiles("gained"));
    const range = ["--base", "main", "--head", "topic"];
    expect((await groundwork(world, "affected", ...range)).out).toContain("1 commit behind main");
    const { out } = await groundwork(world, "affected", ...range, "--json");
    expect(JSON.parse(out)).toMatchObject({
      commit: topic,
      base: await world.git.resolve("main"),
      target: { behind: 1, merged: true },
    });
    expect(await groundwork(world, "affected", ...range, "--format", "lines")).toMatchObject({
      out: "dev",
      err: expect.stringContaining("1 commit behind main") as string,
    });
  });

  it("refuses a branch that conflicts with what it is to be merged into", async () => {
    const world = new DriverWorld();
    const start = await world.git.resolve("main");
    world.git.make(changedDev, { onto: start, branch: "topic" });
    world.git.make(environmentFiles("dev", "spec: { values: { a: c } }\n"));
    const { code, err } = await groundwork(world, "affected", "--base", "main", "--head", "topic", "--format", "lines");
    expect(code).toBe(4);
    expect(err).toContain("environments/dev/environment.yaml");
  });

  it.each([
    ["a name a line", ["lines"], "dev\nproduction\nstaging"],
    [
      "a job each in a matrix",
      ["github-matrix"],
      '{"include":[{"part":"1","environment":"dev"},{"part":"2","environment":"production"},{"part":"3","environment":"staging"}]}',
    ],
    [
      "as many jobs as are allowed",
      ["github-matrix", "--jobs", "2"],
      '{"include":[{"part":"1","environment":"dev"},{"part":"2","environment":"production staging"}]}',
    ],
  ])("prints %s", async (_, format, expected) => {
    const world = worldWithChangedProfile(["dev", "production", "staging"]);
    expect(await groundwork(world, "affected", "--format", ...format)).toEqual({ code: 0, out: expected, err: "" });
  });

  it.each([
    [["--format", "lines"], ""],
    [["--format", "github-matrix"], '{"include":[]}'],
  ])("ends well with %j where nothing is affected", async (flags, expected) => {
    const world = new DriverWorld();
    world.git.make({ "docs/a.md": "Hello\n" });
    expect(await groundwork(world, "affected", ...flags)).toEqual({ code: 0, out: expected, err: "" });
  });

  it("puts an environment that left Git among the names", async () => {
    const world = new DriverWorld();
    world.git.make(gone);
    expect((await groundwork(world, "affected", "--format", "lines")).out).toBe("dev");
  });

  it.each(hostileNames)("writes no job for a folder named %j, and says so", async (name) => {
    const world = new DriverWorld();
    world.git.make({ ...environmentFiles(name), ...changedDev });
    for (const format of ["lines", "github-matrix"]) {
      const { code, out, err } = await groundwork(world, "affected", "--format", format);
      expect([code, out]).toEqual([2, ""]);
      expect(err).toContain(`for ${JSON.stringify(name)}: no environment may have such a name`);
    }
    const { code, out } = await groundwork(world, "affected", "--json");
    expect(code).toBe(0);
    expect((JSON.parse(out) as AffectedJson).environments.map((each) => each.name)).toContain(name);
  });

  it("lets a folder with such a name be removed", async () => {
    const world = new DriverWorld();
    world.git.make(environmentFiles("a b"));
    world.git.make({
      "environments/a b/environment.yaml": undefined,
      "environments/a b/apps/web.yaml": undefined,
      ...changedDev,
    });
    expect(await groundwork(world, "affected", "--format", "lines")).toMatchObject({ code: 0, out: "dev" });
  });

  it("writes a child pipeline that compares the very commits, from the keywords of a file", async () => {
    const world = worldWithChangedProfile(["dev", "staging"]);
    const [base, head] = [await world.git.resolve("HEAD~1"), await world.git.resolve("HEAD")];
    const keywords = path.join(folder, "jobs.yml");
    writeFileSync(keywords, "image: registry.example.com/node:22\ntags: [platform]\n");
    const format = ["affected", "--format", "gitlab-child-pipeline", "--job-keywords"];
    const { code, out } = await groundwork(world, ...format, keywords);
    expect(code).toBe(0);
    expect(parse(out)).toMatchObject({
      ".groundwork": { image: "registry.example.com/node:22", tags: ["platform"] },
      "preview dev": { script: [expect.stringContaining(`--base ${base} --head ${head} --env dev`)] },
    });
  });

  it.each([
    ["- image\n", "it is no mapping of keywords"],
    [undefined, "there is no such file"],
  ])("says what is wrong with a file of keywords: %j", async (text, problem) => {
    const keywords = path.join(folder, "jobs.yml");
    if (text !== undefined) writeFileSync(keywords, text);
    const format = ["affected", "--format", "gitlab-child-pipeline", "--job-keywords"];
    const { code, out, err } = await groundwork(worldWithChangedProfile(["dev"]), ...format, keywords);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain(`${keywords} has no keywords of jobs: ${problem}`);
  });

  it.each([
    ["script: [rm -rf /]\n", "script: each job has its own"],
    ["stage: deploy\n", "stage: each job has its own"],
    ["artifacts: { paths: [a] }\n", "artifacts: each job has its own"],
    ["when: manual\n", "when: each job has to run"],
    ["rules: [{ when: never }]\n", "rules: each job has to run"],
    ["needs: []\n", "needs: the report takes exactly one part"],
    ["allow_failure: true\n", "allow_failure: what is unknown would look fine"],
    ["trigger: other/project\n", "trigger: it is for jobs that do something else"],
    ["imgae: node:22\n", `"imgae" is no keyword of a job (did you mean image?)`],
    ["report: { script: [echo] }\n", `"report" is no keyword of a job`],
    ["__proto__: { script: [echo] }\n", `"__proto__" is no keyword of a job`],
    ["variables: [A]\n", "variables: has to be a mapping of names to values"],
    ["image: node:22\nstage: a\nonly: [main]\n", "stage: each job has its own; only: each job has to run"],
  ])("refuses keywords that are none, and those that each job has itself: %j", async (text, problem) => {
    const keywords = path.join(folder, "jobs.yml");
    writeFileSync(keywords, text);
    const format = ["affected", "--format", "gitlab-child-pipeline", "--job-keywords"];
    const { code, out, err } = await groundwork(worldWithChangedProfile(["dev"]), ...format, keywords);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain(`${keywords} has keywords that no job of the pipeline is given: ${problem}`);
    expect(err).toContain("(job-keywords-refused)");
  });

  it("refuses more jobs than GitHub makes of one matrix, and two forms at once", async () => {
    const world = new DriverWorld();
    const tooMany = await groundwork(world, "affected", "--format", "github-matrix", "--jobs", "257");
    expect([tooMany.code, tooMany.err]).toEqual([2, expect.stringContaining("256")]);
    expect((await groundwork(world, "affected", "--format", "lines", "--json")).code).toBe(2);
  });
});
