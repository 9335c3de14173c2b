import path from "node:path";
import type { FastifyInstance } from "fastify";
import { commitAt, createBare, forkBare, protectBranches } from "../forge-host/bare-git.ts";
import { readCommits } from "../forge-host/read-commits.ts";
import { commitJson } from "./commit-json.ts";
import { callerWith, notFound, permissionOf, Refused, repositoryOf } from "./http-answers.ts";
import { fullName, type Protection, type Repository, type State, type User } from "./state.ts";

export const repositoryJson = (repository: Repository) => ({
  id: repository.id,
  name: repository.name,
  full_name: fullName(repository),
  owner: { id: repository.owner.id, login: repository.owner.login },
  private: repository.isPrivate,
  fork: repository.isFork,
  archived: repository.isArchived,
  default_branch: "main",
  object_format_name: "sha1",
});

/** Repositories, forks, branches and what protects them. @param root folder of the bare repositories */
export function repositoryRoutes(app: FastifyInstance, state: State, root: string): void {
  const add = (owner: User, name: string, isPrivate: boolean, isFork = false): Repository => {
    const folder = path.join(root, owner.login, `${name}.git`);
    const made: Repository = {
      id: state.nextId(),
      owner,
      name,
      isPrivate,
      isFork,
      isArchived: false,
      noticesMerges: false,
      folder,
      collaborators: new Map(),
      issues: [],
      statuses: [],
      protections: [],
      hooks: [],
    };
    state.repositories.push(made);
    return made;
  };

  app.post<{ Params: { owner: string }; Body: { name: string; private?: boolean } }>(
    "/admin/users/:owner/repos",
    async (request, reply) => {
      const { user } = callerWith(state, request, "write:admin");
      const owner = state.users.find(({ login }) => login === request.params.owner);
      if (!user.isAdmin || !owner) throw new Refused(403, "user should be the site admin");
      const made = add(owner, request.body.name, request.body.private ?? false);
      await createBare(made.folder);
      reply.code(201);
      return repositoryJson(made);
    },
  );

  app.get("/repos/:owner/:repo", (request) =>
    repositoryJson(repositoryOf(state, request, callerWith(state, request, "read:repository"))),
  );

  app.patch<{ Body: { name?: string; archived?: boolean; autodetect_manual_merge?: boolean } }>(
    "/repos/:owner/:repo",
    (request) => {
      const caller = callerWith(state, request, "write:repository");
      const repository = repositoryOf(state, request, caller);
      refuseOthers(repository, caller.user);
      const { name, archived, autodetect_manual_merge: noticesMerges } = request.body;
      if (noticesMerges !== undefined) repository.noticesMerges = noticesMerges;
      if (archived !== undefined) repository.isArchived = archived;
      if (name !== undefined && name !== repository.name) {
        state.renamed.set(fullName(repository).toLowerCase(), repository);
        repository.name = name;
      }
      return repositoryJson(repository);
    },
  );

  app.post("/repos/:owner/:repo/forks", async (request, reply) => {
    const caller = callerWith(state, request, "write:repository");
    const original = repositoryOf(state, request, caller);
    const fork = add(caller.user, original.name, original.isPrivate, true);
    await forkBare(original.folder, fork.folder);
    reply.code(202);
    return repositoryJson(fork);
  });

  app.get<{ Params: { "*": string } }>("/repos/:owner/:repo/branches/*", async (request) => {
    const repository = repositoryOf(state, request, callerWith(state, request, "read:repository"));
    const name = request.params["*"];
    const id = await commitAt(repository.folder, `refs/heads/${name}`);
    if (id === undefined) throw notFound();
    const [commit] = await readCommits(repository.folder, ["-1", id]);
    const rule = protectionOf(repository, name);
    return {
      name,
      commit: { id, message: commit?.message },
      protected: rule !== undefined,
      required_approvals: rule?.required_approvals ?? 0,
      enable_status_check: rule?.enable_status_check ?? false,
      status_check_contexts: rule?.status_check_contexts ?? [],
      user_can_push: rule === undefined,
      user_can_merge: true,
      effective_branch_protection_name: "",
    };
  });

  app.post<{ Body: Partial<Protection> & { rule_name: string } }>(
    "/repos/:owner/:repo/branch_protections",
    async (request, reply) => {
      const caller = callerWith(state, request, "write:repository");
      const repository = repositoryOf(state, request, caller);
      refuseOthers(repository, caller.user);
      const none = { enable_status_check: false, status_check_contexts: [], required_approvals: 0 };
      const rule = { dismiss_stale_approvals: false, ...none, ...request.body };
      repository.protections.push(rule);
      await protectBranches(
        repository.folder,
        repository.protections.map((each) => each.rule_name),
        "Gitea: Not allowed to push to protected branch",
      );
      reply.code(201);
      return rule;
    },
  );

  app.get<{ Params: { sha: string } }>("/repos/:owner/:repo/git/commits/:sha", async (request) => {
    const repository = repositoryOf(state, request, callerWith(state, request, "read:repository"));
    const id = await commitAt(repository.folder, request.params.sha);
    if (id === undefined) throw notFound();
    const [commit] = await readCommits(repository.folder, ["-1", id]);
    return commitJson(state, commit!, "utc");
  });
}

/** The rule of a branch: its name, or a pattern in which `*` stands for anything. */
export function protectionOf(repository: Repository, branch: string): Protection | undefined {
  return repository.protections.find(({ rule_name: pattern }) => matches(pattern, branch));
}

/** The star crosses slashes. */
export function matches(pattern: string, name: string): boolean {
  const parts = pattern.split("*").map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`).test(name);
}

export function refuseOthers(repository: Repository, user: User): void {
  if (!["admin", "owner"].includes(permissionOf(repository, user)))
    throw new Refused(403, "user should be an owner or a collaborator with admin write of a repository");
}
