import { assert, constantFrom, property, string } from "fast-check";
import { describe, expect, it } from "vitest";
import { memoryTree } from "../../../src/lib/index.ts";
import {
  CiRunnerShared,
  CiSettingInvalid,
  type CiSettings,
  ciTasks,
  planCi,
  writtenCi,
} from "../../../src/project/index.ts";
import { everyChoice, everyForge, looking, settingsFor } from "./ci-world.ts";

async function written(files: Readonly<Record<string, string>>, settings: CiSettings) {
  const planned = await planCi(memoryTree(files), settings);
  const contents = planned.flatMap(({ path, content }) => (content === undefined ? [] : [[path, content] as const]));
  return { ...files, ...Object.fromEntries(contents) };
}

async function statesIn(files: Readonly<Record<string, string>>, settings: CiSettings) {
  const planned = await planCi(memoryTree(files), settings);
  return Object.fromEntries(planned.map(({ path, state }) => [path, state]));
}

const up = ".github/workflows/groundwork-up.yml";

describe.each(everyForge)("the files for %s", (forge) => {
  it.each(everyChoice)("are the same when they are written again with $cloud", async (choice) => {
    const settings = settingsFor(forge, choice);
    expect(new Set(Object.values(await statesIn(await written({}, settings), settings)))).toEqual(new Set(["same"]));
  });

  it("say which command writes them, and that they were not edited", async () => {
    const files = Object.values(await written({}, settingsFor(forge))).map(writtenCi);
    const own = files.filter((each) => each !== undefined);
    expect(own.length).toBeGreaterThan(0);
    for (const each of own)
      expect(each).toEqual({ flags: expect.stringContaining(`--forge ${forge}`), isEdited: false });
  });

  it("have something to set at the forge", () => {
    expect(ciTasks(settingsFor(forge), looking).map(({ subject }) => subject)).toContain("protection");
    const ofTags = ciTasks({ ...settingsFor(forge), tags: "v*" }, looking).map(({ text }) => text);
    expect(ofTags.join("\n")).toContain("the tags v*");
    expect(ofTags.join("\n")).not.toContain("from main alone");
  });
});

describe("a file for a CI that is there already", () => {
  const before = settingsFor("github");
  const after = settingsFor("github", { node: "24" });

  it("is written anew with other flags when it was not edited", async () => {
    const files = await written({}, before);
    expect(await statesIn(files, after)).toMatchObject({ [up]: "renewed", "groundwork.yaml": "same" });
    expect((await written(files, after))[up as never]).toContain('node-version: "24"');
  });

  it("is kept when a person edited one line of it", async () => {
    const files = await written({}, before);
    const edited = { ...files, [up]: `${files[up as never]}# Ours.\n` };
    expect(await statesIn(edited, after)).toMatchObject({ [up]: "kept" });
    expect(await statesIn(edited, before)).toMatchObject({ [up]: "kept" });
  });

  it("is kept when a person wrote it", async () => {
    expect(await statesIn({ [up]: "on: push\n" }, before)).toMatchObject({ [up]: "kept" });
  });

  it("is as it was written where Git gave it other line ends", async () => {
    const files = await written({}, before);
    const windows = { ...files, [up]: String(files[up as never]).replaceAll("\n", "\r\n") };
    expect(writtenCi(windows[up])).toMatchObject({ flags: expect.stringMatching(/--approvals 1$/), isEdited: false });
    expect(await statesIn(windows, before)).toMatchObject({ [up]: "same" });
    expect(await statesIn(windows, after)).toMatchObject({ [up]: "renewed" });
  });
});

describe("a project's own .gitlab-ci.yml", () => {
  const path = ".gitlab-ci.yml";

  it("is kept, and the line that includes the jobs is named", async () => {
    const planned = await planCi(memoryTree({ [path]: "stages: [build]\n" }), settingsFor("gitlab"));
    expect(planned.find((file) => file.path === path)).toEqual({
      path,
      state: "kept",
      missing: "local: /.gitlab/groundwork.yml",
    });
  });

  it("is well when it includes the jobs among others", async () => {
    const own = "include:\n  - template: x.yml\n  - local: /.gitlab/groundwork.yml\n";
    expect(await statesIn({ [path]: own }, settingsFor("gitlab"))).toMatchObject({ [path]: "same" });
  });
});

