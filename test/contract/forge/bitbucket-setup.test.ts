import { describe, expect, it } from "vitest";
import { bitbucketForge } from "../../../src/forge/bitbucket/index.ts";
import type { ChangeRequests, Forge, Setup } from "../../../src/forge/index.ts";
import { type BitbucketHost, fakeCloud, fakeDataCenter } from "../../fakes/bitbucket/index.ts";
import type { BranchRule, Token, User } from "../../fakes/bitbucket/state.ts";
import { bitbuckets, onBitbucket } from "./bitbucket-stage.ts";
import type { BitbucketWorld } from "./bitbucket-world.ts";

let host: BitbucketHost;
let world: BitbucketWorld;

const forgeOf = (token: string, user: string): Forge =>
  bitbucketForge({
    url: host.url,
    kind: host.kind,
    repository: world.repository,
    token,
    user,
    policy: { attempts: 1 },
  });
const setupOf = ({ setup }: Forge): Setup => {
  if (!setup) throw new Error("there is no port");
  return setup;
};
const setupWith = (user: User, kind: Token["kind"], scopes: readonly string[]) =>
  setupOf(forgeOf(host.addToken(user, kind, scopes), kind === "api token" ? user.email : user.uuid));
const heldBy = async (setup: Setup) => (await setup.tokenRights()).map(({ name, isHeld }) => [name, isHeld]);
const asReader = async () => {
  const user = world.userOf(await world.user("read"));
  return setupWith(user, "api token", ["all"]);
};
const rule = (of: Partial<BranchRule>) =>
  world.stored.branchRules.push({ kind: "push", matcher: { id: "main", type: "PATTERN" }, ...of });
const answer = (of: object) => ({ status: 200, text: JSON.stringify(of), type: "application/json" });

function onHost(start: () => Promise<BitbucketHost>): void {
  onBitbucket(start, (stage) => {
    ({ host, world } = stage);
    host.state.namesScopes = true;
  });
}

describe.each(bitbuckets)("the set-up of %s", (_, start) => {
  onHost(start);

  it("is asked for with reads alone", async () => {
    const before = host.writes.length;
    const setup = setupOf(world.forge);
    await Promise.all([setup.tokenRights(), setup.protectionOf("main"), setup.webhooks()]);
    expect(host.writes.slice(before)).toEqual([]);
  });

  it("does not know the protection of a branch that is not there", async () => {
    expect(await world.forge.setup?.protectionOf("release/1")).toBe("unknown");
  });

  it("gives webhooks without what may be a secret in their addresses, and to administrators alone", async () => {
    const url = "https://ada:secret@hooks.example.com/groundwork?token=secret";
    world.stored.hooks.push({ secret: "s", url }, { secret: "s", isActive: false });
    expect(await world.forge.setup?.webhooks()).toEqual([
      { url: "https://hooks.example.com/groundwork", isActive: true },
      { url: "https://hooks.example.com/", isActive: false },
    ]);
    expect(await (await asReader()).webhooks()).toBe("unknown");
  });
});

describe("the rights of a token of Cloud", () => {
  onHost(fakeCloud);
  const [pulls, repository, admin, user] = [
    "write:pullrequest:bitbucket",
    "write:repository:bitbucket",
    "admin:repository:bitbucket",
    "read:user:bitbucket",
  ] as const;

  it("are its scopes, of which each that is missing is named", async () => {
    const setup = setupWith(world.bot.user, "api token", [pulls, "read:repository:bitbucket"]);
    expect(await heldBy(setup)).toEqual([
      [pulls, true],
      [repository, false],
      [admin, false],
      [user, false],
    ]);
  });

  it("have other names for an access token, where the one for change requests includes the repository", async () => {
    const setup = setupWith(world.bot.user, "access token", [pulls]);
    expect(await heldBy(setup)).toEqual([
      [pulls, true],
      [repository, true],
      [admin, false],
    ]);
  });

  it("are not known where no answer names them", async () => {
    host.state.namesScopes = false;
    expect(await heldBy(setupOf(world.forge))).toEqual(
      [pulls, repository, admin, user].map((name) => [name, "unknown"]),
    );
  });
});

