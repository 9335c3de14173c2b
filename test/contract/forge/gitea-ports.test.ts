import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { giteaForge } from "../../../src/forge/gitea/index.ts";
import type { ChangeRequests, ForgeUser } from "../../../src/forge/index.ts";
import { type FakeGitea, fakeGitea } from "../../fakes/gitea/index.ts";
import { type GiteaWorld, giteaWorld } from "./gitea-world.ts";

let gitea: FakeGitea;
let world: GiteaWorld;
let requests: ChangeRequests;
let number: number;
let head: string;
let base: string;

beforeAll(async () => {
  gitea = await fakeGitea();
});
afterAll(async () => {
  await gitea.stop();
});
beforeEach(async () => {
  gitea.state.largestPage = 50;
  world = await giteaWorld(gitea);
  base = `repos/${world.repository}`;
  head = await world.commit({ branch: "topic" });
  number = await world.open({ head: "topic" });
  if (!world.forge.changeRequests) throw new Error("no port for change requests");
  requests = world.forge.changeRequests;
});
afterEach(async () => {
  await world.end();
});

const forgeWith = (token: string) => giteaForge({ url: world.url, repository: world.repository, token });

describe("links", () => {
  it("lead to the public address, though the forge is reached by another", async () => {
    const page = `https://git.example.com/${world.repository}/pulls/${number}`;
    expect((await requests.read(number)).url).toBe(page);
    const comment = await world.forge.board?.ensureComment({ number }, "preview", "text");
    expect(comment?.url).toMatch(new RegExp(`^${page}#issuecomment-\\d+$`));
  });
});

describe("lists of a site whose pages are small", () => {
  it("are read to their end", async () => {
    gitea.state.largestPage = 2;
    for (let count = 1; count <= 5; count++)
      await world.call(world.owner, "POST", `${base}/statuses/${head}`, {
        state: "pending",
        context: `check/${count}`,
      });
    expect(await world.forge.statuses?.statusesOf(head)).toHaveLength(5);
    const files = Object.fromEntries(["a", "b", "c", "d"].map((name) => [name, name]));
    await world.commit({ branch: "topic", files });
    expect(await requests.filesOf(number)).toEqual(["a", "b", "c", "d", "file-1.txt"]);
  });
});

describe("comments of two runs of one bot", () => {
  it("become one at the next run, the oldest", async () => {
    const { board } = world.forge;
    await board?.ensureComment({ number }, "preview", "first");
    const [kept] = await world.comments(number);
    const bot = await fetch(`${world.url}/api/v1/${base}/issues/${number}/comments`, {
      method: "POST",
      headers: { authorization: `token ${world.token}`, "content-type": "application/json" },
      body: JSON.stringify({ body: kept?.body }),
    });
    expect(bot.status).toBe(201);
    await board?.ensureComment({ number }, "preview", "first");
    expect((await world.comments(number)).map(({ id }) => id)).toEqual([kept?.id]);
  });
});

describe("words of a status that Gitea stores", () => {
  it.each([
    ["warning", "failure"],
    ["skipped", "success"],
    ["error", "error"],
    ["in_progress", "pending"],
    ["SUCCESS", "pending"],
    ["", "pending"],
  ])("%j counts as %s", async (state, counted) => {
    await world.call(world.owner, "POST", `${base}/statuses/${head}`, { state, context: "ci" });
    expect((await world.forge.statuses?.statusesOf(head))?.[0]?.state).toBe(counted);
  });
});

describe("a change request from a fork", () => {
  let person: ForgeUser;
  let fork: string;

  beforeEach(async () => {
    person = await world.user("read");
    await world.call(person, "POST", `${base}/forks`, {});
    fork = `${person.name}/${world.repository.split("/")[1]}`;
    const opened = await world.call(person, "POST", `${base}/pulls`, {
      title: "t",
      head: `${person.name}:topic`,
      base: "main",
    });
    ({ number } = opened as { number: number });
  });

  it("is one, though its branch has the name of one of the repository", async () => {
    expect(await requests.read(number)).toMatchObject({ isFromFork: true, head: { branch: "topic", commit: head } });
    const own = await world.forge.proposals?.ensureOpen({ title: "t", body: "", head: "topic", base: "main" });
    expect(own?.number).not.toBe(number);
  });

  it("is one after the fork was deleted, and closed by that", async () => {
    await world.call(person, "DELETE", `repos/${fork}`);
    const read = await requests.read(number);
    expect(read).toMatchObject({ isFromFork: true, state: "closed", head: { commit: head } });
    expect(read.head).not.toHaveProperty("branch");
  });

  it("has its status on the commit in the repository that it is to be merged into", async () => {
    await world.forge.statuses?.setStatus(head, { context: "groundwork/preview", state: "success", description: "" });
    expect(await world.forge.statuses?.statusesOf(head)).toHaveLength(1);
  });
});

