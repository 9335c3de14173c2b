import { generateKeyPairSync } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { apiAddresses } from "../../../src/forge/github/addresses.ts";
import { githubForge } from "../../../src/forge/github/index.ts";
import { type ChangeRequests, ForgeRefused, ForgeSettingInvalid, type ForgeUser } from "../../../src/forge/index.ts";
import { type FakeGithub, fakeGithub } from "../../fakes/github/index.ts";
import type { Review } from "../../fakes/github/state.ts";
import { type Credentials, type GithubWorld, githubWorld, needed } from "./github-world.ts";

let github: FakeGithub;
let world: GithubWorld;
let requests: ChangeRequests;
let number: number;
let head: string;

beforeAll(async () => {
  github = await fakeGithub();
});
afterAll(async () => {
  await github.stop();
});
beforeEach(() => begin("token"));
afterEach(async () => {
  await world.end();
});

async function begin(credentials: Credentials): Promise<void> {
  world = await githubWorld(github, credentials);
  head = await world.commit({ branch: "topic", files: { "a.txt": "a\n" } });
  number = await world.open({ head: "topic" });
  if (!world.forge.changeRequests) throw new Error("no port for change requests");
  requests = world.forge.changeRequests;
}

const pull = () => world.kept.issues[number - 1]!.pull!;
const preview = { context: "groundwork/preview", state: "success", description: "2 changes" } as const;

describe("settings of GitHub", () => {
  it.each([
    ["https://github.com", "https://api.github.com", "https://api.github.com/graphql"],
    ["https://acme.ghe.com", "https://api.acme.ghe.com", "https://api.acme.ghe.com/graphql"],
    ["https://git.example.com", "https://git.example.com/api/v3", "https://git.example.com/api/graphql"],
    ["https://notgithub.com", "https://notgithub.com/api/v3", "https://notgithub.com/api/graphql"],
  ])("give the APIs of %s", (url, restApi, graphql) => {
    expect(apiAddresses(url)).toEqual({ rest: restApi, graphql });
  });

  const { privateKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs1", format: "pem" },
  });
  const url = "https://github.com";

  it("take the key of an App in the form that GitHub gives it, in one line too", () => {
    for (const key of [privateKey, privateKey.replaceAll("\n", String.raw`\n`)])
      expect(githubForge({ url, repository: "acme/platform", as: { app: "12", privateKey: key } }).name).toBe("github");
  });

  it.each([
    ["a repository without an owner", { repository: "platform", as: { token: "t" } }],
    ["a repository that leads elsewhere", { repository: "acme/..", as: { token: "t" } }],
    ["a token with a line break", { repository: "acme/platform", as: { token: "secret\nX-Evil: 1" } }],
    ["no key", { repository: "acme/platform", as: { app: "12", privateKey: "secret" } }],
    ["no id of an App", { repository: "acme/platform", as: { app: "secret/../", privateKey } }],
  ])("refuse %s, and never show a secret", (_name, settings) => {
    const open = () => githubForge({ url, ...settings });
    expect(open).toThrow(ForgeSettingInvalid);
    expect(open).not.toThrow(/secret|PRIVATE/);
  });
});

