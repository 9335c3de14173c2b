import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Forge, ForgeRefused, ForgeUnavailable } from "../../../src/forge/index.ts";
import type { Fault } from "../../fakes/forge-host/faults.ts";
import { type FakeGithub, fakeGithub } from "../../fakes/github/index.ts";
import { errorOf } from "./error-of.ts";
import { askedPorts, faultsContract, hasty, type OtherSettings, shownOfEchoed } from "./faults-contract.ts";
import { type Credentials, type GithubIdentity, type GithubWorld, githubWorld, needed } from "./github-world.ts";

let github: FakeGithub;
let world: GithubWorld;
let number: number;
let head: string;
let pauses: number[];

// A server for each test: faults of GraphQL have the address of every other question, too.
beforeEach(async () => {
  github = await fakeGithub();
  await begin("token");
});
afterEach(async () => {
  await world.end();
  await github.stop();
});

async function begin(credentials: Credentials): Promise<void> {
  world = await githubWorld(github, credentials);
  head = await world.commit({ branch: "topic" });
  number = await world.open({ head: "topic" });
  pauses = [];
}

function forge(more: OtherSettings & { readonly as?: GithubIdentity } = {}) {
  const policy = {
    ...hasty,
    pause: async (milliseconds: number) => void pauses.push(milliseconds),
    ...more.policy,
  };
  const opened = world.forgeAs(more.as ?? world.as, { policy, ...(more.url !== undefined && { url: more.url }) });
  const { identities, issues } = opened;
  if (!identities || !issues) throw new Error("a port is missing");
  return { ...askedPorts(opened), identities, issues };
}

const comment = ({ board }: Required<Pick<Forge, "board">>) => board.ensureComment({ number }, "preview", "text");
const bodies = async () => (await world.comments(number)).map(({ body }) => body);
const files = (of = forge()) => of.changeRequests.filesOf(number);
const success = { context: "groundwork/preview", state: "success", description: "" } as const;

const rest = /^\/api\/v3\//;
const graphql = /^\/api\/graphql/;
const answered = (status: number, body: object, headers: Readonly<Record<string, string>> = {}) =>
  ({ status, text: JSON.stringify(body), type: "application/json", headers }) as const;
const errorWith = (message: string) => ({ message });
const fault = (of: Fault) => github.fail(of);

describe("the adapter of GitHub", () => {
  const stage = () => ({
    world,
    number,
    head,
    // Reads of change requests are questions of GraphQL, which are posted as well, and writes are mostly those of REST.
    fault: (of: Fault) => fault({ ...(of.method && { path: rest }), ...of }),
    forge,
    withNewToken: () => {
      const token = world.newToken(world.owner, "all");
      const expire = () => {
        token.isExpired = true;
      };
      return Promise.resolve({ ports: forge({ as: { token: token.value } }), expire });
    },
    secrets: "token" in world.as ? [world.as.token] : [],
  });
  faultsContract(stage, {
    reading: "GraphQL's pull request",
    answers: [
      ["empty error", /it answered 500\. Nothing is known/],
      [answered(200, { number: "7" }), /has another form/],
      [answered(200, { data: { repository: { pullRequest: { number: "7" } } } }), /has another form/],
      [
        answered(200, { errors: [{ message: "Something went wrong while executing your query." }] }),
        /an error: Something/,
      ],
    ],
    // After the looks for the user and for one that is open.
    opening: { path: graphql, after: 1 },
    closing: { path: graphql, after: 1 },
    errorWith,
    startOther: fakeGithub,
  });

  it.each(["no connection", "half an answer", "empty error"] as const)(
    "reads again over REST after %s",
    async (kind) => {
      fault({ kind, path: rest, times: 2 });
      expect(await files()).toHaveLength(1);
      expect((await forge().changeRequests.read(number)).number).toBe(number);
    },
  );

  it("edits a comment though requests to write did not arrive", async () => {
    await comment(forge());
    fault({ method: "PATCH", path: rest, kind: "no connection", times: 2 });
    expect((await forge().board.ensureComment({ number }, "preview", "second")).done).toBe("updated");
    expect(await bodies()).toHaveLength(1);
  });

  it("makes a check run once though the answer is lost", async () => {
    await begin("actions");
    fault({ method: "POST", path: /check-runs/, kind: "lost answer", times: 1 });
    await forge().statuses.setStatus(head, success);
    expect(world.kept.checkRuns).toHaveLength(1);
  });
});