describe("a change request without a branch", () => {
  it("is as one from a fork: who may only read can push it for review", async () => {
    expect((await requests.read(number)).isFromFork).toBe(false);
    await world.call(world.owner, "DELETE", `${base}/branches/topic`);
    expect((await requests.read(number)).isFromFork).toBe(true);
  });
});

describe("a draft", () => {
  it.each([
    ["WIP: a network", true],
    ["[wip] a network", true],
    ["Draft: a network", false],
  ])("is %j: %s", async (title, isDraft) => {
    await world.call(world.owner, "PATCH", `${base}/pulls/${number}`, { title });
    expect((await requests.read(number)).isDraft).toBe(isDraft);
  });
});

describe("reviews", () => {
  let person: ForgeUser;

  beforeEach(async () => {
    person = await world.user("write");
  });

  const officials = async () => (await requests.reviewsOf(number)).map(({ isOfficial }) => isOfficial);

  it("lose their weight when the reviewer is asked again", async () => {
    await world.review(number, person, "approved");
    await world.call(world.owner, "POST", `${base}/pulls/${number}/requested_reviewers`, { reviewers: [person.name] });
    expect(await officials()).toEqual([false]);
  });

  it("lose their weight with a push, where the branch demands that", async () => {
    const rule = { rule_name: "main", dismiss_stale_approvals: true };
    await world.call(world.owner, "POST", `${base}/branch_protections`, rule);
    await world.review(number, person, "approved");
    expect(await officials()).toEqual([true]);
    await world.commit({ branch: "topic" });
    expect(await officials()).toEqual([false]);
  });

  it.each(["APPROVE", "approved", "CHANGES_REQUESTED", ""])(
    "in the word %j of another forge are none",
    async (event) => {
      await world.call(person, "POST", `${base}/pulls/${number}/reviews`, { event, body: "fine" });
      expect(await requests.reviewsOf(number)).toEqual([]);
      const theirs = forgeWith(world.tokenOf(person)).changeRequests;
      expect(await theirs?.reviewsOf(number)).toEqual([]);
    },
  );

  it("name the commit that the reviewer's program sent", async () => {
    const main = await world.headOf("main");
    await world.call(person, "POST", `${base}/pulls/${number}/reviews`, {
      event: "APPROVED",
      body: "",
      commit_id: main,
    });
    expect((await requests.reviewsOf(number)).map(({ commit }) => commit)).toEqual([main]);
  });
});

describe("contributors", () => {
  it("are unknown when the forge knows no user of a commit's address", async () => {
    const person = await world.newUser("write");
    await world.commit({ branch: "other", by: person });
    const opened = await world.open({ head: "other" });
    for (const user of gitea.state.users)
      if (String(user.id) === person.id) Object.assign(user, { email: "x@example.com" });
    expect(await requests.contributorsOf(opened)).toBe("unknown");
    // A later push by a user who is known says nothing of those before it.
    await world.commit({ branch: "other" });
    expect(await requests.contributorsOf(opened)).toBe("unknown");
  });
});

describe("permissions", () => {
  it("are unknown to a bot that may not administer the repository", async () => {
    const [bot, person] = [await world.user("write"), await world.user("write")];
    const { identities } = forgeWith(world.tokenOf(bot));
    expect(await identities?.permissionOf(person)).toBe("unknown");
    expect(await identities?.permissionOf(bot)).toBe("write");
  });

  it("are those of the id, after the user was renamed and another has the name", async () => {
    const [person, other] = [await world.newUser("admin"), await world.newUser("read")];
    for (const user of gitea.state.users) {
      if (String(user.id) === person.id) user.login = "renamed";
      if (String(user.id) === other.id) user.login = person.name;
    }
    expect(await world.forge.identities?.permissionOf(person)).toBe("admin");
    expect(await world.forge.identities?.permissionOf({ ...other, name: person.name })).toBe("read");
  });
});

describe("a merge that was made with Git and pushed", () => {
  it("is no merge of the change request, as Gitea does not notice it", async () => {
    const merged = await world.commit({ branch: "main", from: "topic" });
    expect(await requests.mergedBy(merged, "main")).toEqual([]);
    expect((await requests.read(number)).state).toBe("open");
  });

  it("is one after a person has said so", async () => {
    const merged = await world.commit({ branch: "main" });
    await world.call(world.owner, "POST", `${base}/pulls/${number}/merge`, {
      Do: "manually-merged",
      MergeCommitID: merged,
    });
    expect((await requests.mergedBy(merged, "main")).map((each) => each.number)).toEqual([number]);
  });
});