describe("the protection of a branch of Cloud", () => {
  onHost(fakeCloud);
  const protection = async () => await world.forge.setup?.protectionOf("main");
  const approvals = (value: number) => rule({ kind: "require_approvals_to_merge", value });
  const ofModel = { id: "production", type: "MODEL_BRANCH" } as const;

  it.each([
    ["a pattern", [{ matcher: { id: "m*n", type: "PATTERN" } }], true],
    ["a pattern of others", [{ matcher: { id: "main/*", type: "PATTERN" } }], false],
    ["a rule that leaves a group out", [{ groups: ["release"] }], false],
    [
      "a rule beside one that leaves a group out",
      [{}, { matcher: { id: "*", type: "PATTERN" }, groups: ["a"] }],
      false,
    ],
    ["the branching model", [{ matcher: ofModel }], "unknown"],
    ["a rule beside one of the branching model", [{}, { matcher: ofModel, groups: ["a"] }], "unknown"],
    ["a rule against deletions alone", [{ kind: "delete" }], false],
  ] as const)("by %s", async (_, rules, isProtected) => {
    for (const each of rules) rule(each);
    expect(await protection()).toEqual({ isProtected, requiredApprovals: 0 });
  });

  it("demands approvals only where merge checks are enforced", async () => {
    approvals(2);
    expect(await protection()).toMatchObject({ requiredApprovals: 0 });
    rule({ kind: "enforce_merge_checks", matcher: ofModel });
    expect(await protection()).toMatchObject({ requiredApprovals: "unknown" });
    rule({ kind: "enforce_merge_checks" });
    expect(await protection()).toMatchObject({ requiredApprovals: 2 });
    rule({ kind: "require_approvals_to_merge", matcher: ofModel, value: 3 });
    expect(await protection()).toMatchObject({ requiredApprovals: "unknown" });
  });

  it("is not told to those who do not administer the repository", async () => {
    expect(await (await asReader()).protectionOf("main")).toBe("unknown");
  });

  it("demands every check where builds are counted and merge checks are enforced", async () => {
    const requests = world.forge.changeRequests as ChangeRequests;
    rule({ kind: "require_passing_builds_to_merge", value: 1 });
    expect(await requests.requiredChecksOf("main")).toBe("unknown");
    rule({ kind: "enforce_merge_checks" });
    expect(await requests.requiredChecksOf("main")).toEqual([{ context: "*" }]);
    expect(await requests.requiredChecksOf("release/1")).toBe("unknown");
  });
});

describe("the rights of a token of Data Center", () => {
  onHost(fakeDataCenter);
  const write = "the permission Repository write";
  const user = "a user behind it";

  it.each([
    ["REPO_ADMIN", "admin", true],
    ["REPO_WRITE", "admin", "unknown"],
    ["REPO_READ", "read", false],
  ] as const)("with %s of a user who may %s", async (level, permission, isHeld) => {
    const person = world.userOf(await world.user(permission));
    expect(await heldBy(setupWith(person, "api token", [level]))).toEqual([
      [user, true],
      [write, isHeld],
    ]);
  });

  it("lack a user where the token is one of a project", async () => {
    expect(await heldBy(setupWith(world.bot.user, "access token", ["REPO_WRITE"]))).toEqual([
      [user, false],
      [write, "unknown"],
    ]);
  });
});

describe("the protection of a branch of Data Center", () => {
  onHost(fakeDataCenter);
  const main = { id: "refs/heads/main", type: "BRANCH" } as const;
  const pattern = { id: "ma*", type: "PATTERN" } as const;
  const protection = async () => await world.forge.setup?.protectionOf("main");

  it.each([
    ["a rule of its name", [{ matcher: main }], true],
    ["a rule against every change", [{ kind: "read-only", matcher: main }], true],
    ["a rule of all branches", [{ matcher: { id: "ANY_REF_MATCHER_ID", type: "ANY_REF" } }], true],
    ["a rule of another branch", [{ matcher: { ...main, id: "refs/heads/topic" } }], false],
    ["a rule that leaves a group out", [{ matcher: main, groups: ["release"] }], false],
    ["a rule beside one that leaves a group out", [{ matcher: main }, { matcher: main, groups: ["a"] }], false],
    [
      "a rule against every change beside one that leaves a group out",
      [
        { kind: "read-only", matcher: main },
        { matcher: main, groups: ["a"] },
      ],
      true,
    ],
    ["a pattern, which the server matches", [{ matcher: pattern }], "unknown"],
    ["a rule beside a pattern that leaves no one out", [{ matcher: main }, { matcher: pattern }], true],
    [
      "a rule beside a pattern that leaves a group out",
      [{ matcher: main }, { matcher: pattern, groups: ["a"] }],
      "unknown",
    ],
    ["a pattern that leaves a group out", [{ matcher: pattern, groups: ["a"] }], false],
    ["a rule against deletions alone", [{ kind: "no-deletes", matcher: main }], false],
  ] as const)("by %s", async (_, rules, isProtected) => {
    for (const each of rules) rule({ kind: "pull-request-only", ...each });
    expect(await protection()).toEqual({ isProtected, requiredApprovals: 0 });
  });

  it("demands approvals as the settings of the repository say", async () => {
    world.stored.requiredApprovers = 2;
    expect(await protection()).toMatchObject({ requiredApprovals: 2 });
    expect(await (await asReader()).protectionOf("main")).toEqual({ isProtected: "unknown", requiredApprovals: 2 });
  });

  it.each([
    [{ requiredApprovers: 3 }, 3],
    [{ requiredApprovers: { enabled: false, count: 3 } }, 0],
    [{}, "unknown"],
    [{ requiredApprovers: { enabled: true, count: "many" } }, "unknown"],
  ])("reads %j as %s", async (settings, requiredApprovals) => {
    host.fail({ path: /settings\/pull-requests$/, kind: answer(settings), times: 1 });
    expect(await protection()).toMatchObject({ requiredApprovals });
  });
});