describe("reviews on GitHub", () => {
  let person: ForgeUser;
  const commits = async () => (await requests.reviewsOf(number)).map(({ commit }) => commit);
  const review = (): Review => pull().reviews.at(-1)!;

  beforeEach(async () => {
    person = await world.user("write");
    await world.review(number, person, "approved");
  });

  it("name no commit after a push with force of the same patch, though GitHub names the new head", async () => {
    await world.commit({ branch: "topic", files: { "a.txt": "a\n" }, message: "The same", amend: true });
    const forced = await world.headOf("topic");
    expect(forced).not.toBe(head);
    expect(review().commit).toBe(forced);
    expect(await commits()).toEqual([undefined]);
  });

  it("name the commit that they saw after a push with force of another patch", async () => {
    await world.commit({ branch: "topic", files: { "a.txt": "b\n" }, amend: true });
    expect(await commits()).toEqual([head]);
  });

  it("name the new head when they were given after the push with force", async () => {
    await world.commit({ branch: "topic", files: { "a.txt": "a\n" }, message: "The same", amend: true });
    const other = await world.user("write");
    // In the same second as the push they name none.
    pull().forced[0] = { ...pull().forced[0]!, at: "2026-01-01T00:00:00Z" };
    await world.review(number, other, "approved");
    expect((await requests.reviewsOf(number)).find(({ reviewer }) => reviewer.id === other.id)?.commit).toBe(
      await world.headOf("topic"),
    );
  });

  it("name no commit where GitHub has forgotten theirs, or that of a later push with force", async () => {
    review().commit = null;
    expect(await commits()).toEqual([undefined]);
    review().commit = head;
    pull().forced.push({ at: new Date().toISOString(), to: null });
    expect(await commits()).toEqual([undefined]);
  });

  it("are those of more reviewers than one page has", async () => {
    const [template] = pull().reviews;
    for (let count = 0; count < 120; count++) {
      const author = github.addUser(`reviewer-${number}-${count}-${world.kept.name}`);
      pull().reviews.push({ ...template!, id: github.state.nextId(), author });
    }
    expect(await requests.reviewsOf(number)).toHaveLength(121);
  });
});

describe("who contributed on GitHub", () => {
  const ids = async (of = number) => {
    const found = await requests.contributorsOf(of);
    return found === "unknown" ? found : found.map(({ id }) => id);
  };

  it("is also the user who pushed a commit of another author", async () => {
    const [author, pusher] = [await world.user("write"), await world.user("write")];
    await world.commit({ branch: "other", by: author });
    const opened = await world.open({ head: "other", by: author });
    const last = world.kept.activity.findLastIndex(({ ref }) => ref === "refs/heads/other");
    const actor = github.state.users.find(({ id }) => String(id) === pusher.id)!;
    world.kept.activity[last] = { ...world.kept.activity[last]!, actor };
    expect(await ids(opened)).toEqual([author.id, pusher.id]);
  });

  it("is unknown when the forge knows no user of a commit's address", async () => {
    const stranger = await world.user("write");
    await world.commit({ branch: "other", by: stranger });
    const opened = await world.open({ head: "other" });
    const index = github.state.users.findIndex(({ id }) => String(id) === stranger.id);
    github.state.users[index] = { ...github.state.users[index]!, email: "x@example.com" };
    expect(await ids(opened)).toBe("unknown");
  });

  it("is unknown while GitHub's list of pushes does not have the head yet", async () => {
    world.kept.activity.length = 0;
    expect(await ids()).toBe("unknown");
  });

  it("is not one who pushed to an earlier branch of the same name", async () => {
    const [before, now] = [await world.user("write"), await world.user("write")];
    await world.commit({ branch: "again", by: before });
    await world.deleteBranch("again");
    await world.commit({ branch: "again", by: now });
    expect(await ids(await world.open({ head: "again", by: now }))).toEqual([now.id]);
  });

  it("is found behind more pushes than one page has", async () => {
    const first = world.kept.activity.findIndex(({ ref }) => ref === "refs/heads/topic");
    const push = world.kept.activity[first]!;
    const more = Array.from({ length: 150 }, () => ({ ...push, id: github.state.nextId(), type: "push" }));
    world.kept.activity.splice(first + 1, 0, ...more);
    expect(await ids()).toEqual([world.owner.id]);
  });

  it("is unknown for a fork that was deleted", async () => {
    const fork = await world.openFromFork!({ by: await world.user("read"), files: { "b.txt": "b\n" } });
    expect(await ids(fork)).toHaveLength(1);
    world.kept.issues[fork - 1]!.pull!.headRepository = undefined;
    expect(await ids(fork)).toBe("unknown");
    expect(await requests.read(fork)).toMatchObject({ isFromFork: true });
  });
});

