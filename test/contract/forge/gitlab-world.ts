import { randomBytes } from "node:crypto";
import { gitlabForge } from "../../../src/forge/gitlab/index.ts";
import type { ForgeUser } from "../../../src/forge/index.ts";
import type { FakeGitLab } from "../../fakes/gitlab/index.ts";
import type { ForgeWorld, MergeMethod, NewCommit } from "./forge-world.ts";
import { scratchClone } from "./scratch-clone.ts";
import { toldByHost } from "./told-by-host.ts";

const accessLevels = { read: 20, write: 30, admin: 40 } as const;

/** Settings of the project, and whether a merge train lands the commits: it alone puts them on top of others. */
const methods: Readonly<
  Record<MergeMethod, { readonly method: string; readonly squash: boolean; readonly train: boolean }>
> = {
  merge: { method: "merge", squash: false, train: false },
  squash: { method: "merge", squash: true, train: false },
  rebase: { method: "ff", squash: false, train: true },
  "fast-forward": { method: "ff", squash: false, train: false },
};

interface Member extends ForgeUser {
  readonly token: string;
  readonly email: string;
}

export interface GitLabWorld extends ForgeWorld {
  readonly url: string;
  readonly repository: string;
  /** The project below the API: `projects/<encoded path>`. */
  readonly base: string;
  /** The bot's own token. */
  readonly token: string;
  tokenOf(user: ForgeUser): string;
  /** Another token of a user. */
  newToken(user: ForgeUser, scopes: readonly string[]): Promise<string>;
  /** Pushes a commit of another author. */
  pushAs(user: ForgeUser, commit: NewCommit, author: ForgeUser): Promise<string>;
  /** A request as a user; fails unless it succeeds. */
  call(by: ForgeUser, method: string, path: string, body?: object): Promise<unknown>;
}

