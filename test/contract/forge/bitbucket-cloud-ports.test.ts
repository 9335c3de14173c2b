import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { bitbucketForge } from "../../../src/forge/bitbucket/index.ts";
import { type ChangeRequests, ForgeRefused, ForgeUnavailable } from "../../../src/forge/index.ts";
import { type BitbucketHost, fakeCloud } from "../../fakes/bitbucket/index.ts";
import type { Pull } from "../../fakes/bitbucket/state.ts";
import { type BitbucketWorld, bitbucketWorld } from "./bitbucket-world.ts";

let cloud: BitbucketHost;
let world: BitbucketWorld;
let requests: ChangeRequests;
let number: number;
let head: string;
let pull: Pull;

beforeAll(async () => {
  cloud = await fakeCloud();
});
afterAll(async () => {
  await cloud.stop();
});
beforeEach(async () => {
  cloud.state.largestPage = 100;
  world = await bitbucketWorld(cloud);
  head = await world.commit({ branch: "topic" });
  number = await world.open({ head: "topic" });
  pull = world.stored.pulls[number - 1]!;
  if (!world.forge.changeRequests) throw new Error("no port for change requests");
  requests = world.forge.changeRequests;
});
afterEach(async () => {
  await world.end();
});

const forgeWith = (token: string, user?: string) =>
  bitbucketForge({
    url: cloud.url,
    kind: "cloud",
    repository: world.repository,
    token,
    ...(user !== undefined && { user }),
    policy: { attempts: 1 },
  });
const place = () => `2.0/repositories/${world.repository}`;
const reviews = async () => await requests.reviewsOf(number);

describe("links and lists of Cloud", () => {
  it("lead to the public address", async () => {
    const page = `https://git.example.com/${world.repository}/pull-requests/${number}`;
    expect((await requests.read(number)).url).toBe(page);
    const comment = await world.forge.board?.ensureComment({ number }, "preview", "text");
    expect(comment?.url).toMatch(new RegExp(`^${page}#comment-\\d+$`));
  });

  it("are read to their end, by the addresses that Bitbucket gives and at the host that is configured", async () => {
    cloud.state.largestPage = 2;
    for (let count = 1; count <= 5; count++)
      await world.forge.statuses?.setStatus(head, { context: `check/${count}`, state: "pending", description: "" });
    expect(await world.forge.statuses?.statusesOf(head)).toHaveLength(5);
    const files = Object.fromEntries(["a", "b", "c", "d"].map((name) => [name, name]));
    await world.commit({ branch: "topic", files });
    expect(await requests.filesOf(number)).toEqual(["a", "b", "c", "d", "file-1.txt"]);
  });

  it.each([
    ["another path", "https://api.bitbucket.org/1.0/other"],
    ["the same page", undefined],
  ])("end with an error where the next page is at %s", async (_name, next) => {
    const path = `/2.0/repositories/${world.repository}/commit/${head}/statuses?pagelen=100`;
    const text = JSON.stringify({ values: [], next: next ?? `https://api.bitbucket.org${path}` });
    cloud.fail({ path: new RegExp(`/${head}/statuses`), kind: { status: 200, text, type: "application/json" } });
    await expect(world.forge.statuses?.statusesOf(head)).rejects.toBeInstanceOf(ForgeUnavailable);
  });
});