describe("checks that a branch of GitHub demands", () => {
  it("are those of rulesets and of the classic protection together", async () => {
    world.kept.rules.set("main", ["groundwork/preview"]);
    world.kept.protections.set("main", ["ci", "groundwork/preview"]);
    expect(await requests.requiredChecksOf("main")).toEqual([{ context: "groundwork/preview" }, { context: "ci" }]);
  });

  it("are unknown where the token may not read the classic protection", async () => {
    world.kept.protections.set("main", ["ci"]);
    const token = world.newToken(world.owner, needed).value;
    expect(await world.forgeAs({ token }).changeRequests?.requiredChecksOf("main")).toBe("unknown");
    world.kept.protections.clear();
    world.kept.rules.set("main", ["ci"]);
    expect(await world.forgeAs({ token }).changeRequests?.requiredChecksOf("main")).toEqual([{ context: "ci" }]);
  });
});

describe("files of a pull request of GitHub", () => {
  it("are unknown from the number on that GitHub lists no more", async () => {
    const names = Array.from({ length: 3_000 }, (_, count) => `files/${count}`);
    await world.commit({ branch: "topic", files: Object.fromEntries(names.map((name) => [name, name])) });
    expect(await requests.filesOf(number)).toBe("unknown");
  });
});

describe("checks on GitHub", () => {
  const statuses = () => world.forge.statuses!;

  it("are one check run and no status for the credentials of an App, and one status otherwise", async () => {
    await statuses().setStatus(head, preview);
    expect([world.kept.checkRuns.length, world.kept.statuses.length]).toEqual([0, 1]);
    await begin("actions");
    await statuses().setStatus(head, { ...preview, state: "pending", description: "running" });
    await statuses().setStatus(head, preview);
    expect(world.kept.statuses).toEqual([]);
    expect(world.kept.checkRuns).toMatchObject([{ status: "completed", conclusion: "success", title: "2 changes" }]);
  });

  it("are another run after one that has ended", async () => {
    await begin("actions");
    await statuses().setStatus(head, preview);
    await statuses().setStatus(head, { ...preview, state: "failure" });
    expect(world.kept.checkRuns.map(({ conclusion }) => conclusion)).toEqual(["success", "failure"]);
    expect(await statuses().statusesOf(head)).toMatchObject([{ state: "failure" }]);
  });

  it("tell that there is no verdict apart from a bad one", async () => {
    await begin("actions");
    await statuses().setStatus(head, { ...preview, state: "error" });
    expect(world.kept.checkRuns[0]?.conclusion).toBe("action_required");
    expect(await statuses().statusesOf(head)).toMatchObject([{ state: "error" }]);
  });

  it("are a run's own though GitHub's list is behind", async () => {
    await begin("actions");
    await statuses().setStatus(head, { ...preview, state: "pending" });
    world.kept.isListBehind = true;
    await statuses().setStatus(head, preview);
    expect(world.kept.checkRuns).toHaveLength(1);
  });

  it("of one name by another App or user are told by the worse of them, and are not edited", async () => {
    await begin("actions");
    const other = await world.anotherBot();
    await other.statuses?.setStatus(head, { ...preview, state: "failure", description: "theirs" });
    await statuses().setStatus(head, preview);
    expect(world.kept.checkRuns).toHaveLength(2);
    expect(await statuses().statusesOf(head)).toEqual([{ ...preview, state: "failure", description: "theirs" }]);
  });

  it("of one name in another case are the same one", async () => {
    await world.call(world.owner, "POST", `statuses/${head}`, { context: "Groundwork/Preview", state: "success" });
    world.writesOfForge();
    await statuses().setStatus(head, { ...preview, description: "" });
    expect(world.writesOfForge()).toBe(0);
  });
});

describe("annotations on GitHub", () => {
  const notes = Array.from({ length: 120 }, (_, index) => ({
    path: `environments/${index}/environment.yaml`,
    first: 1,
    last: 2,
    level: "notice" as const,
    text: "1 to create",
  }));

  it("are fifty, and leave a preview of any number below five writing requests", async () => {
    await begin("actions");
    world.writesOfForge();
    const { statuses, board, annotations } = world.forge;
    await statuses?.setStatus(head, { ...preview, state: "pending", description: "running" });
    await board?.ensureComment({ number }, "preview", "2 changes");
    await statuses?.setStatus(head, preview);
    await annotations?.ensureAnnotations(head, preview.context, notes);
    expect(world.writesOfForge()).toBe(4);
    expect(await world.annotationsOn?.(head, preview.context)).toEqual(notes.slice(0, 50));
  });

  it("are refused by name on a commit without the check", async () => {
    await begin("actions");
    const ensured = world.forge.annotations?.ensureAnnotations(head, preview.context, notes.slice(0, 1));
    await expect(ensured).rejects.toThrow("has no check groundwork/preview");
  });

  it("are no port for a user's token, which may write no check runs", () => {
    expect(world.forge).not.toHaveProperty("annotations");
  });
});

