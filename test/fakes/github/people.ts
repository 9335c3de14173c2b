import { generateKeyPairSync, randomBytes } from "node:crypto";
import path from "node:path";
import { commitAt, createBare, git } from "../forge-host/bare-git.ts";
import { mergeCommit, squashed } from "../forge-host/merges.ts";
import { installationToken } from "./app-routes.ts";
import { type App, type Permissions, pullOf, type Repository, type State, type Token, type User } from "./state.ts";

/** What the owner of a server does on its pages. */
export interface People {
  addUser(login: string): User;
  /** @returns with the value of a new token that may do what is given, and everything else that people's tokens may */
  addToken(user: User, permissions: Permissions | "all"): Token;
  /** @returns a classic token of the user, with scopes in place of permissions */
  addClassicToken(user: User, scopes: readonly string[]): Token;
  addRepository(owner: User, name: string): Promise<Repository>;
  fork(repository: Repository, by: User): Promise<Repository>;
  /** Lets the merge queue land pull requests of one base branch together, in one push. @returns the commit of each */
  landTogether(
    repository: Repository,
    numbers: readonly number[],
    method: "merge" | "squash",
  ): Promise<readonly string[]>;
  /**
   * Lets the merge queue test pull requests of one base branch, each on top of the one before it.
   *
   * @returns the commits on `gh-readonly-queue/…`, which no pull request has
   */
  queueTogether(
    repository: Repository,
    numbers: readonly number[],
    method: "merge" | "squash",
  ): Promise<readonly string[]>;
  /** Lands a pull request as the commit that the merge queue tested. It leaves the queue, and those behind it stay. */
  landQueued(repository: Repository, number: number): Promise<string>;
  /** A GitHub App, with the private key of it. */
  addApp(slug: string, permissions: Permissions): { readonly app: App; readonly privateKey: string };
  /** A token of an installation of an App, as Actions gives one to its jobs. */
  addInstallationToken(app: App): Token;
}

export function people(state: State, root: string): People {
  const addUser = (login: string, kind: User["kind"] = "User"): User => {
    const user = { id: state.nextId(), login, email: `${login}@example.com`, kind };
    state.users.push(user);
    return user;
  };
  const add = (token: Omit<Token, "isExpired">): Token => {
    const made = { ...token, isExpired: false };
    state.tokens.push(made);
    return made;
  };
  const repositoryOf = (owner: User, name: string): Repository => ({
    id: state.nextId(),
    owner,
    name,
    isPrivate: false,
    isArchived: false,
    hasIssues: true,
    collaborators: new Map(),
    issues: [],
    statuses: [],
    checkRuns: [],
    isListBehind: false,
    deployments: [],
    activity: [],
    rules: new Map(),
    protections: new Map(),
    pullRules: new Map(),
    classicReviews: new Map(),
    environments: new Map(),
    hookAddresses: [],
    hooks: [],
    folder: path.join(root, owner.login, `${name}.git`),
  });
  return {
    addUser: (login) => addUser(login),
    addToken: (user, permissions) => add({ value: `github_pat_${randomBytes(40).toString("hex")}`, user, permissions }),
    addClassicToken: (user, scopes) =>
      add({ value: `ghp_${randomBytes(18).toString("hex")}`, user, permissions: "all", scopes }),
    async addRepository(owner, name) {
      const made = repositoryOf(owner, name);
      await createBare(made.folder);
      state.repositories.push(made);
      return made;
    },
    async fork(repository, by) {
      const made = repositoryOf(by, repository.name);
      await createBare(made.folder);
      await git(made.folder, ["fetch", "--quiet", repository.folder, "+refs/heads/*:refs/heads/*"]);
      for (const line of (await git(made.folder, ["for-each-ref", "--format=%(refname) %(objectname)"])).split("\n")) {
        const [ref = "", after = ""] = line.split(" ");
        const before = "0".repeat(40);
        const at = { type: "branch_creation", actor: by, at: state.now() };
        made.activity.push({ id: state.nextId(), ref, before, after, ...at });
      }
      state.repositories.push(made);
      return made;
    },
    async landTogether(repository, numbers, method) {
      const { owner, folder } = repository;
      const by = { login: owner.login, email: owner.email };
      const commits: string[] = [];
      for (const number of numbers) {
        const issue = repository.issues[number - 1]!;
        const pull = pullOf(issue);
        const onto = commits.at(-1) ?? (await commitAt(folder, `refs/heads/${pull.baseBranch}`)) ?? "";
        const merge = { folder, base: onto, head: pull.head, by };
        const text = `${issue.title} (#${number})`;
        const commit = method === "merge" ? await mergeCommit(merge, text) : await squashed(merge, text);
        commits.push(commit);
        pull.merged = { commit, onto, at: state.now(), by: owner };
        issue.state = "closed";
      }
      const [first] = numbers;
      const branch = pullOf(repository.issues[(first ?? 1) - 1]!).baseBranch;
      await git(folder, ["update-ref", `refs/heads/${branch}`, commits.at(-1) ?? ""]);
      return commits;
    },
    async queueTogether(repository, numbers, method) {
      const { owner, folder } = repository;
      const by = { login: owner.login, email: owner.email };
      const commits: string[] = [];
      for (const number of numbers) {
        const { title, pull } = repository.issues[number - 1]!;
        const { head, baseBranch } = pull!;
        const base = commits.at(-1) ?? (await commitAt(folder, `refs/heads/${baseBranch}`)) ?? "";
        const merge = { folder, base, head, by };
        const text = `${title} (#${number})`;
        const commit = method === "merge" ? await mergeCommit(merge, text) : await squashed(merge, text);
        await git(folder, ["update-ref", `refs/heads/gh-readonly-queue/${baseBranch}/pr-${number}-${base}`, commit]);
        commits.push(commit);
      }
      return commits;
    },
    async landQueued(repository, number) {
      const { owner, folder } = repository;
      const issue = repository.issues[number - 1]!;
      const pull = pullOf(issue);
      const branch = `refs/heads/${pull.baseBranch}`;
      const queue = `refs/heads/gh-readonly-queue/${pull.baseBranch}/`;
      const refs = (await git(folder, ["for-each-ref", "--format=%(refname)", queue])).split("\n");
      const ref = refs.find((each) => each.startsWith(`${queue}pr-${number}-`)) ?? "";
      const [commit, onto] = [(await commitAt(folder, ref)) ?? "", (await commitAt(folder, branch)) ?? ""];
      await git(folder, ["update-ref", branch, commit]);
      await git(folder, ["update-ref", "-d", ref]);
      pull.merged = { commit, onto, at: state.now(), by: owner };
      issue.state = "closed";
      return commit;
    },
    addApp(slug, permissions) {
      const { publicKey, privateKey } = generateKeyPairSync("rsa", {
        modulusLength: 2048,
        publicKeyEncoding: { type: "spki", format: "pem" },
        privateKeyEncoding: { type: "pkcs8", format: "pem" },
      });
      const bot = addUser(`${slug}[bot]`, "Bot");
      const app = { id: state.nextId(), slug, bot, publicKey, installation: state.nextId(), permissions };
      state.apps.push(app);
      return { app, privateKey };
    },
    addInstallationToken: (app) =>
      add({ value: installationToken(app), user: app.bot, permissions: app.permissions, app }),
  };
}
