import { randomBytes, randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { FastifyInstance } from "fastify";
import { createBare, forkBare, protectBranches } from "../forge-host/bare-git.ts";
import { type Fault, faults } from "../forge-host/faults.ts";
import { hostApp } from "../forge-host/host-app.ts";
import type { Announce, PullKeeper } from "./pulls.ts";
import { Refused } from "./refused.ts";
import { type BranchRule, emptyState, type Repository, type State, type Token, type User } from "./state.ts";

/** One delivery of a webhook, as it reaches a receiver. */
export interface Delivery {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What is done to both fakes from outside of their APIs: accounts, tokens, repositories and their rights. */
export interface BitbucketHost {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  readonly kind: "cloud" | "data-center";
  readonly state: State;
  /** Requests to the API that write, as `METHOD /path`, in order. */
  readonly writes: readonly string[];
  /** Requests that no route expects. A test that meets one has to fail. */
  readonly unexpected: readonly string[];
  /** In order. None is sent: a test hands them to a receiver. */
  readonly deliveries: readonly Delivery[];
  addUser(name: string): User;
  addToken(user: User, kind?: Token["kind"], scopes?: readonly string[]): string;
  addRepository(name: string, owner: User): Promise<Repository>;
  fork(original: Repository, by: User): Promise<Repository>;
  protect(repository: Repository, branch: string): Promise<void>;
  fail(fault: Fault): void;
  expire(token: string): void;
  stop(): Promise<void>;
}

/** What a product adds to the host. */
export interface Product {
  readonly kind: BitbucketHost["kind"];
  /** Below which every request is one to the API. */
  readonly prefix: string;
  /** Workspace, or key of the project, of repositories. */
  readonly owner: string;
  /** Bytes. A longer webhook is never sent, and nothing says so. */
  readonly longestHook: number;
  /** The rule that keeps every push from a branch. */
  readonly protection: (branch: string) => BranchRule;
  readonly errorBody: (refused: Refused) => object;
  readonly routes: (app: FastifyInstance, keeper: PullKeeper, root: string) => void;
  /** What a webhook says of an entry of a log, with its event; `undefined` where it is not announced. */
  readonly announced: (
    repository: Repository,
    pull: Parameters<Announce>[1],
    entry: Parameters<Announce>[2],
  ) => { readonly event: string; readonly payload: object } | undefined;
  readonly headers: (event: string, body: string, secret: string) => Readonly<Record<string, string>>;
}

/** A Bitbucket on loopback, as far as Groundwork speaks to one, over real bare repositories. */
export async function bitbucketHost(product: Product): Promise<BitbucketHost> {
  const root = await mkdtemp(path.join(tmpdir(), "fake-bitbucket-"));
  const state = emptyState();
  const [writes, unexpected, deliveries]: [string[], string[], Delivery[]] = [[], [], []];
  const app = hostApp(unexpected, product.errorBody(new Refused(404, "Resource not found")));
  app.setErrorHandler(async (thrown, request, reply) => {
    if (!(thrown instanceof Refused)) unexpected.push(`${request.method} ${request.url}: ${String(thrown)}`);
    const refused = thrown instanceof Refused ? thrown : new Refused(500, "Something went wrong");
    await reply.code(refused.status).send(product.errorBody(refused));
  });
  const fail = faults(app);
  app.addHook("onRequest", async ({ method, url }) => {
    if (method !== "GET" && url.startsWith(product.prefix)) writes.push(`${method} ${url}`);
  });
  const deliver = (repository: Repository, event: string, payload: object) => {
    for (const { secret } of repository.hooks) {
      const body = JSON.stringify(payload);
      if (Buffer.byteLength(body) > product.longestHook) continue;
      deliveries.push({ headers: product.headers(event, body, secret), body });
    }
  };
  const keeper: PullKeeper = {
    state,
    deliver,
    announce(repository, pull, entry) {
      const said = product.announced(repository, pull, entry);
      if (said) deliver(repository, said.event, said.payload);
    },
  };
  product.routes(app, keeper, root);
  const url = await app.listen({ host: "127.0.0.1", port: 0 });

  const add = (owner: string, name: string, admin: User): Repository => {
    const made: Repository = {
      id: state.nextId(),
      uuid: `{${randomUUID()}}`,
      owner,
      name,
      isArchived: false,
      folder: path.join(root, owner, `${name}.git`),
      permissions: new Map([[admin.id, "admin"]]),
      pulls: [],
      statuses: new Map(),
      deployments: new Map(),
      reports: new Map(),
      protectedBranches: [],
      requiredBuilds: [],
      branchRules: [],
      requiredApprovers: 0,
      hooks: [],
    };
    state.repositories.push(made);
    return made;
  };
  return {
    url,
    kind: product.kind,
    state,
    writes,
    unexpected,
    deliveries,
    addUser(name) {
      const id = state.nextId();
      const user = { id, uuid: `{${randomUUID()}}`, name, email: `${name}@example.com` };
      state.users.push(user);
      return user;
    },
    addToken(user, kind = "api token", scopes = ["all"]) {
      const value = randomBytes(20).toString("hex");
      state.tokens.push({ value, user, kind, scopes, isExpired: false });
      return value;
    },
    async addRepository(name, owner) {
      const made = add(product.owner, name, owner);
      await createBare(made.folder);
      return made;
    },
    async fork(original, by) {
      const fork = add(`~${by.name}`, original.name, by);
      await forkBare(original.folder, fork.folder);
      return fork;
    },
    async protect(repository, branch) {
      repository.protectedBranches.push(branch);
      repository.branchRules.push(product.protection(branch));
      await protectBranches(repository.folder, repository.protectedBranches, "Bitbucket: this branch is protected");
    },
    fail,
    expire(token) {
      for (const each of state.tokens) if (each.value === token) each.isExpired = true;
    },
    async stop() {
      await app.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}
