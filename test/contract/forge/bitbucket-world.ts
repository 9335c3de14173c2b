import { randomBytes } from "node:crypto";
import { bitbucketForge } from "../../../src/forge/bitbucket/index.ts";
import type { ForgeUser, Permission } from "../../../src/forge/index.ts";
import type { BitbucketHost } from "../../fakes/bitbucket/index.ts";
import type { Repository, User } from "../../fakes/bitbucket/state.ts";
import { cloudPeople } from "./cloud-people.ts";
import { dataCenterPeople } from "./data-center-people.ts";
import type { ForgeWorld, MergeMethod, NewCommit, SeenComment } from "./forge-world.ts";
import { scratchClone } from "./scratch-clone.ts";
import { toldByHost } from "./told-by-host.ts";

/** What people do over the API of a product. */
export type People = (at: {
  /** A request as a user; fails unless it succeeds. */
  readonly call: (by: ForgeUser, method: string, path: string, body?: object) => Promise<unknown>;
  /** Owner and name. */
  readonly place: string;
  readonly owner: ForgeUser;
  /** Only its author may edit a comment on Bitbucket, so an edit by others is one with the author's token. */
  readonly tokenOfComment: (number: number, id: number) => ForgeUser;
}) => {
  open(request: { head: string; base: string; title: string; by: ForgeUser }): Promise<number>;
  close(number: number): Promise<void>;
  deleteBranch(branch: string): Promise<void>;
  review(number: number, by: ForgeUser, verdict: "approved" | "changes-requested" | "comment"): Promise<void>;
  retarget(number: number, base: string): Promise<void>;
  setDraft(number: number, isDraft: boolean): Promise<void>;
  /** Cloud has no way back from a declined one. */
  reopen?(number: number): Promise<void>;
  /** Takes back one's own approval. */
  withdraw(number: number, by: ForgeUser): Promise<void>;
  merge(number: number, method: MergeMethod): Promise<void>;
  comments(number: number): Promise<readonly SeenComment[]>;
  comment(number: number, by: ForgeUser, text: string): Promise<void>;
  editComment(id: string, text: string): Promise<void>;
  deleteComment(id: string): Promise<void>;
};

export interface BitbucketWorld extends ForgeWorld {
  readonly host: BitbucketHost;
  readonly url: string;
  /** Owner and name. */
  readonly repository: string;
  readonly stored: Repository;
  /** The bot's account, and what its adapter is opened with. */
  readonly bot: { readonly user: User; readonly token: string; readonly email: string };
  readonly remote: string;
  call(by: ForgeUser, method: string, path: string, body?: object): Promise<unknown>;
  userOf(user: ForgeUser): User;
}

