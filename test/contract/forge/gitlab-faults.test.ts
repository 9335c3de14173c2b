import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { gitlabForge } from "../../../src/forge/gitlab/index.ts";
import { type Forge, ForgeRefused } from "../../../src/forge/index.ts";
import type { Fault } from "../../fakes/forge-host/faults.ts";
import { type FakeGitLab, fakeGitLab } from "../../fakes/gitlab/index.ts";
import { errorOf } from "./error-of.ts";
import { askedPorts, faultsContract, hasty, type OtherSettings } from "./faults-contract.ts";
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

const forge = ({ token, policy, url }: OtherSettings & { readonly token?: string } = {}) =>
  askedPorts(
    gitlabForge({
      url: url ?? world.url,
      repository: world.repository,
      token: token ?? world.token,
      policy: { ...hasty, ...policy },
    }),
  );

const comment = ({ board }: Required<Pick<Forge, "board">>) => board.ensureComment({ number }, "preview", "text");
const status = { context: "groundwork/preview", state: "success", description: "" } as const;

/** A fault of requests about this world's project, as the server is shared. */
const fault = (of: Omit<Fault, "path">, below = "") =>
  gitlab.fail({ path: new RegExp(`${encodeURIComponent(world.repository)}.*${below}`), ...of });

describe("the adapter of GitLab", () => {
  const stage = () => ({
    world,
    number,
    head,
    fault,
    forge,
    withNewToken: async () => {
      const token = await world.newToken(world.owner, ["api"]);
      return { ports: forge({ token }), expire: () => gitlab.expire(token) };
    },
    secrets: [world.token],
  });
  faultsContract(stage, {
    reading: "GET v4/projects/acme-",
    readingForm: "the request for merge request 1",
    answers: [
      ["empty error", /it answered 500\. Nothing is known/],
      [{ status: 200, text: '{"iid":"7"}', type: "application/json" }, /has another form \(iid: /],
      [{ status: 200, text: "<html>Sign in</html>", type: "text/html" }, /it answered 200 with a page: Sign in/],
      [{ status: 429, text: "Retry later\n", type: "text/plain" }, /too many requests/],
    ],
    expired: "Token is expired",
    closing: { method: "PUT" },
    errorWith: (message) => ({ message: { base: [message] } }),
    startOther: fakeGitLab,
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