describe("comments of Cloud", () => {
  it("on a line of a file are not the report, though they have its marker and author", async () => {
    await world.forge.board?.ensureComment({ number }, "preview", "first");
    Object.assign(pull.comments[0]!, { isInline: true });
    expect((await world.forge.board?.ensureComment({ number }, "preview", "first"))?.done).toBe("created");
  });

  it.each([
    ["of one that nobody edited", "13:24:24.297625+00:00", "13:24:24.297708+00:00", false],
    ["across the end of a second", "13:24:24.999990+00:00", "13:24:25.000073+00:00", false],
    ["of another zone", "13:24:24.297625+00:00", "15:24:24.297708+02:00", false],
    ["of one that was edited a second later", "13:24:24.297625+00:00", "13:24:25.297625+00:00", true],
    ["that cannot be read", "13:24:24.297625+00:00", "yesterday", true],
  ])("are edited or new by two times %s, in the list and in an event", async (_, written, updated, isEdited) => {
    await world.comment(number, world.owner, "/groundwork preview");
    const comment = {
      id: pull.comments[0]!.id,
      content: { raw: "/groundwork preview" },
      deleted: false,
      user: { type: "user", uuid: world.owner.id, display_name: world.owner.name },
      created_on: `2026-01-01T${written}`,
      updated_on: `2026-01-01T${updated}`,
    };
    const event = {
      repository: { full_name: world.repository },
      actor: comment.user,
      pullrequest: { id: number },
      comment,
    };
    const { comments } = world.forge;
    expect(comments?.announced(Buffer.from(JSON.stringify(event))) === undefined).toBe(isEdited);
    const text = JSON.stringify({ values: [comment] });
    cloud.fail({ path: /\/comments/, kind: { status: 200, text, type: "application/json" }, times: 1 });
    expect(await comments?.of(number)).toMatchObject([{ isEdited }]);
  });

  it("begin with a marker that Bitbucket shows nowhere, and a blank line", async () => {
    await world.forge.board?.ensureComment({ number }, "preview", "text");
    expect((await world.comments(number))[0]?.body).toBe("[groundwork-comment]: #preview\n\ntext");
  });

  it("are written by an access token whose user is configured", async () => {
    const token = cloud.addToken(world.bot.user, "access token");
    await expect(forgeWith(token).identities?.self()).rejects.toThrow(
      "set GROUNDWORK_FORGE_USER to the UUID of its user, with the braces",
    );
    const { board } = forgeWith(token, world.bot.user.uuid);
    expect((await board?.ensureComment({ number }, "preview", "text"))?.done).toBe("created");
    expect((await board?.ensureComment({ number }, "preview", "text"))?.done).toBe("unchanged");
  });

  it.each([
    ["read:user:bitbucket", ["write:pullrequest:bitbucket"]],
    ["read:pullrequest:bitbucket", ["read:user:bitbucket"]],
  ])("name the scope %s that a token lacks", async (lacking, scopes) => {
    const { board } = forgeWith(cloud.addToken(world.bot.user, "api token", scopes), world.bot.email);
    await expect(board?.ensureComment({ number }, "preview", "text")).rejects.toThrow(lacking);
  });
});

describe("statuses of Cloud", () => {
  it("have a key of at most 40 characters, and are known by their whole name", async () => {
    const context = "groundwork/preview/of-a-base-branch-with-a-long-name";
    for (const state of ["pending", "success"] as const)
      await world.forge.statuses?.setStatus(head, { context, state, description: "d" });
    await world.forge.statuses?.setStatus(head, { context: `${context}-too`, state: "failure", description: "d" });
    expect((await world.forge.statuses?.statusesOf(head))?.map((each) => [each.context, each.state])).toEqual([
      [context, "success"],
      [`${context}-too`, "failure"],
    ]);
    for (const key of world.stored.statuses.get(head)?.keys() ?? []) expect(key).toMatch(/^groundwork\/preview.{22}$/);
  });

  it.each([
    ["STOPPED", "error"],
    ["INPROGRESS", "pending"],
    ["FAILED", "failure"],
  ])("that other programs set to %s count as %s", async (state, counted) => {
    const body = { key: "ci", state, url: "https://ci.example.com" };
    await world.call(world.owner, "POST", `${place()}/commit/${head}/statuses/build`, body);
    expect(await world.forge.statuses?.statusesOf(head)).toMatchObject([{ context: "ci", state: counted }]);
  });

  it("without a verdict are failed ones, and written once", async () => {
    world.writesOfForge();
    const status = { context: "groundwork/preview", state: "error", description: "" } as const;
    await world.forge.statuses?.setStatus(head, status, "topic");
    await world.forge.statuses?.setStatus(head, status, "topic");
    expect(world.writesOfForge()).toBe(1);
    expect(world.stored.statuses.get(head)?.get("groundwork/preview")).toMatchObject({ state: "FAILED", ref: "topic" });
  });
});

describe("approvals on Cloud", () => {
  it("stay those of their commit when the title is changed, or their reviewer comments after a push", async () => {
    const person = await world.user("write");
    await world.review(number, person, "approved");
    await world.call(world.owner, "PUT", `${place()}/pullrequests/${number}`, { title: "Another" });
    await world.commit({ branch: "topic" });
    await world.comment(number, person, "Still fine.");
    expect(await reviews()).toMatchObject([{ verdict: "approved", commit: head }]);
  });

  it.each([
    ["at the instant of a push", () => pushedAt(0)],
    [
      "whose time is that of a later comment",
      () => pull.opinions.forEach((each) => Object.assign(each, { at: Date.now() + 9_000 })),
    ],
    [
      "that the log does not have",
      () =>
        void pull.log.splice(
          pull.log.findIndex(({ kind }) => kind === "approved"),
          1,
        ),
    ],
  ])("are of no later commit: one %s", async (_name, change) => {
    await world.review(number, await world.user("write"), "approved");
    const second = await world.commit({ branch: "topic" });
    change();
    const [review] = await reviews();
    expect(review?.commit === undefined || review.commit === head).toBe(true);
    expect(review?.commit).not.toBe(second);
  });

  it("are of no commit at the very instant of a push", async () => {
    await world.review(number, await world.user("write"), "approved");
    await world.commit({ branch: "topic" });
    pushedAt(0);
    expect((await reviews())[0]).not.toHaveProperty("commit");
  });

  it("are refused, and not left out, where the token may not ask what reviewers may do", async () => {
    const person = await world.user("write");
    await world.review(number, person, "changes-requested");
    const writer = await world.user("write");
    const theirs = await world.adapterOf?.(writer);
    await expect(theirs?.changeRequests?.reviewsOf(number)).rejects.toThrow("the scope admin:repository:bitbucket");
    expect(await theirs?.identities?.permissionOf(person)).toBe("unknown");
  });
});

