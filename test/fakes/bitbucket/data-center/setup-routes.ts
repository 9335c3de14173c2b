import type { components } from "@coderabbitai/bitbucket/server/openapi";
import type { FastifyInstance } from "fastify";
import type { PullKeeper } from "../pulls.ts";
import type { BranchRule, Hook } from "../state.ts";
import { callerWith, paged, repositoryOf, route } from "./data-center-answers.ts";
import { userJson } from "./data-center-json.ts";

type Schemas = components["schemas"];

/** How a repository is set up: rules about branches, what merges need, webhooks. */
export function setupRoutes(app: FastifyInstance, { state }: PullKeeper): void {
  const base = "/api/latest/projects/{projectKey}/repos/{repositorySlug}";
  app.get(route("/branch-permissions/latest/projects/{projectKey}/repos/{repositorySlug}/restrictions"), (request) => {
    const caller = callerWith(state, request, "REPO_ADMIN");
    return paged(state, request, repositoryOf(state, request, caller, "admin").branchRules.map(ruleJson));
  });

  app.get(route(`${base}/settings/pull-requests`), (request) => {
    const { requiredApprovers: count } = repositoryOf(state, request, callerWith(state, request));
    return {
      requiredApprovers: { enabled: count > 0, count: String(count) },
      requiredAllApprovers: false,
    } satisfies Schemas["RestRepositoryPullRequestSettings"];
  });

  app.get(route(`${base}/webhooks`), (request) => {
    const caller = callerWith(state, request, "REPO_ADMIN");
    return paged(state, request, repositoryOf(state, request, caller, "admin").hooks.map(hookJson));
  });
}

const ruleJson = ({ kind, matcher: { id, type }, users = [], groups = [] }: BranchRule, index: number) =>
  ({
    id: index + 1,
    type: kind,
    scope: { type: "REPOSITORY", resourceId: 1 },
    matcher: { id, displayId: id, type: { id: type, name: type } },
    users: users.map(userJson),
    groups,
    accessKeys: [],
  }) satisfies Schemas["RestRefRestriction"];

const hookJson = ({ url = "https://hooks.example.com", isActive = true }: Hook, index: number) =>
  ({
    name: `hook ${index + 1}`,
    url,
    active: isActive,
    events: ["repo:refs_changed"],
    scopeType: "repository",
  }) satisfies Schemas["RestWebhook"];
