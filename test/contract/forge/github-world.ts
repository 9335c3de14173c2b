import { randomBytes } from "node:crypto";
import { githubForge } from "../../../src/forge/github/index.ts";
import type { Forge, ForgeUser } from "../../../src/forge/index.ts";
import type { FakeGithub } from "../../fakes/github/index.ts";
import type { Permissions, Repository, Token, User } from "../../fakes/github/state.ts";
import type { ForgeWorld } from "./forge-world.ts";
import { scratchClone } from "./scratch-clone.ts";
import { toldByHost } from "./told-by-host.ts";

export interface GithubWorld extends ForgeWorld {
  readonly url: string;
  readonly repository: string;
  /** The repository as the server keeps it. */
  readonly kept: Repository;
  /** The credentials of the bot. */
  readonly as: GithubIdentity;
  forgeAs(as: GithubIdentity, more?: Partial<Parameters<typeof githubForge>[0]>): Forge;
  /** A request as a user; fails unless it succeeds. */
  call(by: ForgeUser, method: string, path: string, body?: object): Promise<unknown>;
  /** Another token of a user. */
  newToken(user: ForgeUser, permissions: Permissions | "all"): Token;
  /** The addresses of Git with a user's credentials. */
  addressOf(user: ForgeUser, repository?: Repository): string;
}

export type GithubIdentity = Parameters<typeof githubForge>[0]["as"];

/** Whose credentials the adapter has: a user's token, the token that Actions gives a job, or an App's key. */
export type Credentials = "token" | "actions" | "app";

/** What a workflow has to grant under `permissions`. */
export const needed: Permissions = {
  metadata: "read",
  contents: "write",
  issues: "write",
  pull_requests: "write",
  checks: "write",
  statuses: "write",
  deployments: "write",
};

const quick = { backoff: { first: 1, longest: 1 }, timeout: 20_000 };

