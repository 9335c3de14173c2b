import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { giteaForge } from "../../../src/forge/gitea/index.ts";
import type { ForgeUser } from "../../../src/forge/index.ts";
import type { ForgeWorld } from "./forge-world.ts";
import { type GiteaHost, type Member, membersOf } from "./gitea-members.ts";
import { scratchClone } from "./scratch-clone.ts";
import { toldByHost } from "./told-by-host.ts";

const styles = { merge: "merge", squash: "squash", rebase: "rebase", "fast-forward": "fast-forward-only" } as const;

export interface GiteaWorld extends ForgeWorld {
  readonly url: string;
  readonly repository: string;
  /** The bot's own token. */
  readonly token: string;
  tokenOf(user: ForgeUser): string;
  /** Another token of a user. */
  newToken(user: ForgeUser, scopes: readonly string[]): Promise<string>;
  /** A user whom no other test knows, for tests that change one. */
  newUser(permission: "read" | "write" | "admin"): Promise<ForgeUser>;
  /** A request as a user; fails unless it succeeds. */
  call(by: ForgeUser, method: string, path: string, body?: object): Promise<unknown>;
}

/** A new repository on a server that stays when the world ends, and whose users are those of all tests. */
export async function giteaWorld(host: GiteaHost): Promise<GiteaWorld> {
  const members = membersOf(host);
  const owner = await members.of("owner");
  const name = `platform-${randomBytes(4).toString("hex")}`;
  const repository = `${owner.name}/${name}`;
  await members.asAdministrator("POST", `admin/users/${owner.name}/repos`, {
    name,
    default_branch: "main",
    auto_init: true,
    private: false,
  });
  const memberOf = ({ id }: ForgeUser) => members.withId(id);
  const base = `repos/${repository}`;
  const call = (by: ForgeUser, method: string, path: string, body?: object) =>
    members.ask(`token ${memberOf(by).token}`, method, path, body);
  const collaborator = async (made: Member, permission: string) => {
    await call(owner, "PUT", `${base}/collaborators/${made.name}`, { permission });
    return made;
  };
  const botScopes = ["write:repository", "write:issue", "read:user"];
  const bot = await collaborator(await members.of("bot", botScopes), "admin");
  const forgeOf = ({ token }: Member) =>
    giteaForge({
      url: host.url,
      publicUrl: "https://git.example.com",
      repository,
      token,
      policy: { backoff: { first: 1, longest: 1 } },
    });
  const addressOf = ({ name, token }: Member) => `${host.url.replace("://", `://${name}:${token}@`)}/${repository}.git`;
  const clone = await scratchClone(addressOf(owner));
  const settle = host.settle ?? (async () => undefined);
  let people = 0;
  const told = toldByHost(host, clone);

  return {
    url: host.url,
    repository,
    token: bot.token,
    forge: forgeOf(bot),
    owner,
    call,
    newToken: (user, scopes) => members.newToken(memberOf(user), scopes),
    tokenOf: (user) => memberOf(user).token,
    anotherBot: async () => forgeOf(await collaborator(await members.of("other-bot", botScopes), "admin")),
    user: async (permission) => await collaborator(await members.of(`person-${++people}`), permission),
    newUser: async (permission) => await collaborator(await members.fresh("new-person"), permission),
    async commit(commit) {
      const author = memberOf(commit.by ?? owner);
      const id = await clone.commit(commit, author, addressOf(author));
      await settle();
      return id;
    },
    async headOf(branch) {
      return (await clone.git("ls-remote", "origin", `refs/heads/${branch}`)).split(/\s/)[0] ?? "";
    },
    async deleteBranch(branch) {
      await call(owner, "DELETE", `${base}/branches/${branch}`);
      clone.forget();
      await settle();
    },
    async open({ head, base: target = "main", title = `Change ${head}`, by = owner }) {
      const opened = await call(by, "POST", `${base}/pulls`, { title, head, base: target, body: "" });
      await settle();
      return (opened as { number: number }).number;
    },
    close: async (number) => void (await call(owner, "PATCH", `${base}/pulls/${number}`, { state: "closed" })),
    async review(number, by, verdict) {
      const events = { approved: "APPROVED", "changes-requested": "REQUEST_CHANGES", comment: "COMMENT" };
      await call(by, "POST", `${base}/pulls/${number}/reviews`, { event: events[verdict], body: "Looked at." });
    },
    async dismiss(number, of) {
      const reviews = (await call(owner, "GET", `${base}/pulls/${number}/reviews`)) as {
        id: number;
        user: { id: number };
      }[];
      const last = reviews.filter(({ user }) => String(user.id) === of.id).at(-1);
      await call(owner, "POST", `${base}/pulls/${number}/reviews/${last?.id}/dismissals`, { message: "No longer." });
    },
    async merge(number, method) {
      // A conflict check that is under way refuses a merge for some seconds.
      for (let attempt = 1; ; attempt++)
        try {
          await call(owner, "POST", `${base}/pulls/${number}/merge`, { Do: styles[method] });
          clone.forget();
          return await settle();
        } catch (thrown) {
          if (!String(thrown).includes("try again later") || attempt === 20) throw thrown;
          await pause(250);
        }
    },
    async comments(number) {
      const comments = await call(owner, "GET", `${base}/issues/${number}/comments`);
      return (comments as { id: number; body: string; user: { id: number; login: string } }[]).map(
        ({ id, body, user }) => ({
          id: String(id),
          body,
          author: { id: String(user.id), name: user.login },
        }),
      );
    },
    heads: "+refs/pull/*/head:refs/remotes/pull/*",
    adapterOf: async (user) => forgeOf(memberOf(user)),
    retarget: async (number, target) => void (await call(owner, "PATCH", `${base}/pulls/${number}`, { base: target })),
    reopen: async (number) => void (await call(owner, "PATCH", `${base}/pulls/${number}`, { state: "open" })),
    async setDraft(number, isDraft) {
      await call(owner, "PATCH", `${base}/pulls/${number}`, { title: `${isDraft ? "WIP: " : ""}A change` });
    },
    async openFromFork({ by, files }) {
      await call(by, "POST", `${base}/forks`, {});
      const author = memberOf(by);
      const address = `${host.url.replace("://", `://${author.name}:${author.token}@`)}/${author.name}/${name}.git`;
      await clone.commit({ branch: "of-a-fork", ...(files && { files }) }, author, address);
      clone.forget();
      const wanted = { title: "From a fork", head: `${author.name}:of-a-fork`, base: "main", body: "" };
      const opened = await call(by, "POST", `${base}/pulls`, wanted);
      await settle();
      return (opened as { number: number }).number;
    },
    async mergeByGit(number) {
      const settings = { has_pull_requests: true, allow_manual_merge: true, autodetect_manual_merge: true };
      await call(owner, "PATCH", base, settings);
      await clone.git("fetch", "--quiet", "origin", "main", `refs/pull/${number}/head:refs/scratch/${number}`);
      await clone.git("checkout", "--quiet", "--detach", "FETCH_HEAD");
      const person = ["-c", `user.name=${owner.name}`, "-c", `user.email=${memberOf(owner).email}`];
      await clone.git(...person, "merge", "--quiet", "--no-ff", "-m", "Merge by hand", `refs/scratch/${number}`);
      await clone.git("push", "--quiet", addressOf(memberOf(owner)), "HEAD:refs/heads/main");
      clone.forget();
      await settle();
    },
    comment: async (number, by, body) => void (await call(by, "POST", `${base}/issues/${number}/comments`, { body })),
    editComment: async (id, by, body) => void (await call(by, "PATCH", `${base}/issues/comments/${id}`, { body })),
    deleteComment: async (id) => void (await call(owner, "DELETE", `${base}/issues/comments/${id}`)),
    async reactions(_number, id) {
      const found = await call(owner, "GET", `${base}/issues/comments/${id}/reactions`);
      return ((found ?? []) as { user: { id: number }; content: string }[]).map(
        ({ user, content }) => [String(user.id), content] as const,
      );
    },
    async protect(branch, checks) {
      const rule = { rule_name: branch, enable_push: false, enable_status_check: checks.length > 0 };
      await call(owner, "POST", `${base}/branch_protections`, { ...rule, status_check_contexts: checks });
    },
    ...told,
  };
}
