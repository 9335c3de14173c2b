import type { components } from "@coderabbitai/bitbucket/cloud/openapi";
import type { FastifyInstance } from "fastify";
import { commitAt } from "../../forge-host/bare-git.ts";
import type { PullKeeper } from "../pulls.ts";
import { Refused } from "../refused.ts";
import type { BranchRule, Hook } from "../state.ts";
import { callerWith, paged, repositoryOf, route } from "./cloud-answers.ts";
import { repositoryJson, userJson } from "./cloud-json.ts";

type Schemas = components["schemas"];

/** How a repository is set up: itself, its branches, the rules about them, its webhooks. */
export function setupRoutes(app: FastifyInstance, { state }: PullKeeper): void {
  const base = "/repositories/{workspace}/{repo_slug}";
  app.get(route(base), (request) =>
    repositoryJson(repositoryOf(state, request, callerWith(state, request, "read:repository:bitbucket"))),
  );

  // A name may have slashes.
  const branch = route(`${base}/refs/branches/{name}`).replace(":name", "*");
  app.get<{ Params: { "*": string } }>(branch, async (request) => {
    const { folder } = repositoryOf(state, request, callerWith(state, request, "read:repository:bitbucket"));
    const name = request.params["*"];
    const hash = await commitAt(folder, `refs/heads/${name}`);
    if (hash === undefined) throw new Refused(404, `Branch ${name} not found`);
    return { type: "branch", name, target: { type: "commit", hash } };
  });

  app.get(route(`${base}/branch-restrictions`), (request) => {
    const caller = callerWith(state, request, "admin:repository:bitbucket");
    const { branchRules } = repositoryOf(state, request, caller, "admin");
    return paged(state, request, branchRules.map(ruleJson));
  });

  app.get(route(`${base}/hooks`), (request) => {
    const caller = callerWith(state, request, "read:webhook:bitbucket");
    return paged(state, request, repositoryOf(state, request, caller, "admin").hooks.map(hookJson));
  });
}

/** Only rules about pushes and merges say whom they leave out. */
function ruleJson({ kind, matcher, users = [], groups = [], value }: BranchRule, index: number) {
  const isOfModel = matcher.type === "MODEL_BRANCH";
  const leavesOut = kind === "push" || kind === "restrict_merges";
  return {
    type: "branchrestriction",
    id: index + 1,
    kind: kind as Schemas["branchrestriction"]["kind"],
    branch_match_kind: isOfModel ? "branching_model" : "glob",
    ...(isOfModel && { branch_type: matcher.id as "production" }),
    pattern: isOfModel ? "" : matcher.id,
    ...(value !== undefined && { value }),
    ...(leavesOut && {
      users: users.map((user) => ({ ...userJson(user), type: "account" as const })),
      groups: groups.map((slug) => ({ type: "group" as const, slug })),
    }),
  } satisfies Schemas["branchrestriction"];
}

const hookJson = ({ url = "https://hooks.example.com", isActive = true, secret }: Hook) =>
  ({
    type: "webhook_subscription",
    url,
    active: isActive,
    secret_set: secret !== "",
    events: ["repo:push"],
  }) satisfies Schemas["webhook_subscription"];
