import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { bitbucketForge } from "../../../src/forge/bitbucket/index.ts";
import type { ChangeRequests, Deployment } from "../../../src/forge/index.ts";
import { type BitbucketHost, fakeDataCenter } from "../../fakes/bitbucket/index.ts";
import type { Pull, RequiredBuilds } from "../../fakes/bitbucket/state.ts";
import { type BitbucketWorld, bitbucketWorld } from "./bitbucket-world.ts";

let server: BitbucketHost;
let world: BitbucketWorld;
let requests: ChangeRequests;
let number: number;
let head: string;
let pull: Pull;

beforeAll(async () => {
  server = await fakeDataCenter();
});
afterAll(async () => {
  await server.stop();
});
beforeEach(async () => {
  Object.assign(server.state, { largestPage: 100, mostChanges: 1_000 });
  world = await bitbucketWorld(server);
  head = await world.commit({ branch: "topic" });
  number = await world.open({ head: "topic" });
  pull = world.stored.pulls[number - 1]!;
  if (!world.forge.changeRequests) throw new Error("no port for change requests");
  requests = world.forge.changeRequests;
});
afterEach(async () => {
  await world.end();
});

const comment = async (text: string) => await world.forge.board?.ensureComment({ number }, "preview", text);

describe("links and lists of Data Center", () => {
  it("lead to the public address", async () => {
    const page = `https://git.example.com/projects/OPS/repos/${world.stored.name}/pull-requests/${number}`;
    expect((await requests.read(number)).url).toBe(page);
    expect((await comment("text"))?.url).toMatch(new RegExp(`^${page}/overview\\?commentId=\\d+$`));
  });

  it("are read to their end where a site's pages are small", async () => {
    server.state.largestPage = 2;
    await comment("first");
    for (let count = 0; count < 5; count++) await world.comment(number, world.owner, `remark ${count}`);
    expect((await comment("first"))?.done).toBe("unchanged");
  });

  it("of changed files are unknown where they may be cut, which nothing says", async () => {
    server.state.mostChanges = 3;
    await world.commit({ branch: "topic", files: { a: "a" } });
    expect(await requests.filesOf(number)).toEqual(["a", "file-1.txt"]);
    await world.commit({ branch: "topic", files: { b: "b" } });
    expect(await requests.filesOf(number)).toBe("unknown");
  });
});

describe("comments of Data Center", () => {
  it("are edited again from their new version when another run was first", async () => {
    await comment("first");
    const text = '{"errors":[{"message":"You are attempting to modify a comment based on out-of-date information."}]}';
    server.fail({
      method: "PUT",
      path: /\/comments\//,
      kind: { status: 409, text, type: "application/json" },
      times: 1,
    });
    expect((await comment("second"))?.done).toBe("updated");
    expect(pull.comments.map((each) => each.version)).toEqual([1]);
  });

  it("are refused in an archived repository, which answers with the same status", async () => {
    await comment("first");
    world.stored.isArchived = true;
    await expect(comment("second")).rejects.toThrow(`Take ${world.repository} out of the archive.`);
  });

  it("are those of now, though the log goes on to show earlier texts", async () => {
    for (const text of ["first", "second", "first"]) await comment(text);
    expect((await comment("first"))?.done).toBe("unchanged");
    expect((await comment("second"))?.done).toBe("updated");
    expect(await world.comments(number)).toHaveLength(1);
  });

  it("need a token that is a user's", async () => {
    const token = server.addToken(world.bot.user, "access token");
    const { board } = bitbucketForge({ url: server.url, repository: world.repository, token });
    await expect(board?.ensureComment({ number }, "preview", "text")).rejects.toThrow(
      "an HTTP access token of a user: one of a project or a repository has none",
    );
  });
});

describe("builds of Data Center", () => {
  it("have the name that required builds are compared with, and their branch", async () => {
    await world.forge.statuses?.setStatus(
      head,
      { context: "groundwork/preview", state: "error", description: "" },
      "topic",
    );
    expect(world.stored.statuses.get(head)?.get("groundwork/preview")).toMatchObject({
      parent: "groundwork/preview",
      ref: "refs/heads/topic",
      state: "FAILED",
    });
  });

  it("have the commit's page in place of one that is too long", async () => {
    const url = `https://ci.example.com/${"x".repeat(450)}`;
    await world.forge.statuses?.setStatus(head, { context: "groundwork/up", state: "success", description: "", url });
    expect(world.stored.statuses.get(head)?.get("groundwork/up")?.url).toMatch(/\/commits\/[0-9a-f]{40}$/);
  });

  it.each<[string, Partial<RequiredBuilds>, unknown]>([
    ["every branch", { matcher: { id: "ANY_REF_MATCHER_ID", type: "ANY_REF" } }, [{ context: "ci" }]],
    ["another branch", { matcher: { id: "refs/heads/other", type: "BRANCH" } }, []],
    [
      "every branch but this one",
      { matcher: { id: "x", type: "ANY_REF" }, exempt: { id: "refs/heads/main", type: "BRANCH" } },
      [],
    ],
    ["a pattern", { matcher: { id: "m*", type: "PATTERN" } }, "unknown"],
    ["a branch of the model", { matcher: { id: "production", type: "MODEL_BRANCH" } }, "unknown"],
    [
      "every branch but a pattern",
      { matcher: { id: "x", type: "ANY_REF" }, exempt: { id: "m*", type: "PATTERN" } },
      "unknown",
    ],
  ])("that are required for %s are told so", async (_name, rule, told) => {
    world.stored.requiredBuilds.push({ id: 1, keys: ["ci"], matcher: { id: "x", type: "ANY_REF" }, ...rule });
    expect(await requests.requiredChecksOf("main")).toEqual(told);
  });
});

