import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { giteaForge } from "../../../src/forge/gitea/index.ts";
import type { RequestPolicy } from "../../../src/forge/http/index.ts";
import { type Forge, ForgeRefused, ForgeUnavailable } from "../../../src/forge/index.ts";
import { type FakeGitea, type Fault, fakeGitea } from "../../fakes/gitea/index.ts";
import { type GiteaWorld, giteaWorld } from "./gitea-world.ts";

let gitea: FakeGitea;
let world: GiteaWorld;
let number: number;
let head: string;

beforeAll(async () => {
  gitea = await fakeGitea();
});
afterAll(async () => {
  await gitea.stop();
});
beforeEach(async () => {
  world = await giteaWorld(gitea);
  head = await world.commit({ branch: "topic" });
  number = await world.open({ head: "topic" });
});
afterEach(async () => {
  await world.end();
});

const quick = { backoff: { first: 1, longest: 1 }, timeout: 5_000 };

function forge(more: { token?: string; policy?: Partial<RequestPolicy>; url?: string } = {}) {
  const { url, repository, token } = world;
  const { board, statuses, changeRequests, identities } = giteaForge({
    url: more.url ?? url,
    repository,
    token: more.token ?? token,
    policy: { ...quick, ...more.policy },
  });
  if (!board || !statuses || !changeRequests || !identities) throw new Error("a port is missing");
  return { board, statuses, changeRequests, identities };
}

const comment = ({ board }: Required<Pick<Forge, "board">>) => board.ensureComment({ number }, "preview", "text");
const bodies = async () => (await world.comments(number)).map(({ body }) => body);

/** The error that a call ends with. */
async function errorOf(call: Promise<unknown>): Promise<ForgeUnavailable | ForgeRefused> {
  const thrown = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (thrown instanceof ForgeUnavailable || thrown instanceof ForgeRefused) return thrown;
  throw new Error(`no error of the forge: ${String(thrown)}`);
}

/** A fault of requests about this world's repository, as the server is shared. */
const fault = (of: Fault) => gitea.fail({ path: new RegExp(`/${world.repository}/`), ...of });

