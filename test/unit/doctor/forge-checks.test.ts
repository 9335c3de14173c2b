import { describe, expect, it } from "vitest";
import { checkForge, type ForgeParts } from "../../../src/doctor/forge-checks.ts";
import { type Forge, ForgeUnavailable, type Setup } from "../../../src/forge/index.ts";
import { type FileTree, memoryTree } from "../../../src/lib/index.ts";
import { ciSettings, planCi } from "../../../src/project/index.ts";

const self = { id: "1", name: "groundwork-bot" };
const setup: Setup = {
  tokenRights: async () => [{ name: "write:issue", neededFor: "comments", isHeld: true }],
  protectionOf: async () => ({ isProtected: true, requiredApprovals: 1 }),
  webhooks: async () => [],
};
const forge = {
  name: "gitea",
  repository: "acme/platform",
  setup,
  identities: { self: async () => self, permissionOf: async () => "admin" },
  changeRequests: { requiredChecksOf: async () => [{ context: "groundwork/*" }] },
} as unknown as Forge;
const settings = ciSettings({
  forge: "gitea",
  cloud: "local",
  secrets: "passphrase",
  branch: "main",
  node: "22",
  approvals: 1,
});

async function writtenTree(
  change: (path: string, content: string) => string | undefined = (_, content) => content,
  chosen = settings,
) {
  const planned = await planCi(memoryTree({}), chosen);
  const entries = planned.flatMap(({ path, content = "" }) => {
    const text = change(path, content);
    return text === undefined ? [] : [[path, text] as const];
  });
  return memoryTree(Object.fromEntries(entries));
}

async function checksOf({
  at = forge,
  parts = {},
  tree,
  isWhole = true,
}: {
  at?: Forge;
  parts?: Partial<ForgeParts>;
  tree?: FileTree;
  isWhole?: boolean;
} = {}) {
  const given: ForgeParts = {
    name: "gitea",
    branch: "main",
    approvals: 1,
    open: async () => at,
    recordPlace: async () => "git",
    ...parts,
  };
  const files = Promise.resolve(tree ?? (await writtenTree()));
  const checks = await checkForge(given, { files, isWhole });
  return new Map(checks.map((check) => [check.name, check]));
}

const withSetup = (change: Partial<Setup>): Forge => ({ ...forge, setup: { ...setup, ...change } });