/** A new repository, with people of its own, on a server that stays. */
export async function githubWorld(github: FakeGithub, credentials: Credentials = "token"): Promise<GithubWorld> {
  const suffix = randomBytes(4).toString("hex");
  const owner = github.addUser(`owner-${suffix}`);
  const kept = await github.addRepository(owner, `platform-${suffix}`);
  const repository = `${owner.login}/${kept.name}`;
  const tokens = new Map<number, Token>();
  const member = (user: User): ForgeUser => {
    tokens.set(user.id, github.addToken(user, "all"));
    return { id: String(user.id), name: user.login };
  };
  const tokenOf = ({ id }: ForgeUser) => tokens.get(Number(id))!;
  const ask = async (by: ForgeUser, method: string, address: string, body?: object): Promise<unknown> => {
    const response = await fetch(`${github.url}/api/${address}`, {
      method,
      headers: {
        authorization: `Bearer ${tokenOf(by).value}`,
        ...(body && { "content-type": "application/json" }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${address} was answered ${response.status}: ${text}`);
    return text === "" ? undefined : (JSON.parse(text) as unknown);
  };
  const call: GithubWorld["call"] = (by, method, path, body) => ask(by, method, `v3/repos/${repository}/${path}`, body);
  /** @returns the number of the pull request */
  const mutate = async (by: ForgeUser, mutation: string, input: object): Promise<number> => {
    const type = `${mutation[0]?.toUpperCase()}${mutation.slice(1)}Input`;
    const query = `mutation($input: ${type}!) { ${mutation}(input: $input) { pullRequest { number } } }`;
    const { data, errors } = (await ask(by, "POST", "graphql", { query, variables: { input } })) as {
      data?: Record<string, { pullRequest: { number: number } }>;
      errors?: object[];
    };
    if (errors) throw new Error(JSON.stringify(errors));
    return data![mutation]!.pullRequest.number;
  };
  const forgeAs: GithubWorld["forgeAs"] = (as, more = {}) =>
    githubForge({ url: github.url, repository, as, policy: quick, ...more });
  const newBot = (name: string): { readonly as: GithubIdentity; readonly user: User } => {
    if (credentials === "token") {
      const user = github.addUser(`${name}-${suffix}`);
      kept.collaborators.set(user.id, "admin");
      return { as: { token: github.addToken(user, { ...needed, administration: "read" }).value }, user };
    }
    const { app, privateKey } = github.addApp(`${name}-${suffix}`, needed);
    if (credentials === "app") return { as: { app: String(app.id), privateKey }, user: app.bot };
    return { as: { token: github.addInstallationToken(app).value }, user: app.bot };
  };
  const addressOf: GithubWorld["addressOf"] = (user, of = kept) =>
    `${github.url.replace("://", `://${user.name}:${tokenOf(user).value}@`)}/${of.owner.login}/${of.name}.git`;
  const userOf = ({ id }: ForgeUser) => github.state.users.find((user) => String(user.id) === id)!;
  const personOf = (user: ForgeUser) => ({ name: user.name, email: userOf(user).email });

  const ownerMember = member(owner);
  const open: GithubWorld["open"] = async ({ head, base = "main", title = `Change ${head}`, by = ownerMember }) => {
    const input = { repositoryId: `R_${kept.id}`, title, body: "", headRefName: head, baseRefName: base };
    return await mutate(by, "createPullRequest", input);
  };
  const change = async (mutation: string, number: number, more: object = {}) =>
    void (await mutate(ownerMember, mutation, { pullRequestId: `PR_${kept.issues[number - 1]?.id}`, ...more }));
  const bot = newBot("bot");
  const clone = await scratchClone(addressOf(ownerMember));
  const told = toldByHost(github, clone);
  const { unexpected } = github;
  const ofOthers = unexpected.length;

  return {
    url: github.url,
    repository,
    kept,
    as: bot.as,
    forge: forgeAs(bot.as),
    forgeAs,
    owner: ownerMember,
    call,
    addressOf,
    newToken: (user, permissions) => github.addToken(userOf(user), permissions),
    anotherBot: async () => forgeAs(newBot("other-bot").as),
    async user(permission) {
      const user = github.addUser(`person-${randomBytes(4).toString("hex")}`);
      kept.collaborators.set(user.id, permission);
      return member(user);
    },
    commit: async (commit) =>
      await clone.commit(commit, personOf(commit.by ?? ownerMember), addressOf(commit.by ?? ownerMember)),
    async headOf(branch) {
      return (await clone.git("ls-remote", "origin", `refs/heads/${branch}`)).split(/\s/)[0] ?? "";
    },
    async deleteBranch(branch) {
      await call(ownerMember, "DELETE", `git/refs/heads/${branch}`);
      clone.forget();
    },
    open,
    close: (number) => change("closePullRequest", number),
    reopen: (number) => change("reopenPullRequest", number),
    retarget: (number, baseRefName) => change("updatePullRequest", number, { baseRefName }),
    setDraft: (number, isDraft) =>
      change(isDraft ? "convertPullRequestToDraft" : "markPullRequestReadyForReview", number),
    heads: "+refs/pull/*/head:refs/remotes/pull/*",
    adapterOf: async (user) => forgeAs({ token: tokenOf(user).value }),
    async openFromFork({ by, files }) {
      const fork = await github.fork(kept, userOf(by));
      await clone.commit({ branch: "of-a-fork", ...(files && { files }) }, personOf(by), addressOf(by, fork));
      clone.forget();
      return await open({ head: `${by.name}:of-a-fork`, by });
    },
    async review(number, by, verdict) {
      const events = { approved: "APPROVE", "changes-requested": "REQUEST_CHANGES", comment: "COMMENT" };
      await call(by, "POST", `pulls/${number}/reviews`, { event: events[verdict], body: "Looked at." });
    },
    async dismiss(number, of) {
      const reviews = (await call(ownerMember, "GET", `pulls/${number}/reviews?per_page=100`)) as {
        id: number;
        user: { id: number };
      }[];
      const last = reviews.filter(({ user }) => String(user.id) === of.id).at(-1);
      await call(ownerMember, "PUT", `pulls/${number}/reviews/${last?.id}/dismissals`, { message: "No longer." });
    },
    async merge(number, method) {
      // GitHub moves no branch by itself: a fast-forward is a push, which it takes for a merge.
      const head = kept.issues[number - 1]?.pull?.head;
      const base = kept.issues[number - 1]?.pull?.baseBranch;
      if (method === "fast-forward") {
        await clone.git("fetch", "--quiet", "origin");
        await clone.git("push", "--quiet", addressOf(ownerMember), `${head}:refs/heads/${base}`);
      } else await call(ownerMember, "PUT", `pulls/${number}/merge`, { merge_method: method });
      clone.forget();
    },
    async comments(number) {
      const comments: { id: number; body: string; user: { id: number; login: string } }[] = [];
      for (let page = 1; page === 1 || comments.length === (page - 1) * 100; page++)
        comments.push(
          ...((await call(
            ownerMember,
            "GET",
            `issues/${number}/comments?per_page=100&page=${page}`,
          )) as typeof comments),
        );
      return comments.map(({ id, body, user }) => ({
        id: String(id),
        body,
        author: { id: String(user.id), name: user.login },
      }));
    },
    comment: async (number, by, body) => void (await call(by, "POST", `issues/${number}/comments`, { body })),
    editComment: async (id, by, body) => void (await call(by, "PATCH", `issues/comments/${id}`, { body })),
    deleteComment: async (id) => void (await call(ownerMember, "DELETE", `issues/comments/${id}`)),
    reactions: async (number, id) => {
      const comments = kept.issues.find((each) => each.number === number)?.comments ?? [];
      const { reactions = [] } = comments.find((each) => String(each.id) === id) ?? {};
      return reactions.map(({ by, content }) => [String(by.id), content] as const);
    },
    async protect(branch, checks) {
      kept.rules.set(branch, checks);
      kept.pullRules.set(branch, { approvals: 0, dismisses: false, hasQueue: false, bypass: [] });
    },
    ...told,
    async annotationsOn(commit, context) {
      // Of the runs of one name, GitHub shows the newest.
      const run = kept.checkRuns.findLast((each) => each.sha === commit && each.name === context);
      return (run?.annotations ?? []).map((each) => ({
        path: each.path,
        first: each.start_line,
        last: each.end_line,
        level: each.annotation_level,
        text: each.message,
      }));
    },
    async end() {
      await clone.remove();
      if (unexpected.length > ofOthers) throw new Error(`unexpected: ${unexpected.slice(ofOthers).join("\n")}`);
    },
  };
}
