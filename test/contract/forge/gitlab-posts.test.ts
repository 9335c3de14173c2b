import { describe, expect, it } from "vitest";
import { type GitLabStage, onGitLabStage } from "./gitlab-stage.ts";

let gitlab: GitLabStage["gitlab"];
let world: GitLabStage["world"];
let requests: GitLabStage["requests"];
let number: GitLabStage["number"];
let head: GitLabStage["head"];
let project: GitLabStage["project"];
let portOf: GitLabStage["portOf"];

onGitLabStage((stage) => {
  ({ gitlab, world, requests, number, head, project, portOf } = stage);
});

const bodies = async () => (await world.comments(number)).map(({ body }) => body);

describe("links", () => {
  it("lead to the public address", async () => {
    const page = `https://gitlab.example.com/${world.repository}/-/merge_requests/${number}`;
    expect((await requests.read(number)).url).toBe(page);
    const comment = await portOf("board").ensureComment({ number }, "preview", "text");
    expect(comment.url).toMatch(new RegExp(`^${page}#note_\\d+$`));
  });
});

describe("lines that are quick actions", () => {
  it.each([
    ["by itself", "/close"],
    ["in a fence of four backticks", "````\n/close\n````"],
    ["in a fence of tildes", "~~~\n/close\n~~~"],
    ["behind a carriage return, which is removed first", "a plan\n\r/close\r\n"],
    ["in capitals, at the end", "a plan\n/CLOSE"],
  ])("stay text %s, when the comment is edited too", async (_name, text) => {
    const board = portOf("board");
    await board.ensureComment({ number }, "preview", `${text}\n1`);
    await board.ensureComment({ number }, "preview", `${text}\n2`);
    expect((await requests.read(number)).state).toBe("open");
    expect(await bodies()).toEqual([expect.stringMatching(/^ \/close/im)]);
  });

  it("are carried out by the fake, so that these tests mean something", async () => {
    await world.comment(number, world.owner, "````\n/close\n````");
    expect((await requests.read(number)).state).toBe("closed");
  });

  it("stay text in issues and in what a merge request says", async () => {
    const { number: issue } = await portOf("issues").ensureIssue("drift", { title: " t ", body: "/close\nx" });
    expect(project().issues[issue - 1]).toMatchObject({ state: "opened", title: "t" });
    world.writesOfForge();
    await portOf("issues").ensureIssue("drift", { title: " t ", body: "/close\nx" });
    expect(world.writesOfForge()).toBe(0);
    await world.commit({ branch: "other" });
    const wanted = { title: "t", body: "/close", head: "other", base: "main" };
    expect((await portOf("proposals").ensureOpen(wanted)).state).toBe("open");
  });
});