describe("limits of GitHub", () => {
  const secondary = { message: "You have exceeded a secondary rate limit. Please wait a few minutes." };
  const isoDate = new Date().toUTCString();
  const inOneMinute = String(Math.floor(Date.parse(isoDate) / 1000) + 60);

  it.each([
    ["403 with a time to wait", answered(403, secondary, { "retry-after": "7" }), 7_000],
    ["429 with a time to wait", answered(429, secondary, { "retry-after": "7" }), 7_000],
    ["403 without a time", answered(403, secondary), 60_000],
    ["429 without a time", answered(429, { message: "" }), 60_000],
    [
      "403 of the hour",
      answered(
        403,
        { message: "API rate limit exceeded for installation ID 1." },
        { "x-ratelimit-remaining": "0", "x-ratelimit-reset": inOneMinute, date: isoDate },
      ),
      60_000,
    ],
  ])("are waited for: %s", async (_name, kind, milliseconds) => {
    fault({ path: rest, kind, times: 1 });
    expect(await files()).toHaveLength(1);
    expect(pauses).toEqual([milliseconds]);
  });

  it("are waited for by writes as well, which were not carried out", async () => {
    fault({ method: "POST", path: rest, kind: answered(403, secondary, { "retry-after": "1" }), times: 1 });
    expect((await comment(forge())).done).toBe("created");
    expect(pauses).toEqual([1_000]);
    expect(await bodies()).toHaveLength(1);
  });

  it("are waited for where GraphQL tells of them in its data", async () => {
    const limited = { errors: [{ type: "RATE_LIMITED", message: "API rate limit exceeded" }] };
    fault({ path: graphql, kind: answered(200, limited), times: 1 });
    await forge().changeRequests.read(number);
    expect(pauses).toEqual([60_000]);
  });

  it("are not waited for when that takes long, and no other request is sent", async () => {
    fault({ path: rest, kind: answered(429, secondary, { "retry-after": "3000" }) });
    const error = await errorOf(files());
    expect(error).toBeInstanceOf(ForgeUnavailable);
    expect(error.message).toContain("too many requests, and it takes none for another 50 min");
    expect(pauses).toEqual([]);
  });

  it("are no reason to ask again for what is as it was", async () => {
    const same = forge();
    await same.board.ensureComment({ number }, "preview", "text");
    await same.board.ensureComment({ number }, "preview", "text");
    const before = github.unchanged.length;
    await same.board.ensureComment({ number }, "preview", "text");
    expect(github.unchanged.slice(before)).toEqual([expect.stringContaining(`issues/${number}/comments`)]);
  });
});

describe("a token of GitHub", () => {
  it.each([
    ["comments", "issues", (of: ReturnType<typeof forge>) => comment(of), "issues: write; pull_requests: write"],
    ["statuses", "statuses", (of: ReturnType<typeof forge>) => of.statuses.setStatus(head, success), "statuses: write"],
  ] as const)("that lacks a permission for %s is refused with its name", async (_name, lacking, call, permission) => {
    const { [lacking]: _, ...rest } = needed;
    const { pull_requests: __, ...less } = rest;
    const token = world.newToken(world.owner, lacking === "issues" ? { ...less, pull_requests: "read" } : rest).value;
    const error = await errorOf(call(forge({ as: { token } })));
    expect(error).toBeInstanceOf(ForgeRefused);
    expect(error.message).toContain(`Give the token the permission ${permission}.`);
  });

  it("that may not read checks is refused, though GraphQL answers with 200", async () => {
    const { checks: _, ...rest } = needed;
    const token = world.newToken(world.owner, rest).value;
    await forge().statuses.setStatus(head, success);
    const error = await errorOf(forge({ as: { token } }).statuses.statusesOf(head));
    expect(error).toBeInstanceOf(ForgeRefused);
    expect(error.message).toContain("GraphQL's checks of a commit: it answered 403: Resource not accessible");
  });

  it.each(["token", "actions", "app"] as const)("is never shown (%s)", async (credentials) => {
    await begin(credentials);
    const asked = forge({ policy: { attempts: 1 } });
    await asked.identities.self();
    const values = github.state.tokens.map(({ value }) => value);
    const own = "token" in world.as ? [world.as.token] : values.filter((value) => value.startsWith("ghs_"));
    const shown = await shownOfEchoed(own, errorWith, (kind) => {
      fault({ path: /\/files/, kind, times: 1 });
      return files(asked);
    });
    expect(own).not.toEqual([]);
    for (const secret of own) expect(shown).not.toContain(secret);
  });
});