describe("deployments on Data Center", () => {
  const shown = { environment: "dev", description: "applied", state: "in-progress" } as const;
  const kept = () => [...world.stored.deployments.values()].map(({ environment, state }) => [environment, state]);
  const ensure = async (some: Partial<Deployment> = {}) =>
    await world.forge.deployments?.ensureDeployment({ ...shown, commit: head, ...some });

  it("are one for an environment and a commit, which ends in what it came to", async () => {
    world.writesOfForge();
    await ensure();
    await ensure();
    expect(world.writesOfForge()).toBe(1);
    await ensure({ state: "failure" });
    await ensure({ state: "success" });
    await ensure({ environment: "staging" });
    expect(kept()).toEqual([
      ["dev", "SUCCESSFUL"],
      ["staging", "IN_PROGRESS"],
    ]);
    await ensure({ environment: "staging", state: "inactive" });
    expect(kept()).toContainEqual(["staging", "ROLLED_BACK"]);
  });

  it("are one for each commit, with its page where there is no other", async () => {
    const page = `https://git.example.com/projects/OPS/repos/${world.stored.name}/commits/${head}`;
    await ensure();
    await ensure({ commit: await world.headOf("main"), url: "https://example.com/run" });
    const urls = [...world.stored.deployments.values()].map(({ url }) => url);
    expect(urls).toEqual([page, "https://example.com/run"]);
  });

  it("are written once though an answer is lost", async () => {
    server.fail({ method: "POST", path: /\/deployments$/, kind: "lost answer", times: 1 });
    await ensure();
    expect(kept()).toEqual([["dev", "IN_PROGRESS"]]);
  });

  it("are refused of a commit that is not there", async () => {
    await expect(ensure({ commit: "a".repeat(40) })).rejects.toThrow("no such commit");
    await expect(ensure({ commit: "topic" })).rejects.toThrow("no such commit");
  });
});

describe("approvals on Data Center", () => {
  it("are of no commit when the one that was reviewed last is a later one than that of the approval", async () => {
    const person = await world.user("write");
    await world.review(number, person, "approved");
    const second = await world.commit({ branch: "topic" });
    Object.assign(pull.opinions.get(world.userOf(person).id)!, { head: second });
    expect((await requests.reviewsOf(number))[0]).not.toHaveProperty("commit");
  });

  it("count by the id of their reviewer, whose name is a part of another's", async () => {
    const [reader, admin] = [await world.user("read"), await world.user("admin")];
    Object.assign(world.userOf(admin), { name: `${reader.name}-admin` });
    await world.review(number, reader, "approved");
    expect(await requests.reviewsOf(number)).toMatchObject([{ reviewer: { id: reader.id }, isOfficial: false }]);
  });
});

describe("merges on Data Center", () => {
  const merge = (strategyId: string) =>
    world.call(
      world.owner,
      "POST",
      `rest/api/latest/projects/OPS/repos/${world.stored.name}/pull-requests/${number}/merge?version=${pull.version}`,
      { strategyId },
    );

  it("are found by a rebase with a merge commit, too", async () => {
    await world.commit({ branch: "main" });
    await merge("rebase-no-ff");
    const commit = await world.headOf("main");
    expect(await requests.mergedBy(commit, "main")).toMatchObject([{ number, merge: { commit } }]);
  });

  it("are unknown when nothing tells what was made, and the branch does not have the head", async () => {
    await world.commit({ branch: "main" });
    await merge("squash");
    Object.assign(pull, { merge: { ...pull.merge, commit: head } });
    await expect(requests.read(number)).rejects.toThrow("it does not tell what its merge made");
    expect(await requests.mergedBy(await world.headOf("main"), "main")).toEqual([]);
  });
});

describe("a change request from a fork of Data Center", () => {
  it("is one, though its repository has the same name", async () => {
    const opened = await world.openFromFork?.({ by: await world.user("read"), files: { a: "a" } });
    expect(await requests.read(opened ?? 0)).toMatchObject({ isFromFork: true });
  });
});