/** A new repository on a server that stays when the world ends. */
export async function bitbucketWorld(host: BitbucketHost): Promise<BitbucketWorld> {
  const isCloud = host.kind === "cloud";
  const idOf = (user: User) => (isCloud ? user.uuid : String(user.id));
  const shown = (user: User): ForgeUser => ({ id: idOf(user), name: user.name });
  const suffix = randomBytes(4).toString("hex");
  const tokens = new Map<User, string>();
  const account = (role: string): User => {
    const user = host.addUser(`${role}-${randomBytes(4).toString("hex")}`);
    tokens.set(user, host.addToken(user));
    return user;
  };
  const userOf = ({ id }: ForgeUser): User => {
    const found = host.state.users.find((each) => idOf(each) === id);
    if (!found) throw new Error(`no user with the id ${id}`);
    return found;
  };
  const tokenOf = (user: User) => tokens.get(user) ?? "";
  const authorizationOf = (user: User) =>
    isCloud ? `Basic ${Buffer.from(`${user.email}:${tokenOf(user)}`).toString("base64")}` : `Bearer ${tokenOf(user)}`;

  const ownerUser = account("owner");
  const owner = shown(ownerUser);
  const stored = await host.addRepository(`platform-${suffix}`, ownerUser);
  const repository = `${stored.owner}/${stored.name}`;
  const call: BitbucketWorld["call"] = async (by, method, path, body) => {
    const response = await fetch(`${host.url}/${path}`, {
      method,
      headers: { authorization: authorizationOf(userOf(by)), ...(body && { "content-type": "application/json" }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status}: ${text}`);
    return text === "" ? undefined : (JSON.parse(text) as unknown);
  };
  const member = (role: string, permission: Exclude<Permission, "none">): User => {
    const user = account(role);
    stored.permissions.set(user.id, permission);
    return user;
  };
  const forgeOf = (user: User) =>
    bitbucketForge({
      url: host.url,
      kind: host.kind,
      publicUrl: "https://git.example.com",
      repository,
      token: tokenOf(user),
      user: user.email,
      policy: { backoff: { first: 1, longest: 1 } },
    });
  const addressOf = (user: User) => {
    const name = isCloud ? "x-bitbucket-api-token-auth" : user.name;
    const path = isCloud ? repository : `scm/${repository}`;
    return `${host.url.replace("://", `://${name}:${tokenOf(user)}@`)}/${path}.git`;
  };
  const botUser = member("bot", "admin");
  const remote = addressOf(ownerUser);
  const clone = await scratchClone(remote);
  const people = (isCloud ? cloudPeople : dataCenterPeople)({
    call,
    place: repository,
    owner,
    tokenOfComment(number, id) {
      const found = stored.pulls[number - 1]?.comments.find((each) => each.id === id);
      return found ? shown(found.author) : owner;
    },
  });
  const told = toldByHost(host, clone);

  async function openFromFork({ by, files }: { files?: NewCommit["files"]; readonly by: ForgeUser }): Promise<number> {
    const author = userOf(by);
    const fork = await host.fork(stored, author);
    const address = addressOf(author).replace(repository, `${fork.owner}/${fork.name}`);
    await clone.commit({ branch: "of-a-fork", ...(files && { files }) }, author, address);
    clone.forget();
    const fromRepository = { slug: fork.name, project: { key: fork.owner } };
    const fromRef = { id: "refs/heads/of-a-fork", repository: fromRepository };
    const path = `rest/api/latest/projects/${stored.owner}/repos/${stored.name}/pull-requests`;
    const body = { title: "From a fork", fromRef, toRef: { id: "refs/heads/main" } };
    return ((await call(by, "POST", path, body)) as { id: number }).id;
  }

  return {
    host,
    url: host.url,
    repository,
    stored,
    remote,
    bot: { user: botUser, token: tokenOf(botUser), email: botUser.email },
    forge: forgeOf(botUser),
    owner,
    call,
    userOf,
    anotherBot: () => Promise.resolve(forgeOf(member("other-bot", "admin"))),
    user: (permission) => Promise.resolve(shown(member("person", permission))),
    async commit(commit) {
      const author = commit.by ? userOf(commit.by) : ownerUser;
      return await clone.commit(commit, author, addressOf(author));
    },
    async headOf(branch) {
      return (await clone.git("ls-remote", "origin", `refs/heads/${branch}`)).split(/\s/)[0] ?? "";
    },
    async deleteBranch(branch) {
      await people.deleteBranch(branch);
      clone.forget();
    },
    open: ({ head, base = "main", title = `Change ${head}`, by = owner }) => people.open({ head, base, title, by }),
    close: (number) => people.close(number),
    review: (number, by, verdict) => people.review(number, by, verdict),
    // No other user can take an opinion back.
    dismiss: (number, of) => people.withdraw(number, of),
    retarget: (number, base) => people.retarget(number, base),
    setDraft: (number, isDraft) => people.setDraft(number, isDraft),
    ...(people.reopen && { reopen: (number: number) => people.reopen?.(number) ?? Promise.resolve() }),
    // The heads of forks can be fetched from Data Center alone.
    ...(!isCloud && { heads: "+refs/pull-requests/*/from:refs/remotes/pull-requests/*", openFromFork }),
    adapterOf: (user) => Promise.resolve(forgeOf(userOf(user))),
    async merge(number, method) {
      await people.merge(number, method);
      clone.forget();
    },
    comments: (number) => people.comments(number),
    comment: (number, by, text) => people.comment(number, by, text),
    editComment: (id, _by, text) => people.editComment(id, text),
    deleteComment: (id) => people.deleteComment(id),
    async protect(branch, checks) {
      await host.protect(stored, branch);
      stored.requiredBuilds.push({
        id: stored.requiredBuilds.length + 1,
        keys: checks,
        matcher: { id: `refs/heads/${branch}`, type: "BRANCH" },
      });
    },
    async annotationsOn(commit, context) {
      const reports = [...stored.reports].filter(([at, { title }]) => at.startsWith(commit) && title === context);
      return reports.flatMap(([, { notes }]) =>
        notes.map(({ path = "", line = 0, severity, text }) => {
          const level = severity === "HIGH" ? "warning" : "notice";
          return { path, first: line, last: line, level, text } as const;
        }),
      );
    },
    ...told,
  };
}
