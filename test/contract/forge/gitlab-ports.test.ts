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

describe("an adapter", () => {
  it("has no port for webhooks without a secret, and none for branches without a clone", () => {
    const { url, repository, token } = world;
    expect(Object.keys(gitlabForge({ url, repository, token })).toSorted()).toEqual(
      ["board", "changeRequests", "deployments", "identities", "issues", "name", "repository", "statuses"].toSorted(),
    );
  });
});
