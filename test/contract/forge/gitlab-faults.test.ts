import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { gitlabForge } from "../../../src/forge/gitlab/index.ts";
import type { RequestPolicy } from "../../../src/forge/http/index.ts";
import { type Forge, ForgeRefused, ForgeUnavailable } from "../../../src/forge/index.ts";
import type { Fault } from "../../fakes/forge-host/faults.ts";
import { type FakeGitLab, fakeGitLab } from "../../fakes/gitlab/index.ts";
import { type GitLabWorld, gitlabWorld } from "./gitlab-world.ts";

let gitlab: FakeGitLab;
let world: GitLabWorld;
let number: number;
let head: string;

beforeAll(async () => {
  gitlab = await fakeGitLab();
});
afterAll(async () => {
  await gitlab.stop();
});
beforeEach(async () => {
  world = await gitlabWorld(gitlab);
  head = await world.commit({ branch: "topic" });
  number = await world.open({ head: "topic" });
});
afterEach(async () => {
  await world.end();
});

const quick = { backoff: { first: 1, longest: 1 }, timeout: 5_000 };

function forge(more: { token?: string; policy?: Partial<RequestPolicy>; url?: string } = {}) {
  const { url, repository, token } = world;
  const { board, statuses, changeRequests } = gitlabForge({
    url: more.url ?? url,
    repository,
    token: more.token ?? token,
    policy: { ...quick, ...more.policy },
  });
  if (!board || !statuses || !changeRequests) throw new Error("a port is missing");
  return { board, statuses, changeRequests };
}

const comment = ({ board }: Required<Pick<Forge, "board">>) => board.ensureComment({ number }, "preview", "text");
const bodies = async () => (await world.comments(number)).map(({ body }) => body);
const status = { context: "groundwork/preview", state: "success", description: "" } as const;

/** The error that a call ends with. */
async function errorOf(call: Promise<unknown>): Promise<ForgeUnavailable | ForgeRefused> {
  const thrown = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (thrown instanceof ForgeUnavailable || thrown instanceof ForgeRefused) return thrown;
  throw new Error(`no error of the forge: ${String(thrown)}`);
}

/** A fault of requests about this world's project, as the server is shared. */
const fault = (of: Omit<Fault, "path">, below = "") =>
  gitlab.fail({ path: new RegExp(`${encodeURIComponent(world.repository)}.*${below}`), ...of });

