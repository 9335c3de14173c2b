import type { FastifyInstance } from "fastify";
import { callerWith, has, notFound, paged, permissionOf, Refused, repositoryOf } from "./http-answers.ts";
import type { Resources } from "./resources.ts";
import { fullName, type Repository, type State } from "./state.ts";

/** The settings of a repository: what protects its branches, its webhooks, and the environments of Actions. */
export function settingsRoutes(app: FastifyInstance, state: State, give: Resources): void {
  type ByBranch = { Params: { branch: string } };
  type ByName = { Params: { name: string } };
  const page = "https://github.example";
  const time = "2026-01-01T00:00:00Z";

  // A classic token's scopes stand beside every answer, and no other token's.
  app.get("/repos/:owner/:repo", (request, reply) => {
    const caller = callerWith(state, request, "metadata=read");
    const repository = repositoryOf(state, request, caller);
    if (caller.scopes) reply.header("x-oauth-scopes", caller.scopes.join(", "));
    return give.repository(repository);
  });

  app.get<ByBranch>("/repos/:owner/:repo/rules/branches/:branch", (request, reply) => {
    const repository = repositoryOf(state, request, callerWith(state, request, "metadata=read"));
    return paged(request, reply, rulesOf(repository, request.params.branch));
  });

  app.get<{ Params: { id: string } }>("/repos/:owner/:repo/rulesets/:id", (request) => {
    const caller = callerWith(state, request, "metadata=read");
    const repository = repositoryOf(state, request, caller);
    const rule = [...repository.pullRules.values()][Number(request.params.id) - 1];
    if (!rule) throw notFound();
    // Who may bypass it is told to those alone who may edit it.
    const mayEdit = isAdmin(repository, caller) && has(caller, "administration=write");
    return {
      id: Number(request.params.id),
      name: "protected",
      source_type: "Repository",
      source: fullName(repository),
      enforcement: "active",
      ...(mayEdit && { bypass_actors: rule.bypass.map((actor) => ({ ...actor, bypass_mode: "always" })) }),
    };
  });

  app.get<ByBranch>("/repos/:owner/:repo/branches/:branch/protection", (request) => {
    const caller = callerWith(state, request, "administration=read");
    const repository = repositoryOf(state, request, caller);
    const { branch } = request.params;
    const reviews = repository.classicReviews.get(branch);
    if (!isAdmin(repository, caller)) throw notFound();
    if (!repository.protections.has(branch)) throw new Refused(404, "Branch not protected");
    return {
      url: `${page}/protection`,
      enforce_admins: { url: `${page}/enforce_admins`, enabled: reviews?.holdsAdmins ?? false },
      ...(reviews && {
        required_pull_request_reviews: {
          url: `${page}/reviews`,
          dismiss_stale_reviews: reviews.dismisses,
          require_code_owner_reviews: false,
          required_approving_review_count: reviews.approvals,
          bypass_pull_request_allowances: { users: reviews.bypass.map(give.user), teams: [], apps: [] },
        },
      }),
    };
  });

  app.get("/repos/:owner/:repo/hooks", (request, reply) => {
    const caller = callerWith(state, request, "repository_hooks=read");
    const repository = repositoryOf(state, request, caller);
    if (!isAdmin(repository, caller)) throw notFound();
    const hooks = repository.hookAddresses.map(({ url, active }, index) => ({
      type: "Repository",
      id: index + 1,
      name: "web",
      active,
      events: ["push"],
      config: { url, content_type: "json", insecure_ssl: "0" },
      updated_at: time,
      created_at: time,
      url: `${page}/hooks/${index + 1}`,
      test_url: `${page}/hooks/${index + 1}/test`,
      ping_url: `${page}/hooks/${index + 1}/pings`,
      last_response: { code: null, status: "unused", message: null },
    }));
    return paged(request, reply, hooks);
  });

  app.get<ByName>("/repos/:owner/:repo/environments/:name", (request) => {
    const repository = repositoryOf(state, request, callerWith(state, request, "actions=read"));
    const { name } = request.params;
    if (!repository.environments.has(name)) throw notFound();
    const branches = repository.environments.get(name);
    const isProtected = branches === "protected";
    return {
      id: 1,
      node_id: "EN_1",
      name,
      url: `${page}/environments/${name}`,
      html_url: `${page}/environments/${name}`,
      created_at: time,
      updated_at: time,
      protection_rules: [],
      deployment_branch_policy:
        branches === undefined ? null : { protected_branches: isProtected, custom_branch_policies: !isProtected },
    };
  });

  app.get<ByName>("/repos/:owner/:repo/environments/:name/deployment-branch-policies", (request) => {
    const repository = repositoryOf(state, request, callerWith(state, request, "actions=read"));
    const branches = repository.environments.get(request.params.name);
    if (branches === undefined || branches === "protected") throw notFound();
    const policies = branches.map((name, id) => ({ id, node_id: `DBP_${id}`, name, type: "branch" }));
    return { total_count: policies.length, branch_policies: policies };
  });

  // Lists that a token without the permission may not read. What is in them is asked for by GraphQL.
  app.get("/repos/:owner/:repo/pulls", (request) => {
    repositoryOf(state, request, callerWith(state, request, "pull_requests=read"));
    return [];
  });
  app.get("/repos/:owner/:repo/commits/:ref/check-runs", (request) => {
    repositoryOf(state, request, callerWith(state, request, "checks=read"));
    return { total_count: 0, check_runs: [] };
  });
  app.get("/repos/:owner/:repo/commits/:ref/statuses", (request) => {
    repositoryOf(state, request, callerWith(state, request, "statuses=read"));
    return [];
  });
}

/** An App is no collaborator, and may what its installation may. */
function isAdmin(repository: Repository, { user, app }: Parameters<typeof has>[0]): boolean {
  return app !== undefined || permissionOf(repository, user) === "admin";
}

function rulesOf(repository: Repository, branch: string): readonly object[] {
  const contexts = repository.rules.get(branch);
  const pulls = repository.pullRules.get(branch);
  const id = [...repository.pullRules.keys()].indexOf(branch) + 1;
  const from = { ruleset_source: fullName(repository), ruleset_source_type: "Repository" };
  return [
    ...(contexts
      ? [
          { type: "deletion", ruleset_id: 100, ...from },
          {
            type: "required_status_checks",
            ruleset_id: 100,
            ...from,
            parameters: {
              required_status_checks: contexts.map((context) => ({ context })),
              strict_required_status_checks_policy: false,
            },
          },
        ]
      : []),
    ...(pulls
      ? [
          {
            type: "pull_request",
            ruleset_id: id,
            ...from,
            parameters: {
              dismiss_stale_reviews_on_push: pulls.dismisses,
              require_code_owner_review: false,
              require_last_push_approval: false,
              required_approving_review_count: pulls.approvals,
              required_review_thread_resolution: false,
            },
          },
        ]
      : []),
    ...(pulls?.hasQueue ? [{ type: "merge_queue", ruleset_id: id, ...from }] : []),
  ];
}
