import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { bitbucketForge } from "../../../src/forge/bitbucket/index.ts";
import type { RequestPolicy } from "../../../src/forge/http/index.ts";
import { ForgeRefused, ForgeUnavailable } from "../../../src/forge/index.ts";
import { type BitbucketHost, fakeCloud, fakeDataCenter } from "../../fakes/bitbucket/index.ts";
import type { Fault } from "../../fakes/forge-host/faults.ts";
import { type BitbucketWorld, bitbucketWorld } from "./bitbucket-world.ts";

/** The error that a call ends with. */
async function errorOf(call: Promise<unknown>): Promise<ForgeUnavailable | ForgeRefused> {
  const thrown = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (thrown instanceof ForgeUnavailable || thrown instanceof ForgeRefused) return thrown;
  throw new Error(`no error of the forge: ${String(thrown)}`);
}

const json = "application/json";
const status = { context: "groundwork/preview", state: "success", description: "" } as const;

describe.each([
  ["Bitbucket Cloud", fakeCloud],
  ["Bitbucket Data Center", fakeDataCenter],
])("the adapter of %s", (_, start) => {
  let host: BitbucketHost;
  let world: BitbucketWorld;
  let number: number;
  let head: string;

  beforeAll(async () => {
    host = await start();
  });
  afterAll(async () => {
    await host.stop();
  });
  beforeEach(async () => {
    world = await bitbucketWorld(host);
    head = await world.commit({ branch: "topic" });
    number = await world.open({ head: "topic" });
    world.writesOfForge();
  });
  afterEach(async () => {
    await world.end();
  });

  /** A fault of requests about this world's repository, as the server is shared. */
  const fault = (of: Fault) => host.fail({ path: new RegExp(`/${world.stored.name}/`), ...of });

  function forge(more: { token?: string; policy?: Partial<RequestPolicy>; url?: string } = {}) {
    const { board, statuses, changeRequests, identities } = bitbucketForge({
      url: more.url ?? host.url,
      kind: host.kind,
      repository: world.repository,
      token: more.token ?? world.bot.token,
      user: world.bot.email,
      policy: { backoff: { first: 1, longest: 1 }, timeout: 5_000, ...more.policy },
    });
    if (!board || !statuses || !changeRequests || !identities) throw new Error("a port is missing");
    return { board, statuses, changeRequests, identities };
  }
  const comment = ({ board } = forge()) => board.ensureComment({ number }, "preview", "text");
  const bodies = async () => (await world.comments(number)).map(({ body }) => body);

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
    [{ status: 200, text: '[{"id":1,', type: json }, /with text that is no JSON: \[\{"id":1,/],
    [{ status: 200, text: '{"id":"7"}', type: json }, /has another form \(id: /],
    [{ status: 429, text: "{}", type: json }, /too many requests/],
    [{ status: 555, text: '{"type":"error","error":{"message":"timed out"}}', type: json }, /answered 555: timed out/],
  ] as const)("says what came instead of an answer: %j", async (kind, words) => {
    fault({ kind });
    const error = await errorOf(forge().changeRequests.read(number));
    expect(error).toBeInstanceOf(ForgeUnavailable);
    expect(error.message).toMatch(words);
  });

  it("gives a server up that is not there, or does not answer", async () => {
    expect((await errorOf(forge({ url: "http://127.0.0.1:9" }).changeRequests.read(number))).message).toMatch(
      /^127\.0\.0\.1:9 did not carry out GET /,
    );
    fault({ kind: "no answer" });
    const { changeRequests } = forge({ policy: { timeout: 50, attempts: 2 } });
    expect((await errorOf(changeRequests.read(number))).message).toContain("it did not answer within 0.05 s");
  });

  it("writes a comment once though the answers to its writes are lost", async () => {
    fault({ method: "POST", kind: "lost answer", times: 2 });
    expect((await comment()).done).toBe("unchanged");
    expect(await bodies()).toHaveLength(1);
  });

  it("writes a comment though requests to write did not arrive", async () => {
    fault({ method: "POST", kind: "no connection", times: 2 });
    expect((await comment()).done).toBe("created");
    expect(await bodies()).toHaveLength(1);
  });

  it("edits a comment once though the answer is lost", async () => {
    await comment();
    fault({ method: "PUT", kind: "lost answer", times: 1 });
    expect((await forge().board.ensureComment({ number }, "preview", "other")).done).toBe("unchanged");
    expect(await bodies()).toEqual([expect.stringMatching(/other$/)]);
  });

  it("sets a status once though the answer is lost", async () => {
    fault({ method: "POST", kind: "lost answer", times: 1 });
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

  it("says that a token is no longer valid, in the middle of a run", async () => {
    const token = host.addToken(world.bot.user);
    const ports = forge({ token });
    await comment(ports);
    host.expire(token);
    for (const call of [() => comment(ports), () => ports.changeRequests.read(number)]) {
      const error = await errorOf(call());
      expect(error).toBeInstanceOf(ForgeRefused);
      expect(error.message).toContain("this one is wrong, revoked or expired");
    }
    expect(await bodies()).toHaveLength(1);
  });

  it("never shows the token, nor the header that it is sent in", async () => {
    const { token, email } = world.bot;
    const sent = host.kind === "cloud" ? Buffer.from(`${email}:${token}`).toString("base64") : token;
    const text = JSON.stringify({
      message: `token ${token} is odd, and so is ${sent}`,
      error: { message: `token ${token} is odd`, detail: { required: [token, sent] } },
    });
    for (const [code, type, words] of [
      [400, json, text],
      [403, json, text],
      [500, json, text],
      [200, json, text],
      [200, "text/html", `<p>${token} ${sent}</p>`],
      [502, "text/plain", `no ${token}`],
    ] as const) {
      fault({ kind: { status: code, text: words, type }, times: 1 });
      const error = await errorOf(forge({ policy: { attempts: 1 } }).changeRequests.read(number));
      const shown = `${error.message}${JSON.stringify(error.data)}${error.stack}`;
      expect(shown).not.toContain(token);
      expect(shown).not.toContain(sent);
    }
  });

  it("takes the token to no other host, and follows no redirect", async () => {
    const other = await start();
    try {
      fault({ kind: { redirectTo: `${other.url}/elsewhere?secret=1` } });
      for (const call of [forge().changeRequests.read(number), forge().statuses.setStatus(head, status)]) {
        const error = await errorOf(call);
        expect(error).toBeInstanceOf(ForgeRefused);
        expect(error.message).toContain(`it is answered at ${other.url}/elsewhere.`);
      }
      expect(other.unexpected).toEqual([]);
    } finally {
      await other.stop();
    }
  });

  it("says that a repository is not there", async () => {
    const gone = bitbucketForge({
      url: host.url,
      kind: host.kind,
      repository: "acme/none",
      token: world.bot.token,
      user: world.bot.email,
    });
    expect((await errorOf(gone.changeRequests?.openAt(head) ?? Promise.resolve())).message).toContain(
      "Check the name acme/none",
    );
  });
});