describe("the adapter of GitLab", () => {
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
    [{ status: 200, text: '{"iid":"7"}', type: "application/json" }, /has another form \(iid: /],
    [{ status: 200, text: "<html>Sign in</html>", type: "text/html" }, /it answered 200 with a page: Sign in/],
    [{ status: 429, text: "Retry later\n", type: "text/plain" }, /too many requests/],
  ] as const)("says what came instead of an answer: %j", async (kind, words) => {
    fault({ kind });
    const error = await errorOf(forge().changeRequests.read(number));
    expect(error).toBeInstanceOf(ForgeUnavailable);
    expect(error.message).toMatch(words);
  });

  it("names the project as it is asked for, when a server is not there", async () => {
    const error = await errorOf(forge({ url: "http://127.0.0.1:9" }).changeRequests.read(number));
    expect(error.message).toContain("127.0.0.1:9 did not carry out GET v4/projects/acme-");
  });

  it("gives a server up that does not answer, and reads no answer that is too long", async () => {
    fault({ kind: "no answer", times: 2 });
    const slow = await errorOf(forge({ policy: { timeout: 50, attempts: 2 } }).changeRequests.read(number));
    expect(slow.message).toContain("it did not answer within 0.05 s");
    fault({ kind: { status: 200, text: `"${"x".repeat(5_000)}"`, type: "application/json" } });
    const long = await errorOf(forge({ policy: { answerBytes: 4_096 } }).changeRequests.read(number));
    expect(long.message).toContain("its answer is longer than 4096 bytes");
  });

  it("waits as long as a limit in plain text says, and gives a long one up", async () => {
    const limit = (seconds: string) => ({
      status: 429,
      text: "Retry later\n",
      type: "text/plain",
      headers: { "retry-after": seconds },
    });
    const waits: number[] = [];
    const pause = async (milliseconds: number) => void waits.push(milliseconds);
    fault({ kind: limit("7"), times: 1 });
    expect((await forge({ policy: { pause } }).changeRequests.read(number)).number).toBe(number);
    expect(waits).toEqual([7_000]);
    fault({ kind: limit("900") });
    const error = await errorOf(forge({ policy: { pause } }).changeRequests.read(number));
    expect(error.message).toContain("it takes none for another 15 min");
  });

  it("writes a comment once though the answers to its writes are lost", async () => {
    fault({ method: "POST", kind: "lost answer", times: 2 });
    expect((await comment(forge())).done).toBe("unchanged");
    expect(await bodies()).toHaveLength(1);
  });

  it("opens one merge request though the answer is lost", async () => {
    await world.commit({ branch: "other" });
    fault({ method: "POST", kind: "lost answer", times: 1 });
    const wanted = { title: "t", body: "b", head: "other", base: "main" };
    expect((await forge().changeRequests.ensureOpen(wanted)).number).toBe(number + 1);
    await expect(forge().changeRequests.read(number + 2)).rejects.toThrow("no change request");
  });

  it("writes a status again while another request holds the lock of its commit", async () => {
    const held = { status: 409, text: '{"message":"409 Conflict"}', type: "application/json" };
    fault({ method: "POST", kind: held, times: 2 }, "/statuses/");
    const { statuses } = forge();
    await statuses.setStatus(head, status);
    expect(await statuses.statusesOf(head)).toEqual([status]);
    fault({ method: "POST", kind: held }, "/statuses/");
    const error = await errorOf(statuses.setStatus(head, { ...status, state: "failure" }));
    expect(error.message).toContain("it answered 409: 409 Conflict");
  });

  it.each([
    ["read_api", "api"],
    ["read_repository", "api read_api"],
  ])("names the scope that a token of %s alone lacks", async (scope, lacking) => {
    const token = await world.newToken(world.owner, [scope, "read_user"]);
    const error = await errorOf(comment(forge({ token })));
    expect(error).toBeInstanceOf(ForgeRefused);
    expect(error.message).toContain(`Give the token the scope ${lacking}.`);
  });

  it("says which role is too low", async () => {
    const reader = await world.user("read");
    const { statuses } = forge({ token: world.tokenOf(reader) });
    const error = await errorOf(statuses.setStatus(head, status));
    expect(error.message).toContain(
      "it answered 403: 403 Forbidden. Give the token's user the role Developer in acme-",
    );
  });

  it("says that a token is no longer valid, in the middle of a run", async () => {
    const token = await world.newToken(world.owner, ["api"]);
    const { board, changeRequests } = forge({ token });
    await comment({ board });
    gitlab.expire(token);
    for (const call of [() => comment({ board }), () => changeRequests.read(number)]) {
      const error = await errorOf(call());
      expect(error).toBeInstanceOf(ForgeRefused);
      expect(error.message).toContain("Token is expired");
      expect(error.message).toContain("this one is wrong, revoked or expired");
    }
    expect(await bodies()).toHaveLength(1);
  });

  it("writes a comment of its own after the token became that of another account", async () => {
    await comment(forge());
    const other = forge({ token: world.tokenOf(await world.user("write")) });
    expect((await comment(other)).done).toBe("created");
    expect((await comment(other)).done).toBe("unchanged");
    expect(await bodies()).toHaveLength(2);
  });

  it("never shows the token", async () => {
    const { token } = world;
    const text = JSON.stringify({ message: { base: [`token ${token} is odd`] } });
    for (const [code, type, words] of [
      [400, "application/json", text],
      [500, "application/json", text],
      [200, "application/json", text],
      [200, "text/html", `<p>${token}</p>`],
      [502, "text/plain", `no ${token}`],
    ] as const) {
      fault({ kind: { status: code, text: words, type }, times: 1 });
      const error = await errorOf(forge({ policy: { attempts: 1 } }).changeRequests.read(number));
      expect(`${error.message}${JSON.stringify(error.data)}${error.stack}`).not.toContain(token);
    }
  });

  it("follows no redirect of a project that was renamed, and writes nothing below its old path", async () => {
    const { board, statuses, changeRequests } = forge();
    await world.call(world.owner, "PUT", world.base, { path: "renamed" });
    world.writesOfForge();
    const read = await errorOf(changeRequests.read(number));
    expect(read).toBeInstanceOf(ForgeRefused);
    expect(read.message).toMatch(/it is answered at http:\/\/127\.0\.0\.1:\d+\/api\/v4\/projects\/\d+\/merge_requests/);
    for (const call of [() => comment({ board }), () => statuses.setStatus(head, status)])
      expect(await errorOf(call())).toBeInstanceOf(ForgeRefused);
    expect(world.writesOfForge()).toBe(0);
  });

  it("says by which path a project was known when a write is refused for it", async () => {
    const moved = { status: 405, text: '{"message":"Non GET methods are not allowed for moved projects"}' };
    fault({ method: "POST", kind: { ...moved, type: "application/json" } });
    const error = await errorOf(comment(forge()));
    expect(error.message).toContain(`${world.repository} was moved or renamed`);
  });

  it("takes the token to no other host", async () => {
    const other = await fakeGitLab();
    try {
      fault({ kind: { redirectTo: `${other.url}/api/v4/user?secret=1` } });
      const error = await errorOf(forge().changeRequests.read(number));
      expect(error.message).toContain(`it is answered at ${other.url}/api/v4/user.`);
      expect(other.unexpected).toEqual([]);
    } finally {
      await other.stop();
    }
  });

  it("says that a project may be archived", async () => {
    await world.call(world.owner, "POST", `${world.base}/archive`, {});
    expect((await errorOf(comment(forge()))).message).toContain("look whether the project is archived");
  });

  it("does not take a part of the comments for all of them", async () => {
    await comment(forge());
    const person = await world.user("read");
    for (let count = 0; count < 101; count++) await world.comment(number, person, `remark ${count}`);
    gitlab.state.tellsPages = false;
    try {
      expect((await comment(forge())).done).toBe("unchanged");
    } finally {
      gitlab.state.tellsPages = true;
    }
  });

  it("gives a list up whose pages are all the same", async () => {
    const text = JSON.stringify([{ id: 1, body: "", system: false, author: { id: 1, username: "a" }, created_at: "" }]);
    fault({ method: "GET", kind: { status: 200, text, type: "application/json" } }, "/notes");
    expect((await errorOf(comment(forge()))).message).toContain("it gave the same page again");
  });
});
