import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { giteaForge } from "../../../src/forge/gitea/index.ts";
import { type Forge, ForgeRefused } from "../../../src/forge/index.ts";
import { type FakeGitea, type Fault, fakeGitea } from "../../fakes/gitea/index.ts";
import { errorOf } from "./error-of.ts";
import { askedPorts, faultsContract, hasty, type OtherSettings } from "./faults-contract.ts";
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

const forge = ({ token, policy, url }: OtherSettings & { readonly token?: string } = {}) =>
  askedPorts(
    giteaForge({
      url: url ?? world.url,
      repository: world.repository,
      token: token ?? world.token,
      policy: { ...hasty, ...policy },
    }),
  );

const comment = ({ board }: Required<Pick<Forge, "board">>) => board.ensureComment({ number }, "preview", "text");
const bodies = async () => (await world.comments(number)).map(({ body }) => body);

/** A fault of requests about this world's repository, as the server is shared. */
const fault = (of: Fault) => gitea.fail({ path: new RegExp(`/${world.repository}/`), ...of });

describe("the adapter of Gitea", () => {
  const stage = () => ({
    world,
    number,
    head,
    fault,
    forge,
    withNewToken: async () => {
      const token = await world.newToken(world.owner, ["all"]);
      return { ports: forge({ token }), expire: () => gitea.expire(token) };
    },
    secrets: [world.token],
  });
  faultsContract(stage, {
    reading: "GET repos/owner-",
    answers: [
      ["empty error", /it answered 500\. Nothing is known/],
      [{ status: 200, text: '{"number":"7"}', type: "application/json" }, /has another form \(number: /],
      [{ status: 429, text: "{}", type: "application/json" }, /too many requests/],
    ],
    closing: { method: "PATCH" },
    errorWith: (message) => ({ message }),
    startOther: fakeGitea,
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

  it("says that a conversation is locked, and a repository archived", async () => {
    const person = await world.user("read");
    const { board } = forge({ token: await world.newToken(person, ["all"]) });
    await world.call(world.owner, "PUT", `repos/${world.repository}/issues/${number}/lock`, {});
    expect((await errorOf(comment({ board }))).message).toContain("answered 403: Issue is locked");
    await world.call(world.owner, "PATCH", `repos/${world.repository}`, { archived: true });
    expect((await errorOf(comment(forge()))).message).toContain("or take");
  });

  const partOfComments = (times: number) =>
    fault({
      method: "GET",
      path: /\/comments/,
      kind: { status: 200, text: "[]", type: "application/json", headers: { "x-total-count": "1" } },
      times,
    });

  it("does not take a part of the comments for all of them", async () => {
    await comment(forge());
    partOfComments(3);
    expect((await errorOf(comment(forge()))).message).toContain("it gave 0 of 1 entry");
    expect(await bodies()).toHaveLength(1);
  });

  it("reads the comments again where one was written between their list and their number", async () => {
    await comment(forge());
    partOfComments(1);
    await comment(forge());
    expect(await bodies()).toHaveLength(1);
  });
});
