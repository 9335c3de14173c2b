import path from "node:path";
import type { FastifyInstance } from "fastify";
import { commitAt, createBare, forkBare, git, protectBranches } from "../forge-host/bare-git.ts";
import { readCommits } from "../forge-host/read-commits.ts";
import { commitJson } from "./commit-routes.ts";
import { apiCaller, forbidden, needRole, notFound, paged, projectOf, refused } from "./http-answers.ts";
import { fullPath, type Project, type State, type User } from "./state.ts";

const projectJson = (project: Project) => ({
  id: project.id,
  path: project.name,
  path_with_namespace: fullPath(project),
  default_branch: "main",
  archived: project.isArchived,
  visibility: project.isPrivate ? "private" : "public",
  merge_method: project.mergeMethod,
  only_allow_merge_if_pipeline_succeeds: project.needsPipeline,
});

interface Settings {
  readonly path?: string;
  readonly merge_method?: Project["mergeMethod"];
  readonly only_allow_merge_if_pipeline_succeeds?: boolean;
  readonly reset_approvals_on_push?: boolean;
  readonly require_sha_for_merge?: boolean;
}

/** Projects, forks, branches and what protects them. @param root folder of the bare repositories */
export function projectRoutes(app: FastifyInstance, state: State, root: string): void {
  const add = (owner: User, namespace: string, name: string, more: Partial<Project> = {}): Project => {
    const id = state.nextId();
    const made: Project = {
      id,
      namespace,
      name,
      owner,
      isPrivate: false,
      isArchived: false,
      mergeMethod: "merge",
      needsPipeline: false,
      needsSha: false,
      resetsApprovals: false,
      protectedBranches: [],
      approvalsRequired: undefined,
      members: new Map(),
      issues: [],
      requests: [],
      lastRequest: 0,
      pipelines: [],
      deployments: [],
      stoppedEnvironments: new Set(),
      hooks: [],
      folder: path.join(root, "hashed", `${id}.git`),
      ...more,
    };
    state.projects.push(made);
    return made;
  };

  app.post<{ Params: { user: string }; Body: { path: string; namespace: string; visibility?: string } }>(
    "/projects/user/:user",
    async (request, reply) => {
      const owner = state.users.find(({ id }) => String(id) === request.params.user);
      if (!apiCaller(state, request).user.isAdmin || !owner) throw forbidden();
      const { path: name, namespace, visibility } = request.body;
      const made = add(owner, namespace, name, { isPrivate: visibility === "private" });
      await createBare(made.folder);
      reply.code(201);
      return projectJson(made);
    },
  );

  app.get("/projects/:id", (request) => projectJson(projectOf(state, request, apiCaller(state, request))));

  app.put<{ Body: Settings }>("/projects/:id", (request) => {
    const caller = apiCaller(state, request);
    const project = projectOf(state, request, caller);
    needRole(project, caller, "maintainer");
    const { path: name, ...settings } = request.body;
    project.mergeMethod = settings.merge_method ?? project.mergeMethod;
    project.needsPipeline = settings.only_allow_merge_if_pipeline_succeeds ?? project.needsPipeline;
    project.resetsApprovals = settings.reset_approvals_on_push ?? project.resetsApprovals;
    project.needsSha = settings.require_sha_for_merge ?? project.needsSha;
    if (name !== undefined && name !== project.name) {
      state.renamed.set(fullPath(project).toLowerCase(), project);
      project.name = name;
    }
    return projectJson(project);
  });

  app.post("/projects/:id/archive", (request, reply) => {
    const caller = apiCaller(state, request);
    const project = projectOf(state, request, caller);
    needRole(project, caller, "owner");
    project.isArchived = true;
    reply.code(201);
    return projectJson(project);
  });

  app.post("/projects/:id/fork", async (request, reply) => {
    const caller = apiCaller(state, request);
    const original = projectOf(state, request, caller);
    const fork = add(caller.user, caller.user.username, original.name, { forkedFrom: original });
    await forkBare(original.folder, fork.folder);
    reply.code(201);
    return projectJson(fork);
  });

  app.delete("/projects/:id", (request, reply) => {
    const caller = apiCaller(state, request);
    const project = projectOf(state, request, caller);
    needRole(project, caller, "owner");
    state.projects.splice(state.projects.indexOf(project), 1);
    for (const { requests } of state.projects)
      for (const each of requests) if (each.sourceProject === project) each.sourceProject = undefined;
    return reply.code(202).send({ message: "202 Accepted" });
  });

  app.get<{ Params: { branch: string } }>("/projects/:id/repository/branches/:branch", async (request) => {
    const { folder, protectedBranches } = projectOf(state, request, apiCaller(state, request));
    const name = request.params.branch;
    const id = await commitAt(folder, `refs/heads/${name}`);
    const [commit] = id === undefined ? [] : await readCommits(folder, ["-1", id]);
    if (!commit) throw notFound("Branch");
    return { name, commit: commitJson(commit), protected: protectedBranches.includes(name) };
  });

  app.delete<{ Params: { branch: string } }>("/projects/:id/repository/branches/:branch", async (request, reply) => {
    const caller = apiCaller(state, request);
    const project = projectOf(state, request, caller);
    needRole(project, caller, "developer");
    await git(project.folder, ["update-ref", "-d", `refs/heads/${request.params.branch}`]);
    return await reply.code(204).send();
  });

  app.post<{ Body: { name: string } }>("/projects/:id/protected_branches", async (request, reply) => {
    const caller = apiCaller(state, request);
    const project = projectOf(state, request, caller);
    needRole(project, caller, "maintainer");
    project.protectedBranches.push(request.body.name);
    const words = "GitLab: You are not allowed to push code to protected branches on this project.";
    await protectBranches(project.folder, project.protectedBranches, words);
    reply.code(201);
    return { name: request.body.name };
  });

  app.get("/projects/:id/protected_branches", (request, reply) => {
    const caller = apiCaller(state, request);
    const project = projectOf(state, request, caller);
    needRole(project, caller, "developer");
    // The fake lets no one push there.
    return paged(state, { request, reply }, project.protectedBranches).map((name) => ({
      name,
      push_access_levels: [{ access_level: 0, access_level_description: "No one" }],
    }));
  });

  app.get("/projects/:id/approval_rules", (request, reply) => {
    const { approvalsRequired } = projectOf(state, request, apiCaller(state, request));
    if (approvalsRequired === undefined) throw refused(404, "404 Not Found");
    return paged(state, { request, reply }, [{ id: 1, name: "All", approvals_required: approvalsRequired }]);
  });

  app.get("/projects/:id/hooks", (request, reply) => {
    const caller = apiCaller(state, request);
    const project = projectOf(state, request, caller);
    needRole(project, caller, "maintainer");
    return paged(state, { request, reply }, project.hooks).map(({ id, url }) => ({
      id,
      url,
      alert_status: "executable",
    }));
  });

  app.post<{ Body: { url: string; token?: string; signing_token?: string } }>(
    "/projects/:id/hooks",
    (request, reply) => {
      const caller = apiCaller(state, request);
      const project = projectOf(state, request, caller);
      needRole(project, caller, "maintainer");
      const { url, token, signing_token: signingToken } = request.body;
      const hook = { id: state.nextId(), url, ...(token && { token }), ...(signingToken && { signingToken }) };
      project.hooks.push(hook);
      reply.code(201);
      return { id: hook.id, url, signing_token_present: signingToken !== undefined };
    },
  );
}
