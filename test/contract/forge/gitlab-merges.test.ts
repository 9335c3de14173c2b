import { describe, expect, it } from "vitest";
import { type GitLabStage, onGitLabStage } from "./gitlab-stage.ts";

let gitlab: GitLabStage["gitlab"];
let world: GitLabStage["world"];
let requests: GitLabStage["requests"];
let number: GitLabStage["number"];
let head: GitLabStage["head"];
let project: GitLabStage["project"];
let stored: GitLabStage["stored"];

onGitLabStage((stage) => {
  ({ gitlab, world, requests, number, head, project, stored } = stage);
});

describe("reviews", () => {
  const seen = async () => (await requests.reviewsOf(number)).map(({ verdict, commit }) => [verdict, commit]);

  it("are none where GitLab calls a merge request approved because no rule asks for any", async () => {
    expect(await requests.reviewsOf(number)).toEqual([]);
  });

  it.each([true, false])("have the commit of their time, where GitLab tells that time: %s", async (tells) => {
    gitlab.state.tellsApprovalTimes = tells;
    await world.review(number, await world.user("write"), "approved");
    const [review] = await requests.reviewsOf(number);
    expect(review?.commit).toBe(head);
    expect(Date.parse(review?.at ?? "")).toBeGreaterThan(0);
  });

  it("have no commit while a push is taken in, and that of the push afterwards", async () => {
    const [one, other] = [await world.user("write"), await world.user("write")];
    const second = await world.commit({ branch: "topic" });
    const pushed = stored().notes.pop()!;
    await world.review(number, one, "approved");
    stored().notes.splice(-1, 0, { ...pushed, created: gitlab.state.now() });
    await world.review(number, other, "approved");
    expect(await seen()).toEqual([
      ["approved", undefined],
      ["approved", second],
    ]);
  });

  it("are gone with a push, where the project demands that", async () => {
    await world.call(world.owner, "PUT", world.base, { reset_approvals_on_push: true });
    await world.review(number, await world.user("write"), "approved");
    await world.commit({ branch: "topic" });
    expect(await requests.reviewsOf(number)).toEqual([]);
  });

  it("are of a person who asked for changes since, though the approval stands", async () => {
    const person = await world.user("write");
    await world.review(number, person, "approved");
    const [approval] = stored().approvals;
    await world.review(number, person, "changes-requested");
    stored().approvals.push(approval!);
    expect(await seen()).toEqual([["changes-requested", head]]);
  });

  it("cannot be written into the discussion by a person", async () => {
    const person = await world.user("write");
    await world.review(number, person, "approved");
    await world.commit({ branch: "topic" });
    await world.comment(number, person, "approved this merge request");
    expect(await seen()).toEqual([["approved", head]]);
  });
});

describe("contributors", () => {
  const ids = async () => {
    const found = await requests.contributorsOf(number);
    return found === "unknown" ? found : found.map(({ id }) => id).toSorted();
  };

  it("are unknown when GitLab knows no user of a commit's address", async () => {
    const person = await world.user("write");
    await world.commit({ branch: "topic", by: person });
    expect(await ids()).toEqual([world.owner.id, person.id].toSorted());
    for (const user of gitlab.state.users)
      if (String(user.id) === person.id) Object.assign(user, { email: "x@example.com" });
    expect(await ids()).toBe("unknown");
  });

  it("are also those who pushed the commits of others", async () => {
    const person = await world.user("write");
    await world.pushAs(person, { branch: "topic" }, world.owner);
    expect(await ids()).toEqual([world.owner.id, person.id].toSorted());
  });

  it("are read to the end of many commits", async () => {
    const person = await world.user("write");
    gitlab.state.nodesOnPage = 2;
    await world.commit({ branch: "topic", by: person });
    for (let count = 0; count < 3; count++) await world.commit({ branch: "topic" });
    expect(await ids()).toEqual([world.owner.id, person.id].toSorted());
  });
});

describe("merges", () => {
  const broughtBy = async (commit: string) => (await requests.mergedBy(commit, "main")).map((each) => each.number);

  it("by a squash that is fast-forwarded have one commit", async () => {
    await world.commit({ branch: "topic" });
    await world.call(world.owner, "PUT", world.base, { merge_method: "ff" });
    await world.call(world.owner, "PUT", `${world.base}/merge_requests/${number}/merge`, { squash: true });
    const commit = await world.headOf("main");
    expect((await requests.read(number)).merge?.commit).toBe(commit);
    expect(await broughtBy(commit)).toEqual([number]);
    expect(await broughtBy(head)).toEqual([]);
  });

  it("by a train that had to put commits on top of others are known by the number too", async () => {
    await world.commit({ branch: "topic" });
    await world.commit({ branch: "main" });
    await world.merge(number, "rebase");
    await world.commit({ branch: "main" });
    const [commit] = await world.parentsOf(await world.headOf("main"));
    expect((await requests.read(number)).merge?.commit).toBe(commit);
    expect(await broughtBy(head)).toEqual([]);
  });

  it("by a train with merge commits have that commit", async () => {
    await world.commit({ branch: "main" });
    await world.call(world.owner, "POST", `${world.base}/merge_trains/merge_requests/${number}`, {});
    const commit = await world.headOf("main");
    expect((await requests.read(number)).merge?.commit).toBe(commit);
    expect(await broughtBy(commit)).toEqual([number]);
    expect(await broughtBy(head)).toEqual([number]);
  });

  it("of one of two that have a commit, and were merged one after the other, brought it", async () => {
    await world.commit({ branch: "second", from: "topic" });
    const second = await world.open({ head: "second" });
    await world.merge(number, "merge");
    await world.merge(second, "merge");
    expect(await broughtBy(head)).toEqual([number]);
  });

  it("by a squash have not brought what came with another one afterwards", async () => {
    await world.commit({ branch: "second", from: "topic" });
    const second = await world.open({ head: "second" });
    await world.merge(number, "squash");
    await world.merge(second, "merge");
    expect(await broughtBy(head)).toEqual([second]);
  });

  it("that cannot be found on their branch any more are unknown", async () => {
    await world.commit({ branch: "main" });
    await world.merge(number, "rebase");
    await world.commit({ branch: "main", amend: true });
    await expect(requests.read(number)).rejects.toThrow("none of them is on main, though it was merged");
  });

  it("into a branch that is gone have the head's commit", async () => {
    await world.commit({ branch: "release" });
    await world.commit({ branch: "fix", from: "release" });
    const fix = await world.open({ head: "fix", base: "release" });
    await world.merge(fix, "fast-forward");
    const commit = await world.headOf("release");
    await world.deleteBranch("release");
    const read = await requests.read(fix);
    expect(read).toMatchObject({ state: "merged", merge: { commit }, base: { branch: "release" } });
    expect(read.base).not.toHaveProperty("commit");
  });

  it("made and pushed with Git are noticed", async () => {
    await world.mergeByGit?.(number);
    expect(await broughtBy(await world.headOf("main"))).toEqual([number]);
  });
});

describe("a merge request from a fork", () => {
  it("is one, also after the fork was deleted", async () => {
    const person = await world.user("read");
    const from = (await world.openFromFork?.({ by: person })) ?? 0;
    expect(await requests.read(from)).toMatchObject({ isFromFork: true, author: { id: person.id } });
    const fork = gitlab.state.projects.find(({ forkedFrom }) => forkedFrom === project());
    await world.call(person, "DELETE", `projects/${fork?.id}`);
    expect(await requests.read(from)).toMatchObject({ isFromFork: true });
  });
});
