import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Setup } from "../../../src/forge/index.ts";
import { type FakeGithub, fakeGithub } from "../../fakes/github/index.ts";
import type { Permissions } from "../../fakes/github/state.ts";
import { type GithubIdentity, type GithubWorld, githubWorld, needed } from "./github-world.ts";

let github: FakeGithub;
let world: GithubWorld;

beforeAll(async () => {
  github = await fakeGithub();
});
beforeEach(async () => {
  world = await githubWorld(github);
});
afterEach(() => world.end());
afterAll(() => github.stop());

const setupAs = (as: GithubIdentity): Setup => world.forgeAs(as).setup!;
const ownerWith = (permissions: Permissions | "all") =>
  setupAs({ token: world.newToken(world.owner, permissions).value });
const rightsOf = async (setup: Setup) =>
  Object.fromEntries((await setup.tokenRights()).map(({ name, isHeld }) => [name, isHeld]));

describe("the rights of a token on GitHub", () => {
  it("are the permissions of an App, as its installation has them", async () => {
    const { app, privateKey } = github.addApp(`lacking-${world.kept.name}`, {
      ...needed,
      checks: "read",
      issues: "read",
    });
    expect(await rightsOf(setupAs({ app: String(app.id), privateKey }))).toEqual({
      "contents: write": true,
      "pull-requests: write": true,
      "issues: write": false,
      "deployments: write": true,
      "checks: write": false,
      "statuses: read": true,
    });
  });

  it.each([
    [false, ["public_repo"], { public_repo: true }],
    [false, ["repo", "workflow"], { public_repo: true }],
    [false, ["read:user"], { public_repo: false }],
    [false, [""], { public_repo: false }],
    [true, ["public_repo"], { repo: false }],
    [true, ["repo"], { repo: true }],
  ])("are the scopes of a classic token, of a private repository: %j with %j", async (isPrivate, scopes, rights) => {
    Object.assign(world.kept, { isPrivate });
    const { value } = github.addClassicToken(world.kept.owner, scopes);
    expect(await rightsOf(setupAs({ token: value }))).toEqual(rights);
  });

  it("of a fine-grained token are unknown, but for those whose read is refused", async () => {
    const { deployments: _, issues: _issues, ...some } = needed;
    expect(await rightsOf(ownerWith(some))).toEqual({
      "contents: write": "unknown",
      "pull-requests: write": "unknown",
      "issues: write": false,
      "deployments: write": false,
      "statuses: write": "unknown",
    });
  });

  it("of a job of Actions are unknown, those of its check runs too", async () => {
    const { app } = github.addApp(`job-${world.kept.name}`, { ...needed, pull_requests: "read" });
    const { value } = github.addInstallationToken(app);
    const rights = await rightsOf(setupAs({ token: value }));
    expect(rights).toHaveProperty(["checks: write"], "unknown");
    expect(new Set(Object.values(rights))).toEqual(new Set(["unknown"]));
  });
});

