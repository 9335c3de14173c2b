import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { giteaForge } from "../../../src/forge/gitea/index.ts";
import type { ForgeUser } from "../../../src/forge/index.ts";
import type { ForgeWorld } from "./forge-world.ts";
import { scratchClone } from "./scratch-clone.ts";

/** A running server, real or fake. */
export interface GiteaHost {
  readonly url: string;
  readonly administrator: { readonly name: string; readonly password: string };
  /** Resolves when what is queued in the background was carried out. @default at once */
  readonly settle?: () => Promise<void>;
  /** Whole requests that wrote, `METHOD /path`. */
  readonly writes?: readonly string[];
  readonly unexpected?: readonly string[];
}

interface Member extends ForgeUser {
  readonly token: string;
  readonly email: string;
}

const styles = { merge: "merge", squash: "squash", rebase: "rebase", "fast-forward": "fast-forward-only" } as const;

export interface GiteaWorld extends ForgeWorld {
  readonly url: string;
  readonly repository: string;
  /** The bot's own token. */
  readonly token: string;
  tokenOf(user: ForgeUser): string;
  /** Another token of a user. */
  newToken(user: ForgeUser, scopes: readonly string[]): Promise<string>;
  /** A request as a user; fails unless it succeeds. */
  call(by: ForgeUser, method: string, path: string, body?: object): Promise<unknown>;
}

/** A repository `platform` of a new owner, on a server that stays when the world ends. */
export async function giteaWorld(host: GiteaHost): Promise<GiteaWorld> {
  const members = new Map<string, Member>();
  const basic = (name: string, password: string) => `Basic ${Buffer.from(`${name}:${password}`).toString("base64")}`;
  const administrator = basic(host.administrator.name, host.administrator.password);

  const ask = async (authorization: string, method: string, path: string, body?: object): Promise<unknown> => {
    const response = await fetch(`${host.url}/api/v1/${path}`, {
      method,
      headers: { authorization, ...(body && { "content-type": "application/json" }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status}: ${text}`);
    return text === "" ? undefined : (JSON.parse(text) as unknown);
  };
  const passwords = new Map<string, string>();
  const newToken = async ({ name }: ForgeUser, scopes: readonly string[]) => {
    const body = { name: randomBytes(6).toString("hex"), scopes };
    const made = (await ask(basic(name, passwords.get(name) ?? ""), "POST", `users/${name}/tokens`, body)) as {
      sha1: string;
    };
    return made.sha1;
  };
  const member = async (prefix: string, scopes: readonly string[] = ["all"]): Promise<Member> => {
    const [name, password] = [`${prefix}-${randomBytes(4).toString("hex")}`, randomBytes(12).toString("hex")];
    const email = `${name}@example.com`;
    passwords.set(name, password);
    const body = { username: name, email, password, must_change_password: false };
    const { id } = (await ask(administrator, "POST", "admin/users", body)) as { id: number };
    const made = { id: String(id), name, email, token: await newToken({ id: String(id), name }, scopes) };
    members.set(made.id, made);
    return made;
  };
  const memberOf = ({ id }: ForgeUser): Member => {
    const found = members.get(id);
    if (!found) throw new Error(`no user with the id ${id}`);
    return found;
  };

  const owner = await member("owner");
  const repository = `${owner.name}/platform`;
  await ask(administrator, "POST", `admin/users/${owner.name}/repos`, {
    name: "platform",
    default_branch: "main",
    auto_init: true,
    private: false,
  });
  const base = `repos/${repository}`;
  const call = (by: ForgeUser, method: string, path: string, body?: object) =>
    ask(`token ${memberOf(by).token}`, method, path, body);
  const collaborator = async (made: Member, permission: string) => {
    await call(owner, "PUT", `${base}/collaborators/${made.name}`, { permission });
    return made;
  };
  const botScopes = ["write:repository", "write:issue", "read:user"];
  const bot = await collaborator(await member("bot", botScopes), "admin");
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
  let counted = host.writes?.length ?? 0;

  return {
    url: host.url,
    repository,
    token: bot.token,
    forge: forgeOf(bot),
    owner,
    call,
    newToken,
    tokenOf: (user) => memberOf(user).token,
    anotherBot: async () => forgeOf(await collaborator(await member("other-bot", botScopes), "admin")),
    user: async (permission) => await collaborator(await member("person"), permission),
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
    comment: async (number, by, body) => void (await call(by, "POST", `${base}/issues/${number}/comments`, { body })),
    editComment: async (id, by, body) => void (await call(by, "PATCH", `${base}/issues/comments/${id}`, { body })),
    deleteComment: async (id) => void (await call(owner, "DELETE", `${base}/issues/comments/${id}`)),
    async protect(branch, checks) {
      const rule = { rule_name: branch, enable_push: false, enable_status_check: checks.length > 0 };
      await call(owner, "POST", `${base}/branch_protections`, { ...rule, status_check_contexts: checks });
    },
    writesOfForge() {
      if (!host.writes) return undefined;
      const since = host.writes.length - counted;
      counted = host.writes.length;
      return since;
    },
    async parentsOf(commit) {
      await clone.git("fetch", "--quiet", "origin");
      return (await clone.git("rev-list", "--parents", "-1", commit)).split(" ").slice(1);
    },
    async end() {
      await clone.remove();
      if (host.unexpected && host.unexpected.length > 0)
        throw new Error(`unexpected requests: ${host.unexpected.join(", ")}`);
    },
  };
}