describe("doctor's look at a forge", () => {
  it("is content with what up and previews need", async () => {
    const checks = [...(await checksOf()).values()];
    expect(checks.filter(({ state }) => state !== "good")).toEqual([]);
    expect(checks.map(({ name }) => name)).toEqual([
      "forge",
      "token",
      "protection of main",
      "required checks",
      "webhooks",
      "history",
      "record",
      "CI files",
    ]);
  });

  it("names each right that the token lacks, and what for", async () => {
    const rights = [
      { name: "write:issue", neededFor: "comments", isHeld: false },
      { name: "read:user", neededFor: "its own name", isHeld: "unknown" },
    ] as const;
    const found = await checksOf({ at: withSetup({ tokenRights: async () => rights }) });
    expect(found.get("token")).toMatchObject({
      state: "bad",
      found: "lacks write:issue",
      remedy: expect.stringContaining("write:issue, needed for comments"),
    });
  });

  it.each([
    [{ isProtected: false, requiredApprovals: 0 }, "bad"],
    [{ isProtected: true, requiredApprovals: 0 }, "optional"],
    [{ isProtected: true, requiredApprovals: "unknown" }, "unknown"],
    [{ isProtected: "unknown", requiredApprovals: 3 }, "unknown"],
    ["unknown", "unknown"],
  ] as const)("takes the protection %j for %s", async (protection, state) => {
    const found = await checksOf({ at: withSetup({ protectionOf: async () => protection }) });
    expect(found.get("protection of main")).toMatchObject({ state, remedy: expect.any(String) });
  });

  it.each([
    [{ dismissesApprovals: false }, "optional", "Let a push dismiss approvals"],
    [{ bypassedBy: ["Team 7"] }, "optional", "Team 7"],
    [{ bypassedBy: "unknown" }, "unknown", "with a token that may read them"],
    [{ bypassedBy: "unknown", dismissesApprovals: false }, "unknown", "Let a push dismiss approvals"],
    [{ dismissesApprovals: true, bypassedBy: [], hasMergeQueue: true }, "good", ""],
  ] as const)("takes a protection with %j for %s", async (more, state, remedy) => {
    const protection = { isProtected: true, requiredApprovals: 1, ...more } as const;
    const found = (await checksOf({ at: withSetup({ protectionOf: async () => protection }) })).get(
      "protection of main",
    );
    expect(found?.state).toBe(state);
    expect(found?.remedy ?? "").toContain(remedy);
  });

  it.each([
    [undefined, "bad"],
    ["any", "bad"],
    [[], "bad"],
    [["main", "release/*"], "bad"],
    [["main"], "good"],
    ["protected", "bad"],
    ["unknown", "unknown"],
  ] as const)("takes an environment of up that %j may use for %s", async (branches, state) => {
    const found = await checksOf({ at: withSetup({ environmentBranches: async () => branches }) });
    const told = found.get("environment groundwork-up");
    expect(told).toMatchObject({ state });
    expect(told?.remedy?.includes("from main alone") === true).toBe(state === "bad");
  });

  it.each([
    [["main", "the tag v*"], "good"],
    [["main"], "bad"],
    [["the tag v*"], "bad"],
    [["main", "the tag v*", "the tag *"], "bad"],
  ] as const)(
    "takes an environment of up that %j may use for %s where tags v* are to be brought up",
    async (branches, state) => {
      const tree = await writtenTree(undefined, { ...settings, tags: "v*" });
      const found = await checksOf({ at: withSetup({ environmentBranches: async () => branches }), tree });
      const told = found.get("environment groundwork-up");
      expect(told).toMatchObject({ state });
      expect(told?.remedy?.includes("from main and the tags v* alone") === true).toBe(state === "bad");
      expect(found.get("CI files")).toMatchObject({ state: "good" });
    },
  );

  it("names the rights of which it is not known whether the token has them", async () => {
    const rights = [
      { name: "checks: write", neededFor: "checks", isHeld: "unknown" },
      { name: "issues: write", neededFor: "issues", isHeld: true },
    ] as const;
    const found = await checksOf({ at: withSetup({ tokenRights: async () => rights }) });
    expect(found.get("token")).toMatchObject({ state: "unknown", found: "not known whether it has checks: write" });
  });

  it.each([
    [[{ context: "ci/test" }], "bad"],
    [[], "bad"],
    [[{ context: "groundwork/preview" }], "good"],
    [[{ context: "*" }, { context: "groundwork/preview" }], "good"],
    [[{ context: "*" }], "optional"],
    [[{ context: "*" }, { context: "ci/test" }], "optional"],
    [[{ context: "groundwork.preview" }], "bad"],
    ["unknown", "unknown"],
  ] as const)("takes the required checks %j for %s", async (checks, state) => {
    const at = { ...forge, changeRequests: { requiredChecksOf: async () => checks } } as unknown as Forge;
    expect((await checksOf({ at })).get("required checks")).toMatchObject({ state });
  });

  it("says of a forge that demands no check by its name what is merged without a preview", async () => {
    const at = { ...forge, changeRequests: { requiredChecksOf: async () => [{ context: "*" }] } } as unknown as Forge;
    expect((await checksOf({ at })).get("required checks")).toMatchObject({
      found: "*: checks are demanded, and none by its name",
      remedy: expect.stringMatching(/groundwork\/preview was never set is merged .* up refuses it/),
    });
  });

  it("says unknown of what a forge has no port for", async () => {
    const { setup: _, changeRequests: _requests, ...bare } = forge;
    const found = await checksOf({ at: bare });
    const unknown = [...found.values()].filter(({ state }) => state === "unknown").map(({ name }) => name);
    expect(unknown).toEqual(["token", "protection of main", "required checks", "webhooks"]);
  });

  it("leaves one question open where the forge does not answer it, and asks the others", async () => {
    const down = new ForgeUnavailable({ forge: "git.example.com", request: "GET hooks", what: "it answered 502" });
    const found = await checksOf({ at: withSetup({ webhooks: () => Promise.reject(down) }) });
    expect(found.get("webhooks")).toMatchObject({ state: "unknown", remedy: expect.stringContaining("502") });
    expect(found.get("token")).toMatchObject({ state: "good" });
  });

  it("does not take a fault of its own for an answer of the forge", async () => {
    const fault = new TypeError("x is undefined");
    await expect(checksOf({ at: withSetup({ webhooks: () => Promise.reject(fault) }) })).rejects.toThrow(fault);
  });

  it.each([
    ["none", "bad"],
    ["read", "bad"],
    ["write", "optional"],
    ["unknown", "unknown"],
  ] as const)("takes a user who may %s for %s", async (permission, state) => {
    const identities = { self: async () => self, permissionOf: async () => permission };
    expect((await checksOf({ at: { ...forge, identities } })).get("forge")).toMatchObject({ state });
  });

  it("wants the whole history, and a record that jobs have in common", async () => {
    const found = await checksOf({ isWhole: false, parts: { recordPlace: async () => "file" } });
    expect(found.get("history")).toMatchObject({ state: "bad", remedy: expect.stringContaining("git fetch") });
    expect(found.get("record")).toMatchObject({ state: "bad", remedy: expect.stringContaining("record: git") });
  });
});