describe("an App of GitHub", () => {
  beforeEach(() => begin("app"));

  it("asks for a new token once one has ended", async () => {
    const tokens = () => github.state.tokens.filter(({ app }) => app).length;
    await comment(forge());
    expect(tokens()).toBe(1);
    await comment(forge());
    expect(tokens()).toBe(2);
  });

  it("that is not installed on the repository is told so, and not that there is no change request", async () => {
    fault({ path: /installation$/, kind: answered(404, { message: "Not Found" }), times: 1 });
    const missing = await errorOf(comment(forge()));
    expect(missing.message).toMatch(/it answered 404: Not Found.*is installed on this repository/);
    const { privateKey } = github.addApp("elsewhere", needed);
    const error = await errorOf(comment(forge({ as: { app: "4711", privateKey } })));
    expect(error).toBeInstanceOf(ForgeRefused);
    expect(error.message).toMatch(
      /refused a token for the GitHub App on .*: it answered 401.*is installed on this repository/,
    );
  });

  it("reads again when it could not get its token", async () => {
    fault({ path: /installation/, kind: "no connection", times: 1 });
    expect((await forge().changeRequests.read(number)).number).toBe(number);
  });
});

describe("a repository of GitHub", () => {
  it("with another name is followed neither by reads nor by writes", async () => {
    const { board, statuses, changeRequests } = forge();
    github.state.renamed.set(world.repository.toLowerCase(), world.kept);
    world.kept.name = "renamed";
    world.writesOfForge();
    for (const call of [
      () => comment({ board }),
      () => changeRequests.filesOf(number),
      () => changeRequests.openAt(head),
      () => statuses.setStatus(head, success),
    ])
      expect(await errorOf(call())).toBeInstanceOf(ForgeRefused);
    expect(world.writesOfForge()).toBe(0);
  });

  it("that redirects to another host gets no token there", async () => {
    fault({ path: rest, kind: { redirectTo: "http://127.0.0.1:9/elsewhere" } });
    const error = await errorOf(files());
    expect(error).toBeInstanceOf(ForgeRefused);
    expect(error.message).toContain("it is answered at http://127.0.0.1:9/elsewhere");
  });

  it("says that a conversation is locked, that it is archived, and that it has no issues", async () => {
    const person = await world.user("read");
    const token = world.newToken(person, "all").value;
    await world.call(world.owner, "PUT", `issues/${number}/lock`, {});
    expect((await errorOf(comment(forge({ as: { token } })))).message).toContain("Unlock the conversation.");
    world.kept.isArchived = true;
    expect((await errorOf(comment(forge()))).message).toContain("out of the archive");
    world.kept.hasIssues = false;
    const issue = forge().issues.ensureIssue("drift", { title: "t", body: "b" });
    expect((await errorOf(issue)).message).toContain("Turn on the issues");
  });

  it("that keeps the old text of an issue and answers that it was changed, is told so", async () => {
    const { issues } = forge();
    await issues.ensureIssue("drift", { title: "t", body: "b" });
    const long = issues.ensureIssue("drift", { title: "t", body: "x".repeat(65_600) });
    expect((await errorOf(long)).message).toContain("kept the one before");
  });
});