describe("deployments on GitHub", () => {
  const ofDev = () => ({ environment: "dev", commit: head, state: "success", description: "applied" }) as const;

  it("are one for an environment and a commit, and two requests write", async () => {
    world.writesOfForge();
    await world.forge.deployments?.ensureDeployment(ofDev());
    expect(world.writesOfForge()).toBe(2);
    await world.forge.deployments?.ensureDeployment(ofDev());
    expect(world.writesOfForge()).toBe(0);
    await world.forge.deployments?.ensureDeployment({ ...ofDev(), state: "failure" });
    expect(world.kept.deployments).toMatchObject([
      { sha: head, environment: "dev", statuses: [{ state: "success" }, { state: "failure" }] },
    ]);
  });

  it("are made though a check of the commit is under way", async () => {
    await begin("actions");
    await world.forge.statuses?.setStatus(head, { ...preview, state: "pending" });
    await world.forge.deployments?.ensureDeployment(ofDev());
    expect(world.kept.deployments).toHaveLength(1);
  });

  it("are refused for a commit that is not there", async () => {
    const commit = "0123456789012345678901234567890123456789";
    await expect(world.forge.deployments?.ensureDeployment({ ...ofDev(), commit })).rejects.toBeInstanceOf(
      ForgeRefused,
    );
  });
});

describe("a merge queue of GitHub that lands two in one push", () => {
  it.each(["merge", "squash"] as const)("by %s has a change request for each of the commits", async (method) => {
    await world.commit({ branch: "second", files: { "b.txt": "b\n" } });
    const second = await world.open({ head: "second" });
    const landed = await github.landTogether(world.kept, [number, second], method);
    const found = await Promise.all(landed.map((commit) => requests.mergedBy(commit, "main")));
    expect(found.map((each) => each.map((request) => request.number))).toEqual([[number], [second]]);
    expect(found.flat().map(({ merge }) => merge?.commit)).toEqual(landed);
  });

  it("has none for the commit that it had tested", async () => {
    const tested = await world.commit({ branch: "gh-readonly-queue/main/pr-1-0123abc", files: { "a.txt": "a\n" } });
    await github.landTogether(world.kept, [number], "squash");
    expect(await requests.mergedBy(tested, "main")).toEqual([]);
  });
});

describe("permissions on GitHub", () => {
  it("are those of the id, after the user was renamed and another has the name", async () => {
    const [person, other] = [await world.user("admin"), await world.user("read")];
    for (const user of github.state.users) {
      if (String(user.id) === person.id) user.login = `renamed-${person.id}`;
      if (String(user.id) === other.id) user.login = person.name;
    }
    expect(await world.forge.identities?.permissionOf(person)).toBe("admin");
    expect(await world.forge.identities?.permissionOf({ ...other, name: person.name })).toBe("read");
  });
});

describe("a pull request of GitHub", () => {
  it("is told with the commit where its base is now", async () => {
    const moved = await world.commit({ branch: "main" });
    expect((await requests.read(number)).base).toEqual({ branch: "main", commit: moved });
  });

  it("from a fork is found by its head, and is none of the repository's own branches", async () => {
    const fork = await world.openFromFork!({ by: await world.user("read"), files: { "b.txt": "b\n" } });
    const found = await requests.read(fork);
    expect(found).toMatchObject({ isFromFork: true, head: { branch: "of-a-fork" } });
    expect((await requests.openAt(found.head.commit)).map((each) => each.number)).toEqual([fork]);
  });

  it("that is a draft is told so", async () => {
    await world.setDraft!(number, true);
    expect((await requests.read(number)).isDraft).toBe(true);
  });
});