describe("doctor's look at the files of a CI", () => {
  const up = ".gitea/workflows/groundwork-up.yml";

  it("names those that are not there, with the command that writes them as the others", async () => {
    const tree = await writtenTree((path, content) => (path === up ? undefined : content));
    expect((await checksOf({ tree })).get("CI files")).toMatchObject({
      state: "bad",
      found: `not there: ${up}`,
      remedy: expect.stringContaining("groundwork ci init --forge gitea --cloud local --branch main --node 22"),
    });
  });

  it("names those that were edited", async () => {
    const tree = await writtenTree((path, content) => (path === up ? `${content}# Ours.\n` : content));
    expect((await checksOf({ tree })).get("CI files")).toMatchObject({ state: "optional", found: `edited: ${up}` });
  });

  it("compares with the flags that they were written with", async () => {
    const other = { ...settings, cloud: "gcp", runner: "platform", jobs: 4 } as const;
    const planned = await planCi(memoryTree({}), other);
    const tree = memoryTree(Object.fromEntries(planned.map(({ path, content = "" }) => [path, content])));
    expect((await checksOf({ tree })).get("CI files")).toMatchObject({ state: "good" });
  });

  it.each([
    [{ branch: "release" }, "bad", "--branch main", "--branch release"],
    [{ approvals: 2 }, "bad", "--approvals 1", "--approvals 2"],
    [{ approvals: 0 }, "optional", "--approvals 1", "--approvals 0"],
  ] as const)("compares what the files were written with with %j: %s", async (parts, state, is, asked) => {
    expect((await checksOf({ parts })).get("CI files")).toMatchObject({
      state,
      found: `written with ${is}`,
      remedy: expect.stringContaining(asked),
    });
  });

  it.each(["record: file\n", "# record: git\n"])("is not content with a settings file that says %j", async (text) => {
    const tree = await writtenTree((path, content) => (path === "groundwork.yaml" ? text : content));
    expect((await checksOf({ tree })).get("CI files")).toMatchObject({
      state: "bad",
      found: "groundwork.yaml lacks record: git",
    });
  });

  it("is not content with a project's own file for GitLab that includes no job", async () => {
    const planned = await planCi(memoryTree({}), { ...settings, forge: "gitlab" });
    const own = planned.map(({ path, content = "" }) => [path, path === ".gitlab-ci.yml" ? "stages: [a]\n" : content]);
    const tree = memoryTree(Object.fromEntries(own) as Readonly<Record<string, string>>);
    expect((await checksOf({ tree, parts: { name: "gitlab" } })).get("CI files")).toMatchObject({
      state: "bad",
      found: ".gitlab-ci.yml lacks local: /.gitlab/groundwork.yml",
    });
  });

  it("asks for none on a forge without a CI", async () => {
    const found = await checksOf({ tree: memoryTree({}), parts: { name: "local" } });
    expect(found.get("CI files")).toMatchObject({ state: "good", found: "none are needed" });
  });
});