describe("permissions on Cloud", () => {
  it.each(["read", "write"] as const)("are known of the token's own user, who may only %s", async (permission) => {
    const person = await world.user(permission);
    const theirs = await world.adapterOf?.(person);
    expect(await theirs?.identities?.permissionOf(person)).toBe(permission);
  });
});

/** Makes the last push one of the instant at which the approval was given, or so many milliseconds later. */
function pushedAt(later: number): void {
  const [opinion] = [...pull.opinions.values()];
  const push = pull.log.findLast(({ kind }) => kind === "pushed");
  Object.assign(push!, { at: opinion!.at + later });
}

describe("merges on Cloud", () => {
  it.each(["squash_fast_forward", "rebase_merge"])("are found by the strategy %s, too", async (strategy) => {
    if (strategy === "rebase_merge") await world.commit({ branch: "main" });
    await world.commit({ branch: "topic" });
    await world.call(world.owner, "POST", `${place()}/pullrequests/${number}/merge`, { merge_strategy: strategy });
    const commit = await world.headOf("main");
    expect(await requests.mergedBy(commit, "main")).toMatchObject([{ number, merge: { commit } }]);
  });

  it("are told apart by the time of the merge, though an earlier one was remarked on later", async () => {
    const second = await world.commit({ branch: "second", from: "topic" });
    const stacked = await world.open({ head: "second" });
    for (const each of [number, stacked]) await world.merge(each, "merge");
    await world.comment(number, world.owner, "A remark after both were merged.");
    expect((await requests.mergedBy(head, "main")).map((each) => each.number)).toEqual([number]);
    expect((await requests.mergedBy(second, "main")).map((each) => each.number)).toEqual([stacked]);
  });

  it("give whole commits, though Bitbucket cuts them", async () => {
    expect((await requests.read(number)).head.commit).toBe(head);
    expect((await requests.openAt(head)).map((each) => each.number)).toEqual([number]);
    expect(await requests.openAt(`${head.slice(0, 12)}${"0".repeat(28)}`)).toEqual([]);
  });

  it("are unknown when a commit that is named is not there", async () => {
    Object.assign(pull, { head: "0".repeat(40) });
    await expect(requests.read(number)).rejects.toThrow("it names the commit 000000000000, which is not there");
  });
});

describe("who made a change on Cloud", () => {
  it("is unknown when a commit's address is that of no account", async () => {
    const person = await world.user("write");
    await world.commit({ branch: "topic", by: person });
    Object.assign(world.userOf(person), { email: "x@example.com" });
    expect(await requests.contributorsOf(number)).toBe("unknown");
  });

  it("is told of drafts as of others", async () => {
    await world.setDraft?.(number, true);
    expect(await requests.read(number)).toMatchObject({ isDraft: true, state: "open" });
  });
});

describe("settings of Bitbucket", () => {
  it.each([
    [{ repository: "platform" }, "its workspace and its name, such as acme/platform"],
    [{ user: "groundwork-bot" }, "neither an e-mail address nor a UUID in braces"],
    [{ token: "" }, "is empty"],
    [{ url: "https://bot:secret@bitbucket.org" }, "has a name or a password in it"],
  ])("are refused: %j", (change, words) => {
    const settings = { url: "https://bitbucket.org", repository: "acme/platform", token: "t", ...change };
    expect(() => bitbucketForge(settings)).toThrow(words);
  });

  it("are Cloud's for its two hosts, whose API is at one of them", async () => {
    for (const url of ["https://bitbucket.org", "https://api.bitbucket.org/"]) {
      const forge = bitbucketForge({ url, repository: "acme/platform", token: "t", user: world.bot.user.uuid });
      expect(await forge.identities?.self()).toEqual({ id: world.bot.user.uuid, name: world.bot.user.uuid });
    }
    expect(() => forgeWith("t").board).not.toThrow(ForgeRefused);
  });
});