describe("statuses", () => {
  const status = { context: "groundwork/preview", state: "success", description: "2 changes" } as const;
  const pipelines = () => project().pipelines.map(({ ref, source, statuses }) => [ref, source, statuses.length]);

  it.each([true, false])("are written once for one state, where an equal one is refused: %s", async (refuses) => {
    gitlab.state.refusesEqualStates = refuses;
    const pending = { ...status, state: "pending", description: "1 of 3" } as const;
    for (const description of ["1 of 3", "2 of 3", "2 of 3"])
      await portOf("statuses").setStatus(head, { ...pending, description }, "topic");
    expect(await portOf("statuses").statusesOf(head)).toEqual([{ ...pending, description: "2 of 3" }]);
    expect(world.writesOfForge()).toBeGreaterThan(0);
    await portOf("statuses").setStatus(head, { ...pending, description: "2 of 3" }, "topic");
    expect(world.writesOfForge()).toBe(0);
  });

  it("end in the pipeline that they began in, though a newer one is there", async () => {
    await portOf("statuses").setStatus(head, { ...status, state: "pending" }, "topic");
    const newer = { id: gitlab.state.nextId(), sha: head, ref: "topic", source: "merge_request_event", statuses: [] };
    project().pipelines.push(newer);
    await portOf("statuses").setStatus(head, status, "topic");
    expect(pipelines()).toEqual([
      ["topic", "external", 1],
      ["topic", "merge_request_event", 0],
    ]);
  });

  it("of two branches with one commit are kept apart", async () => {
    await world.call(world.owner, "POST", `${world.base}/statuses/${head}`, { state: "success", name: "x", ref: "a" });
    await portOf("statuses").setStatus(head, status, "topic");
    await portOf("statuses").setStatus(head, status, "other");
    expect(pipelines()).toEqual([
      ["a", "external", 1],
      ["topic", "external", 1],
      ["other", "external", 1],
    ]);
  });

  it("of another user hide ours, which is then written again", async () => {
    await portOf("statuses").setStatus(head, { ...status, state: "failure" }, "topic");
    const covered = { state: "success", name: status.context, ref: "topic", description: status.description };
    await world.call(world.owner, "POST", `${world.base}/statuses/${head}`, covered);
    world.writesOfForge();
    await portOf("statuses").setStatus(head, status, "topic");
    expect(world.writesOfForge()).toBe(1);
  });

  it("open another pipeline where the first one has as many jobs as it may", async () => {
    await portOf("statuses").setStatus(head, { ...status, state: "failure" }, "topic");
    gitlab.state.jobsOfPipeline = 1;
    await portOf("statuses").setStatus(head, status, "topic");
    expect(pipelines()).toEqual([
      ["topic", "external", 1],
      ["topic", "external", 1],
    ]);
    expect((await portOf("statuses").statusesOf(head))[0]?.state).toBe("success");
  });

  it("let a merge through that waits for the pipeline, and only with success", async () => {
    await world.protect("main", []);
    for (const state of ["pending", "error", "failure"] as const) {
      await portOf("statuses").setStatus(head, { ...status, state }, "topic");
      await expect(world.merge(number, "merge")).rejects.toThrow("405");
    }
    await portOf("statuses").setStatus(head, status, "topic");
    await world.merge(number, "merge");
  });

  it.each([
    ["skipped", "success"],
    ["canceled", "error"],
    ["running", "pending"],
    ["manual", "pending"],
    ["waiting_for_resource", "pending"],
  ])("in the word %j count as %s", async (word, counted) => {
    await world.call(world.owner, "POST", `${world.base}/statuses/${head}`, { state: word, name: "ci", ref: "topic" });
    expect((await portOf("statuses").statusesOf(head))[0]?.state).toBe(counted);
  });
});

describe("deployments", () => {
  const shown = { environment: "dev", description: "applied", state: "in-progress" } as const;
  const kept = () => project().deployments.map(({ sha, status }) => [sha, status]);

  it("are one for a commit, which ends in what it came to", async () => {
    const deployments = portOf("deployments");
    world.writesOfForge();
    await deployments.ensureDeployment({ ...shown, commit: head });
    await deployments.ensureDeployment({ ...shown, commit: head });
    expect(world.writesOfForge()).toBe(1);
    await deployments.ensureDeployment({ ...shown, commit: head, state: "failure" });
    expect(kept()).toEqual([[head, "failed"]]);
    world.writesOfForge();
    await deployments.ensureDeployment({ ...shown, commit: head, state: "failure" });
    expect(world.writesOfForge()).toBe(0);
  });

  it("are new for another commit, and for one that has ended otherwise", async () => {
    const main = await world.headOf("main");
    const deployments = portOf("deployments");
    for (const [commit, state] of [
      [main, "success"],
      [head, "failure"],
      [head, "success"],
    ] as const)
      await deployments.ensureDeployment({ ...shown, commit, state });
    expect(kept()).toEqual([
      [main, "success"],
      [head, "failed"],
      [head, "success"],
    ]);
  });

  it("are looked for among the newest hundred, since an environment has one for each run that it ever had", async () => {
    const deployments = portOf("deployments");
    await deployments.ensureDeployment({ ...shown, commit: head, state: "success" });
    const [own] = project().deployments;
    if (!own) throw new Error("no deployment was made");
    const other = { ...own, user: { ...own.user, id: own.user.id + 1 } };
    for (let count = 0; count < 99; count++) project().deployments.push(other);
    await deployments.ensureDeployment({ ...shown, commit: head, state: "success" });
    expect(kept()).toHaveLength(100);
    project().deployments.push(other);
    await deployments.ensureDeployment({ ...shown, commit: head, state: "success" });
    expect(kept()).toHaveLength(102);
  });

  it("end with their environment", async () => {
    const deployments = portOf("deployments");
    await deployments.ensureDeployment({ ...shown, commit: head, state: "success" });
    await deployments.ensureDeployment({ ...shown, commit: head, state: "inactive" });
    await deployments.ensureDeployment({ ...shown, commit: head, state: "inactive" });
    expect([...project().stoppedEnvironments]).toEqual(["dev"]);
  });
});