/** A new project of new users, in a group within a group, on a server that stays when the world ends. */
export async function gitlabWorld(host: FakeGitLab): Promise<GitLabWorld> {
  const byId = new Map<string, Member>();
  const memberOf = ({ id }: ForgeUser) => {
    const found = byId.get(id);
    if (!found) throw new Error(`no user with the id ${id}`);
    return found;
  };

  async function ask(token: string, method: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${host.url}/api/v4/${path}`, {
      method,
      headers: { "private-token": token, ...(body && { "content-type": "application/json" }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status}: ${text}`);
    return text === "" ? undefined : (JSON.parse(text) as unknown);
  }
  const newToken = async ({ id }: { readonly id: string }, scopes: readonly string[]) => {
    const made = await ask(host.administrator, "POST", `users/${id}/personal_access_tokens`, { name: "t", scopes });
    return (made as { token: string }).token;
  };
  async function newMember(role: string): Promise<Member> {
    const name = `${role}-${randomBytes(4).toString("hex")}`;
    const email = `${name}@example.com`;
    const { id } = (await ask(host.administrator, "POST", "users", { username: name, email })) as { id: number };
    const made = { id: String(id), name, email, token: await newToken({ id: String(id) }, ["api"]) };
    byId.set(made.id, made);
    return made;
  }

  const owner = await newMember("owner");
  const [group, name] = [`acme-${randomBytes(4).toString("hex")}/infra`, `platform-${randomBytes(4).toString("hex")}`];
  const repository = `${group}/${name}`;
  await ask(host.administrator, "POST", `projects/user/${owner.id}`, { path: name, namespace: group });
  const base = `projects/${encodeURIComponent(repository)}`;
  const call = (by: ForgeUser, method: string, path: string, body?: object) =>
    ask(memberOf(by).token, method, path, body);
  const member = async (role: string, permission: keyof typeof accessLevels) => {
    const made = await newMember(role);
    await call(owner, "POST", `${base}/members`, { user_id: Number(made.id), access_level: accessLevels[permission] });
    return made;
  };
  const bot = await member("bot", "write");
  const forgeOf = ({ token }: Member) =>
    gitlabForge({
      url: host.url,
      publicUrl: "https://gitlab.example.com",
      repository,
      token,
      policy: { backoff: { first: 1, longest: 1 } },
    });
  const addressOf = ({ token }: Member) => `${host.url.replace("://", `://oauth2:${token}@`)}/${repository}.git`;
  const clone = await scratchClone(addressOf(owner));
  const told = toldByHost(host, clone);
  const notesOf = async (path: string) => {
    const notes = await call(owner, "GET", `${base}/${path}/notes?sort=asc&per_page=100`);
    return (notes as { id: number; body: string; system: boolean; author: { id: number; username: string } }[])
      .filter(({ system }) => !system)
      .map(({ id, body, author }) => ({
        id: `${path}/notes/${id}`,
        body,
        author: { id: String(author.id), name: author.username },
      }));
  };

  return {
    url: host.url,
    repository,
    base,
    token: bot.token,
    forge: forgeOf(bot),
    owner,
    call,
    newToken,
    tokenOf: (user) => memberOf(user).token,
    anotherBot: async () => forgeOf(await member("other-bot", "write")),
    user: (permission) => member("person", permission),
    async commit(commit) {
      const author = memberOf(commit.by ?? owner);
      return await clone.commit(commit, author, addressOf(author));
    },
    pushAs: (user, commit, author) => clone.commit(commit, memberOf(author), addressOf(memberOf(user))),
    async headOf(branch) {
      return (await clone.git("ls-remote", "origin", `refs/heads/${branch}`)).split(/\s/)[0] ?? "";
    },
    async deleteBranch(branch) {
      await call(owner, "DELETE", `${base}/repository/branches/${encodeURIComponent(branch)}`);
      clone.forget();
    },
    async open({ head, base: target = "main", title = `Change ${head}`, by = owner }) {
      const body = { source_branch: head, target_branch: target, title };
      return ((await call(by, "POST", `${base}/merge_requests`, body)) as { iid: number }).iid;
    },
    close: async (number) =>
      void (await call(owner, "PUT", `${base}/merge_requests/${number}`, { state_event: "close" })),
    async review(number, by, verdict) {
      const path = `${base}/merge_requests/${number}`;
      if (verdict === "comment") await call(by, "POST", `${path}/notes`, { body: "Looked at." });
      if (verdict === "changes-requested") await call(by, "POST", `${path}/notes`, { body: "/request_changes" });
      if (verdict !== "approved") return;
      // Without it, one who may not push could not approve.
      await call(owner, "POST", `${path}/approval_rules`, {
        name: "r",
        approvals_required: 0,
        user_ids: [Number(by.id)],
      });
      await call(by, "POST", `${path}/approve`, {});
    },
    dismiss: async (number, of) => void (await call(of, "POST", `${base}/merge_requests/${number}/unapprove`, {})),
    async merge(number, wanted) {
      const { method, squash, train } = methods[wanted];
      await call(owner, "PUT", base, { merge_method: method });
      if (train) await call(owner, "POST", `${base}/merge_trains/merge_requests/${number}`, {});
      else await call(owner, "PUT", `${base}/merge_requests/${number}/merge`, { squash });
      clone.forget();
    },
    comments: (number) => notesOf(`merge_requests/${number}`),
    issueComments: (number) => notesOf(`issues/${number}`),
    comment: async (number, by, body) =>
      void (await call(by, "POST", `${base}/merge_requests/${number}/notes`, { body })),
    // Besides the author, only those may edit a comment who administer the project.
    async editComment(id, by, body) {
      const admin = { user_id: Number(by.id), access_level: accessLevels.admin };
      if (by.id !== owner.id) await call(owner, "POST", `${base}/members`, admin);
      await call(by, "PUT", `${base}/${id}`, { body });
    },
    deleteComment: async (id) => void (await call(owner, "DELETE", `${base}/${id}`)),
    async reactions(number, id) {
      const found = await call(owner, "GET", `${base}/merge_requests/${number}/notes/${id}/award_emoji`);
      return (found as { user: { id: number }; name: string }[]).map(
        ({ user, name }) => [String(user.id), name] as const,
      );
    },
    async protect(branch) {
      await call(owner, "POST", `${base}/protected_branches`, { name: branch });
      await call(owner, "PUT", base, { only_allow_merge_if_pipeline_succeeds: true });
    },
    demandedBy: () => ["*"],
    heads: "+refs/merge-requests/*/head:refs/remotes/merge-requests/*",
    adapterOf: async (user) => forgeOf(memberOf(user)),
    retarget: async (number, target) =>
      void (await call(owner, "PUT", `${base}/merge_requests/${number}`, { target_branch: target })),
    reopen: async (number) =>
      void (await call(owner, "PUT", `${base}/merge_requests/${number}`, { state_event: "reopen" })),
    async setDraft(number, isDraft) {
      await call(owner, "PUT", `${base}/merge_requests/${number}`, { title: `${isDraft ? "Draft: " : ""}A change` });
    },
    async openFromFork({ by, files }) {
      const fork = (await call(by, "POST", `${base}/fork`, {})) as { id: number; path_with_namespace: string };
      const author = memberOf(by);
      const address = `${host.url.replace("://", `://oauth2:${author.token}@`)}/${fork.path_with_namespace}.git`;
      await clone.commit({ branch: "of-a-fork", ...(files && { files }) }, author, address);
      clone.forget();
      const { id } = (await call(owner, "GET", base)) as { id: number };
      const body = { source_branch: "of-a-fork", target_branch: "main", title: "From a fork", target_project_id: id };
      return ((await call(by, "POST", `projects/${fork.id}/merge_requests`, body)) as { iid: number }).iid;
    },
    async mergeByGit(number) {
      await clone.git(
        "fetch",
        "--quiet",
        "origin",
        "main",
        `refs/merge-requests/${number}/head:refs/scratch/${number}`,
      );
      await clone.git("checkout", "--quiet", "--detach", "FETCH_HEAD");
      const person = ["-c", `user.name=${owner.name}`, "-c", `user.email=${owner.email}`];
      await clone.git(...person, "merge", "--quiet", "--no-ff", "-m", "Merge by hand", `refs/scratch/${number}`);
      await clone.git("push", "--quiet", addressOf(owner), "HEAD:refs/heads/main");
      clone.forget();
    },
    ...told,
  };
}
