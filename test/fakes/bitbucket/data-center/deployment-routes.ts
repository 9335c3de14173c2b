import type { components } from "@coderabbitai/bitbucket/server/openapi";
import type { FastifyInstance } from "fastify";
import { commitAt } from "../../forge-host/bare-git.ts";
import type { PullKeeper } from "../pulls.ts";
import { Refused } from "../refused.ts";
import type { Deployment } from "../state.ts";
import { callerWith, repositoryOf, route } from "./data-center-answers.ts";

type Schemas = components["schemas"];
type Body = Partial<Schemas["RestDeploymentSetRequest"]>;
type State = NonNullable<Schemas["RestDeployment"]["state"]>;

const states = new Set<string>([
  "CANCELLED",
  "FAILED",
  "IN_PROGRESS",
  "PENDING",
  "ROLLED_BACK",
  "SUCCESSFUL",
  "UNKNOWN",
] satisfies State[]);

/** Deployments. The right to read is enough, and one of the same key, environment and number takes the place of another. */
export function deploymentRoutes(app: FastifyInstance, { state }: PullKeeper): void {
  const place = "/api/latest/projects/{projectKey}/repos/{repositorySlug}/commits/{commitId}/deployments";

  app.get<{
    Params: { commitId: string };
    Querystring: { key?: string; environmentKey?: string; deploymentSequenceNumber?: string };
  }>(route(place), (request) => {
    const { deployments } = repositoryOf(state, request, callerWith(state, request));
    const { key, environmentKey, deploymentSequenceNumber: number } = request.query;
    const found = deployments.get(`${key} ${environmentKey} ${number}`);
    if (found?.commit !== request.params.commitId) throw new Refused(404, "The deployment does not exist.");
    return deploymentJson(found);
  });

  app.post<{ Params: { commitId: string }; Body: Body }>(route(place), async (request) => {
    const { deployments, folder } = repositoryOf(state, request, callerWith(state, request));
    const { commitId } = request.params;
    const commit = await commitAt(folder, commitId);
    if (commit === undefined) throw new Refused(404, `Commit '${commitId}' does not exist in the repository.`);
    const { key, environment, deploymentSequenceNumber: number, displayName, state: word = "", ...rest } = request.body;
    const { description, url = "" } = rest;
    if (!key || !environment?.key || !environment.displayName || number === undefined || !displayName)
      throw new Refused(400, "A deployment must have a key, an environment, a number and a name");
    if (!states.has(word) || description === undefined || !URL.canParse(url))
      throw new Refused(400, "A deployment must have a state, a description and a URL");
    const made: Deployment = { commit, environment: environment.key, state: word, description, url };
    deployments.set(`${key} ${environment.key} ${number}`, made);
    return deploymentJson(made);
  });
}

const deploymentJson = ({ commit, environment, state, description, url }: Deployment) =>
  ({
    environment: { key: environment, displayName: environment },
    state: state as State,
    description,
    url,
    toCommit: { id: commit },
  }) satisfies Schemas["RestDeployment"];
