import { describe, expect, it } from "vitest";
import { gitlabForge } from "../../../src/forge/gitlab/index.ts";
import { type GitLabStage, onGitLabStage } from "./gitlab-stage.ts";

let gitlab: GitLabStage["gitlab"];
let world: GitLabStage["world"];
let requests: GitLabStage["requests"];
let number: GitLabStage["number"];
let project: GitLabStage["project"];
let portOf: GitLabStage["portOf"];

onGitLabStage((stage) => {
  ({ gitlab, world, requests, number, project, portOf } = stage);
});

describe("what a project does not tell", () => {
  const answer = (of: object) => ({ status: 200, text: JSON.stringify(of), type: "application/json" });
  const below = (path: string) => new RegExp(`${encodeURIComponent(world.repository)}${path}`);

  it("leaves the demanded checks unknown", async () => {
    gitlab.fail({ path: below("$"), kind: answer({ default_branch: "main" }), times: 1 });
    expect(await requests.requiredChecksOf("main")).toBe("unknown");
  });

  it.each(["1000+", null, "2"])("leaves the files unknown: a count of %j", async (count) => {
    const whole = (await world.call(world.owner, "GET", `${world.base}/merge_requests/${number}`)) as object;
    const path = below(`/merge_requests/${number}$`);
    gitlab.fail({ path, kind: answer({ ...whole, changes_count: count }), times: 1 });
    expect(await requests.filesOf(number)).toBe("unknown");
    expect(await requests.filesOf(number)).toEqual(["file-1.txt"]);
  });

  it("leaves a head unknown that is not looked at yet", async () => {
    const whole = (await world.call(world.owner, "GET", `${world.base}/merge_requests/${number}`)) as object;
    gitlab.fail({ path: below(`/merge_requests/${number}$`), kind: answer({ ...whole, sha: null }), times: 1 });
    await expect(requests.read(number)).rejects.toThrow("it does not say which commit the head is");
  });
});

describe("members", () => {
  it("who were blocked, and users without a number, may nothing", async () => {
    const person = await world.user("admin");
    const identities = portOf("identities");
    const blocked = { id: Number(person.id), access_level: 40, state: "blocked" };
    const path = new RegExp(`members/all/${person.id}$`);
    gitlab.fail({ path, kind: { status: 200, text: JSON.stringify(blocked), type: "application/json" }, times: 1 });
    expect(await identities.permissionOf(person)).toBe("none");
    expect(await identities.permissionOf(person)).toBe("admin");
    expect(await identities.permissionOf({ ...person, id: "../../user" })).toBe("none");
  });

  it.each([
    [5, "none"],
    [10, "read"],
    [15, "read"],
    [25, "read"],
    [50, "admin"],
  ])("with the role %i may %s", async (level, permission) => {
    const person = await world.user("read");
    project().members.set(Number(person.id), level);
    expect(await portOf("identities").permissionOf(person)).toBe(permission);
  });
});

describe("the set-up", () => {
  const setupWith = (token: string) => {
    const { url, repository } = world;
    const { setup } = gitlabForge({ url, repository, token });
    if (!setup) throw new Error("there is no port");
    return setup;
  };
  const heldBy = async (token: string) => (await setupWith(token).tokenRights()).map(({ isHeld }) => isHeld);

  it("names the scope and the role that are missing", async () => {
    expect(await heldBy(world.token)).toEqual([true, true]);
    expect(await heldBy(await world.newToken(world.owner, ["read_api"]))).toEqual([false, true]);
    expect(await heldBy(world.tokenOf(await world.user("read")))).toEqual([true, false]);
  });

  it("gives the approvals that rules demand, and knows patterns of protected branches", async () => {
    project().approvalsRequired = 2;
    project().protectedBranches.push("to*");
    const { setup } = world.forge;
    expect(await setup?.protectionOf("topic")).toEqual({ isProtected: true, requiredApprovals: 2 });
    expect(await setup?.protectionOf("main")).toEqual({ isProtected: false, requiredApprovals: 2 });
    expect(await setup?.protectionOf("release/1")).toBe("unknown");
    const reader = setupWith(world.tokenOf(await world.user("read")));
    expect(await reader.protectionOf("topic")).toEqual({ isProtected: "unknown", requiredApprovals: 2 });
  });

  it("is no protection where maintainers may push", async () => {
    const rule = [{ name: "topic", push_access_levels: [{ access_level: 40 }] }];
    const kind = { status: 200, text: JSON.stringify(rule), type: "application/json" };
    gitlab.fail({ path: new RegExp(`${encodeURIComponent(world.repository)}/protected`), kind, times: 1 });
    expect(await world.forge.setup?.protectionOf("topic")).toMatchObject({ isProtected: false });
  });

  it("gives webhooks without what may be a secret in their addresses, and to maintainers alone", async () => {
    const url = "https://ada:secret@hooks.example.com/groundwork?token=secret";
    await world.call(world.owner, "POST", `${world.base}/hooks`, { url });
    const ofOwner = setupWith(world.tokenOf(world.owner));
    expect(await ofOwner.webhooks()).toEqual([{ url: "https://hooks.example.com/groundwork", isActive: true }]);
    expect(await world.forge.setup?.webhooks()).toBe("unknown");
  });
});

describe("an adapter", () => {
  it("has no port for webhooks without a secret, and none for branches without a clone", () => {
    const { url, repository, token } = world;
    expect(Object.keys(gitlabForge({ url, repository, token })).toSorted()).toEqual(
      [
        "board",
        "changeRequests",
        "comments",
        "deployments",
        "identities",
        "issues",
        "name",
        "proposals",
        "reactions",
        "repository",
        "requestLimit",
        "setup",
        "statuses",
      ].toSorted(),
    );
  });
});