describe("the adapter of Gitea", () => {
  it.each(["no connection", "half an answer", "lost answer", "page", "empty error"] as const)(
    "reads again after %s",
    async (kind) => {
      fault({ kind, times: 2 });
      expect((await forge().changeRequests.read(number)).number).toBe(number);
    },
  );

  it.each([
    ["no connection", /fetch failed/],
    ["half an answer", /terminated/],
    ["page", /it answered 502 with a page: 502 Bad Gateway upstream is away\. Nothing is known/],
    ["empty error", /it answered 500\. Nothing is known/],
    [{ status: 200, text: '[{"id":1,', type: "application/json" }, /with text that is no JSON: \[\{"id":1,/],
    [{ status: 200, text: '{"number":"7"}', type: "application/json" }, /has another form \(number: /],
    [{ status: 429, text: "{}", type: "application/json" }, /too many requests/],
  ] as const)("says what came instead of an answer: %j", async (kind, words) => {
    fault({ kind });
    const error = await errorOf(forge().changeRequests.read(number));
    expect(error).toBeInstanceOf(ForgeUnavailable);
    expect(error.message).toMatch(words);
  });

  it("gives a server up that is not there", async () => {
    const error = await errorOf(forge({ url: "http://127.0.0.1:9" }).changeRequests.read(number));
    expect(error.message).toMatch(/^127\.0\.0\.1:9 did not carry out GET repos\/owner-/);
  });

  it("gives a server up that does not answer", async () => {
    fault({ kind: "no answer" });
    const error = await errorOf(forge({ policy: { timeout: 50, attempts: 2 } }).changeRequests.read(number));
    expect(error.message).toContain("it did not answer within 0.05 s");
  });

  it("reads no answer that is longer than it may be", async () => {
    fault({ kind: { status: 200, text: `"${"x".repeat(5_000)}"`, type: "application/json" } });
    const error = await errorOf(forge({ policy: { answerBytes: 4_096 } }).changeRequests.read(number));
    expect(error.message).toContain("its answer is longer than 4096 bytes");
  });

  it("writes a comment once though the answers to its writes are lost", async () => {
    fault({ method: "POST", kind: "lost answer", times: 2 });
    expect((await comment(forge())).done).toBe("unchanged");
    expect(await bodies()).toHaveLength(1);
  });

  it("writes a comment though requests to write did not arrive", async () => {
    fault({ method: "POST", kind: "no connection", times: 2 });
    expect((await comment(forge())).done).toBe("created");
    expect(await bodies()).toHaveLength(1);
  });

  it("sets a status once though the answer is lost", async () => {
    fault({ method: "POST", kind: "lost answer", times: 1 });
    const status = { context: "groundwork/preview", state: "success", description: "" } as const;
    world.writesOfForge();
    await forge().statuses.setStatus(head, status);
    expect(world.writesOfForge()).toBe(1);
  });

  it("opens a change request once though the answer is lost", async () => {
    await world.commit({ branch: "other" });
    fault({ method: "POST", kind: "lost answer", times: 1 });
    const opened = await forge().changeRequests.ensureOpen({ title: "t", body: "", head: "other", base: "main" });
    expect(opened.number).toBe(number + 1);
    await expect(forge().changeRequests.read(number + 2)).rejects.toThrow("no change request");
  });

  it.each([
    ["comments", ["read:repository", "read:user"], "read:issue"],
    ["own name", ["write:repository", "write:issue"], "read:user"],
  ])("names the scope that a token lacks for %s", async (_name, scopes, lacking) => {
    const token = await world.newToken(world.owner, scopes);
    const error = await errorOf(comment(forge({ token })));
    expect(error).toBeInstanceOf(ForgeRefused);
    expect(error.message).toContain(`Give the token the scope ${lacking}.`);
  });

  it("names the scope that a token lacks for a status", async () => {
    const token = await world.newToken(world.owner, ["read:repository"]);
    const error = await errorOf(
      forge({ token }).statuses.setStatus(head, { context: "a", state: "error", description: "" }),
    );
    expect(error.message).toContain("Give the token the scope write:repository.");
  });

  it("says that a token is no longer valid, in the middle of a run", async () => {
    const token = await world.newToken(world.owner, ["all"]);
    const { board, changeRequests } = forge({ token });
    await comment({ board });
    gitea.expire(token);
    for (const call of [() => comment({ board }), () => changeRequests.read(number)]) {
      const error = await errorOf(call());
      expect(error).toBeInstanceOf(ForgeRefused);
      expect(error.message).toContain("this one is wrong, revoked or expired");
    }
    expect(await bodies()).toHaveLength(1);
  });

  it("writes a comment of its own after the token became that of another account", async () => {
    await comment(forge());
    const person = await world.user("write");
    const other = forge({ token: await world.newToken(person, ["all"]) });
    expect((await comment(other)).done).toBe("created");
    expect((await comment(other)).done).toBe("unchanged");
    expect((await world.comments(number)).map(({ author }) => author.id)).toHaveLength(2);
  });

  it("never shows the token", async () => {
    const { token } = world;
    const text = JSON.stringify({ message: `token ${token} is odd` });
    for (const [status, type, words] of [
      [400, "application/json", text],
      [500, "application/json", text],
      [200, "application/json", text],
      [200, "text/html", `<p>${token}</p>`],
      [502, "text/plain", `no ${token}`],
    ] as const) {
      fault({ kind: { status, text: words, type }, times: 1 });
      const error = await errorOf(forge({ policy: { attempts: 1 } }).changeRequests.read(number));
      expect(`${error.message}${JSON.stringify(error.data)}${error.stack}`).not.toContain(token);
    }
  });

  it("follows no redirect to a new name, neither for reads nor for writes", async () => {
    const name = world.repository;
    const { board, statuses, changeRequests } = forge();
    await world.call(world.owner, "PATCH", `repos/${name}`, { name: "renamed" });
    world.writesOfForge();
    const status = { context: "a", state: "success", description: "" } as const;
    for (const call of [
      () => changeRequests.read(number),
      () => comment({ board }),
      () => statuses.setStatus(head, status),
    ]) {
      const error = await errorOf(call());
      expect(error).toBeInstanceOf(ForgeRefused);
      expect(error.message).toContain(`it is answered at ${gitea.url}/api/v1/repos/${name.split("/")[0]}/renamed`);
    }
    expect(world.writesOfForge()).toBe(0);
  });

  it("takes the token to no other host", async () => {
    const other = await fakeGitea();
    try {
      fault({ kind: { redirectTo: `${other.url}/api/v1/user?secret=1` } });
      const error = await errorOf(forge().changeRequests.read(number));
      expect(error.message).toContain(`it is answered at ${other.url}/api/v1/user.`);
      expect(other.unexpected).toEqual([]);
    } finally {
      await other.stop();
    }
  });

  it("says that a conversation is locked, and a repository archived", async () => {
    const person = await world.user("read");
    const { board } = forge({ token: await world.newToken(person, ["all"]) });
    await world.call(world.owner, "PUT", `repos/${world.repository}/issues/${number}/lock`, {});
    expect((await errorOf(comment({ board }))).message).toContain("answered 403: Issue is locked");
    await world.call(world.owner, "PATCH", `repos/${world.repository}`, { archived: true });
    expect((await errorOf(comment(forge()))).message).toContain("or take");
  });

  it("does not take a part of the comments for all of them", async () => {
    await comment(forge());
    const headers = { "x-total-count": "1" };
    fault({
      method: "GET",
      path: /\/comments/,
      kind: { status: 200, text: "[]", type: "application/json", headers },
      times: 1,
    });
    expect((await errorOf(comment(forge()))).message).toContain("it gave 0 of 1 entry");
    expect(await bodies()).toHaveLength(1);
  });
});
