import { setTimeout as sleep } from "node:timers/promises";
import {
  Branches,
  Commits,
  Deployments,
  Environments,
  IssueNotes,
  Issues,
  MergeRequestApprovals,
  MergeRequestNotes,
  MergeRequests,
  PersonalAccessTokens,
  ProjectHooks,
  ProjectMembers,
  Projects,
  ProtectedBranches,
  Repositories,
  Users,
} from "@gitbeaker/core";
import * as z from "zod";
import { messageOf, retryDelay } from "../../lib/index.ts";
import { ForgeRefused, ForgeUnavailable } from "../errors.ts";
import { ApiClient, orRefusal } from "../http/index.ts";
import type { GitLabServer } from "./gitlab-server.ts";
import { refusalOf } from "./refusals.ts";
import { requesterOver } from "./requester.ts";

/** Items on one page, the most that GitLab gives. */
const pageSize = 100;

/** How a page of a list is asked for. */
export interface PageOptions {
  readonly page: number;
  readonly perPage: number;
  readonly showExpanded: true;
}

interface Page {
  readonly data: unknown;
  readonly paginationInfo?: { readonly next: number | null; readonly perPage: number } | undefined;
}

/** The API of one server, for one project. The requests of Gitbeaker's resources are sent by {@link ApiClient}. */
export class GitLabClient extends ApiClient {
  /** The server, for people. */
  readonly forge: string;
  readonly repository: string;
  readonly #server: GitLabServer;
  readonly branches: Branches;
  readonly commits: Commits;
  readonly deployments: Deployments;
  readonly environments: Environments;
  readonly issueNotes: IssueNotes;
  readonly issues: Issues;
  readonly approvals: MergeRequestApprovals;
  readonly notes: MergeRequestNotes;
  readonly mergeRequests: MergeRequests;
  readonly hooks: ProjectHooks;
  readonly members: ProjectMembers;
  readonly projects: Projects;
  readonly protectedBranches: ProtectedBranches;
  readonly repositories: Repositories;
  readonly tokens: PersonalAccessTokens;
  readonly users: Users;

  constructor(server: GitLabServer) {
    const { url, repository, token, policy } = server;
    const forge = new URL(url).host;
    super({
      forge,
      url: `${url}/api`,
      headers: { "private-token": token },
      secrets: [token],
      refusalOf: (answer, request) => refusalOf(answer, { forge, repository, request, token }),
      waitOf: ({ status, headers }) => (status === 429 ? waitOf(headers) : undefined),
      ...(policy && { policy }),
    });
    this.forge = forge;
    this.repository = repository;
    this.#server = server;
    // The header of the token is set above: Gitbeaker only wants to be given one.
    const options = {
      host: url,
      token,
      requesterFn: requesterOver(this, `${url}/api/`),
      queryTimeout: null,
      rateLimits: {},
    };
    this.branches = new Branches(options);
    this.commits = new Commits(options);
    this.deployments = new Deployments(options);
    this.environments = new Environments(options);
    this.issueNotes = new IssueNotes(options);
    this.issues = new Issues(options);
    this.approvals = new MergeRequestApprovals(options);
    this.notes = new MergeRequestNotes(options);
    this.mergeRequests = new MergeRequests(options);
    this.hooks = new ProjectHooks(options);
    this.members = new ProjectMembers(options);
    this.projects = new Projects(options);
    this.protectedBranches = new ProtectedBranches(options);
    this.repositories = new Repositories(options);
    this.tokens = new PersonalAccessTokens(options);
    this.users = new Users(options);
  }

  /** A page for people below the project. */
  page(path: string): string {
    return `${this.#server.publicUrl ?? this.#server.url}/${this.repository}/-${path}`;
  }

  /** What a resource answers, in the shape of `schema`. @param what it is, for errors */
  async one<T>(what: string, schema: z.ZodType<T>, asked: Promise<unknown>): Promise<T> {
    return this.#shaped(what, schema, await asked);
  }

  /** As {@link one}; `undefined` where GitLab says that there is none, as it also does of what the token may not see. */
  async maybe<T>(what: string, schema: z.ZodType<T>, asked: Promise<unknown>): Promise<T | undefined> {
    const answer = await orRefusal(asked, 404);
    return answer instanceof ForgeRefused ? undefined : this.#shaped(what, schema, answer);
  }

  /** Every item of a list. @throws {ForgeUnavailable} when a page comes twice, so that the list has no end */
  async list<T>(what: string, entry: z.ZodType<T>, ask: (page: PageOptions) => Promise<Page>): Promise<readonly T[]> {
    const items: T[] = [];
    let before = "";
    for (let page = 1; ; page++) {
      const { data, paginationInfo } = await ask({ page, perPage: pageSize, showExpanded: true });
      const now = JSON.stringify(data);
      if (page > 1 && now === before && now !== "[]") throw this.#odd(what, "it gave the same page again");
      const read = this.#shaped(what, z.array(entry), data);
      items.push(...read);
      // A proxy may take the headers away, and then only an empty page is the end.
      const isLast = paginationInfo?.next === null && !Number.isNaN(paginationInfo.perPage);
      if (read.length === 0 || isLast) return items;
      before = now;
    }
  }

  /** The first items of a list that has no end in practice, as many as one page holds. */
  async firstOf<T>(
    what: string,
    entry: z.ZodType<T>,
    ask: (page: PageOptions) => Promise<Page>,
  ): Promise<readonly T[]> {
    const { data } = await ask({ page: 1, perPage: pageSize, showExpanded: true });
    return this.#shaped(what, z.array(entry), data);
  }

  /** As {@link list}; `undefined` where GitLab says that what it belongs to is not there. */
  async maybeList<T>(
    what: string,
    entry: z.ZodType<T>,
    ask: (page: PageOptions) => Promise<Page>,
  ): Promise<readonly T[] | undefined> {
    const answer = await orRefusal(this.list(what, entry, ask), 404);
    return answer instanceof ForgeRefused ? undefined : answer;
  }

  /** Carries a deletion out; nothing when it is not there any more. */
  async gone(asked: Promise<unknown>): Promise<void> {
    await orRefusal(asked, 404);
  }

  /** Runs `work` again, some times, while GitLab refuses it because another request holds a lock. */
  async whileLocked<T>(work: () => Promise<T>): Promise<T> {
    const { attempts = 4, backoff = { first: 500, longest: 8_000 }, pause = sleep } = this.#server.policy ?? {};
    for (let attempt = 1; ; attempt++) {
      const answer = await orRefusal(work(), 409);
      if (!(answer instanceof ForgeRefused)) return answer;
      if (attempt === attempts) throw answer;
      await pause(retryDelay(attempt, backoff, Math.random()));
    }
  }

  #shaped<T>(what: string, schema: z.ZodType<T>, answer: unknown): T {
    const parsed = schema.safeParse(answer);
    if (parsed.success) return parsed.data;
    throw this.#odd(what, `its answer has another form (${messageOf(parsed.error)})`);
  }

  #odd(what: string, problem: string): ForgeUnavailable {
    return new ForgeUnavailable({ forge: this.forge, request: `the request for ${what}`, what: problem });
  }
}

/** GitLab gives its other headers of limits with wrong times, or not at all. */
function waitOf(headers: Headers): number | undefined {
  const seconds = headers.get("retry-after");
  return seconds !== null && /^\d+$/.test(seconds) ? Number(seconds) * 1_000 : undefined;
}