describe("what a file of the project's own has to say", () => {
  it.each([
    [".gitlab-ci.yml", "include: /.gitlab/groundwork.yml\n", "same"],
    [
      ".gitlab-ci.yml",
      "include: [{ local: .gitlab/groundwork.yml }]\ntest: { script: !reference [.a, script] }\n",
      "same",
    ],
    [".gitlab-ci.yml", "include: [{ local: /.gitlab/*.yml }]\n", "same"],
    [".gitlab-ci.yml", "include: [{ local: /.gitlab/build/*.yml }]\n", "kept"],
    [".gitlab-ci.yml", "# local: /.gitlab/groundwork.yml\nstages: [build]\n", "kept"],
    [".gitlab-ci.yml", "include: [\n", "kept"],
    ["groundwork.yaml", "record: postgres://db.example.com/groundwork\n", "same"],
    ["groundwork.yaml", '# Ours.\nrecord: "git"\n', "same"],
    ["groundwork.yaml", "record: file\n", "kept"],
    ["groundwork.yaml", "# record: git\n", "kept"],
    ["groundwork.yaml", "recrod: git\n", "kept"],
    ["groundwork.yaml", "", "kept"],
  ])("is looked for in %s by what it means: %j is %s", async (path, text, state) => {
    expect(await statesIn({ [path]: text }, settingsFor("gitlab"))).toMatchObject({ [path]: state });
  });
});

describe("the runner of up on Gitea in a cloud, whose machine may change it", () => {
  const at = (more: Partial<CiSettings>) => () => settingsFor("gitea", { cloud: "gcp", ...more });

  it.each<Partial<CiSettings>>([
    { upRunner: undefined as never },
    { upRunner: undefined as never, runner: "platform" },
    { upRunner: "platform", runner: "platform" },
    { upRunner: "ubuntu-latest" },
  ])("is refused when it is that of changes as well: %j", (more) => {
    expect(at(more)).toThrow(CiRunnerShared);
  });

  it("is another one, and both machines' identities are named", () => {
    const tasks = ciTasks(at({ runner: "platform", upRunner: "production" })(), looking);
    const identities = tasks.filter(({ subject }) => subject === "identity").map(({ text }) => text);
    expect(identities).toEqual([
      expect.stringContaining("may change the cloud"),
      expect.stringContaining("may read the project"),
    ]);
  });

  it("may be that of the others where each job has an identity of its own, and in no cloud", () => {
    expect(at({ cloud: "local", upRunner: "x", runner: "x" })).not.toThrow();
    for (const forge of everyForge.filter((each) => each !== "gitea"))
      expect(() => settingsFor(forge, { cloud: "gcp" })).not.toThrow();
  });
});

describe("a setting that stands in the files", () => {
  it.each([
    ["branch", "main\n  steal: true"],
    ["branch", "${{ secrets.TOKEN }}"],
    ["branch", "main, '*'"],
    ["branch", "$(curl evil.example)"],
    ["node", "22; rm -rf /"],
    ["runner", "a b"],
    ["upRunner", "[self-hosted]"],
    ["image", "node:22 # x"],
  ] as const)("is refused as %s when it is %j", (name, value) => {
    expect(() => settingsFor("github", { [name]: value })).toThrow(CiSettingInvalid);
  });

  it("is refused, or stands in the files as a word that means nothing else", () => {
    const settings = constantFrom("branch", "node", "runner", "upRunner", "image");
    const isSafe = (name: string, value: string) => {
      try {
        settingsFor("github", { [name]: value });
        return /^[\w./:@-]+$/.test(value);
      } catch (thrown) {
        return thrown instanceof CiSettingInvalid;
      }
    };
    assert(
      property(settings, string(), (name, value) => {
        expect(isSafe(name, value)).toBe(true);
      }),
    );
  });
});
