import type { FastifyInstance } from "fastify";
import { apiCaller, needRole, notFound, paged, projectOf, refused, userJson } from "./http-answers.ts";
import type { Deployment, State } from "./state.ts";

const deploymentJson = (each: Deployment) => ({
  id: each.id,
  sha: each.sha,
  ref: each.ref,
  status: each.status,
  environment: { name: each.environment },
  user: userJson(each.user),
});

interface NewDeployment {
  readonly environment: string;
  readonly sha: string;
  readonly ref?: string;
  readonly status: string;
}

/** Deployments, and the environments that they make. One that has ended keeps its status. */
export function deploymentRoutes(app: FastifyInstance, state: State): void {
  app.get<{ Querystring: { environment?: string; sort?: string } }>("/projects/:id/deployments", (request, reply) => {
    const project = projectOf(state, request, apiCaller(state, request));
    const { environment, sort } = request.query;
    const wanted = project.deployments.filter((each) => (environment ?? each.environment) === each.environment);
    return paged(state, { request, reply }, sort === "desc" ? wanted.toReversed() : wanted).map(deploymentJson);
  });

  app.post<{ Body: NewDeployment }>("/projects/:id/deployments", (request, reply) => {
    const caller = apiCaller(state, request);
    const project = projectOf(state, request, caller);
    needRole(project, caller, "developer");
    const { environment, sha, ref, status } = request.body;
    if (ref === undefined) throw refused(400, "ref is missing");
    const made = { id: state.nextId(), environment, sha, ref, user: caller.user, status };
    project.deployments.push(made);
    project.stoppedEnvironments.delete(environment);
    reply.code(201);
    return deploymentJson(made);
  });

  app.put<{ Params: { deployment: string }; Body: { status: string } }>(
    "/projects/:id/deployments/:deployment",
    (request) => {
      const caller = apiCaller(state, request);
      const project = projectOf(state, request, caller);
      needRole(project, caller, "developer");
      const found = project.deployments.find((each) => String(each.id) === request.params.deployment);
      if (!found) throw notFound("Deployment");
      if (!["created", "running"].includes(found.status))
        throw refused(400, { status: [`cannot transition via "${request.body.status}"`] });
      found.status = request.body.status;
      return deploymentJson(found);
    },
  );

  app.get<{ Querystring: { name?: string } }>("/projects/:id/environments", (request, reply) => {
    const project = projectOf(state, request, apiCaller(state, request));
    const names = [...new Set(project.deployments.map(({ environment }) => environment))];
    const wanted = names.filter((name) => (request.query.name ?? name) === name);
    return paged(state, { request, reply }, wanted).map((name) => ({
      id: names.indexOf(name) + 1,
      name,
      state: project.stoppedEnvironments.has(name) ? "stopped" : "available",
    }));
  });

  app.post<{ Params: { environment: string } }>("/projects/:id/environments/:environment/stop", (request) => {
    const caller = apiCaller(state, request);
    const project = projectOf(state, request, caller);
    needRole(project, caller, "developer");
    const names = [...new Set(project.deployments.map(({ environment }) => environment))];
    const name = names[Number(request.params.environment) - 1];
    if (name === undefined) throw notFound("Environment");
    project.stoppedEnvironments.add(name);
    return { id: Number(request.params.environment), name, state: "stopped" };
  });
}