describe("the protection of a branch of GitHub", () => {
  const all = () => ownerWith("all").protectionOf("main");
  const open = {
    isProtected: false,
    requiredApprovals: 0,
    dismissesApprovals: false,
    bypassedBy: [],
    hasMergeQueue: false,
  };

  it("is none where checks alone are demanded, by rulesets and the classic protection", async () => {
    world.kept.rules.set("main", ["ci"]);
    expect(await all()).toEqual(open);
    world.kept.protections.set("main", ["ci"]);
    expect(await all()).toEqual(open);
  });

  it("is what both lists of rules demand together", async () => {
    world.kept.pullRules.set("main", {
      approvals: 1,
      dismisses: false,
      hasQueue: true,
      bypass: [
        { actor_type: "Team", actor_id: 7 },
        { actor_type: "DeployKey", actor_id: null },
      ],
    });
    expect(await all()).toEqual({
      isProtected: true,
      requiredApprovals: 1,
      dismissesApprovals: false,
      bypassedBy: ["Team 7 (ruleset protected)", "DeployKey (ruleset protected)"],
      hasMergeQueue: true,
    });
    const friend = github.addUser(`friend-${world.kept.name}`);
    world.kept.protections.set("main", ["ci"]);
    world.kept.classicReviews.set("main", { approvals: 2, dismisses: true, holdsAdmins: false, bypass: [friend] });
    expect(await all()).toEqual({
      isProtected: true,
      requiredApprovals: 2,
      dismissesApprovals: true,
      bypassedBy: ["Team 7 (ruleset protected)", "DeployKey (ruleset protected)", "administrators", friend.login],
      hasMergeQueue: true,
    });
  });

  it("is bypassed by none where administrators are held to it, too", async () => {
    world.kept.protections.set("main", ["ci"]);
    world.kept.classicReviews.set("main", { approvals: 2, dismisses: true, holdsAdmins: true, bypass: [] });
    expect(await all()).toMatchObject({ isProtected: true, bypassedBy: [] });
  });

  it("does not tell one who may not edit the ruleset who may bypass it", async () => {
    world.kept.pullRules.set("main", { approvals: 1, dismisses: true, hasQueue: false, bypass: [] });
    expect(await ownerWith(needed).protectionOf("main")).toEqual({
      isProtected: true,
      requiredApprovals: 1,
      dismissesApprovals: true,
      bypassedBy: "unknown",
      hasMergeQueue: false,
    });
  });

  it("is unknown where the token may not read the classic protection, as far as rulesets do not demand it", async () => {
    world.kept.protections.set("main", ["ci"]);
    const unknown = {
      isProtected: "unknown",
      requiredApprovals: "unknown",
      dismissesApprovals: "unknown",
      bypassedBy: "unknown",
      hasMergeQueue: "unknown",
    };
    expect(await ownerWith(needed).protectionOf("main")).toEqual(unknown);
    const writer = await world.adapterOf!(await world.user("write"));
    expect(await writer.setup?.protectionOf("main")).toEqual(unknown);
    world.kept.pullRules.set("main", { approvals: 1, dismisses: true, hasQueue: false, bypass: [] });
    expect(await writer.setup?.protectionOf("main")).toMatchObject({
      isProtected: true,
      requiredApprovals: "unknown",
      dismissesApprovals: true,
    });
  });

  it("is unknown of a branch that is not there", async () => {
    expect(await ownerWith("all").protectionOf("release/1")).toBe("unknown");
  });
});

describe("webhooks of GitHub", () => {
  it("are told without what may be a secret in their addresses, and to administrators alone", async () => {
    world.kept.hookAddresses.push({
      url: "https://ada:secret@hooks.example.com/groundwork?token=secret",
      active: false,
    });
    expect(await ownerWith("all").webhooks()).toEqual([
      { url: "https://hooks.example.com/groundwork", isActive: false },
    ]);
    expect(await ownerWith(needed).webhooks()).toBe("unknown");
    const writer = await world.adapterOf!(await world.user("write"));
    expect(await writer.setup?.webhooks()).toBe("unknown");
  });
});

describe("an environment of GitHub's Actions", () => {
  const branches = (setup = ownerWith("all")) => setup.environmentBranches?.("groundwork-up");

  it("is told with the branches that may use it", async () => {
    expect(await branches()).toBeUndefined();
    world.kept.environments.set("groundwork-up", undefined);
    expect(await branches()).toBe("any");
    world.kept.environments.set("groundwork-up", "protected");
    expect(await branches()).toBe("protected");
    world.kept.environments.set("groundwork-up", ["main", "release/*"]);
    expect(await branches()).toEqual(["main", "release/*"]);
  });

  it("is unknown to a token that may not read it", async () => {
    expect(await branches(ownerWith(needed))).toBe("unknown");
  });
});

it("the set-up of GitHub is asked for with reads alone", async () => {
  const before = github.writes.length;
  const setup = ownerWith("all");
  await Promise.all([
    setup.tokenRights(),
    setup.protectionOf("main"),
    setup.webhooks(),
    setup.environmentBranches?.("groundwork-up"),
  ]);
  expect(github.writes.slice(before)).toEqual([]);
});
