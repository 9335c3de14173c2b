import type { FastifyInstance } from "fastify";
import { commitAt, git } from "../forge-host/bare-git.ts";
import { apiCaller, needRole, notFound, paged, projectOf, Refused, refused, userJson } from "./http-answers.ts";
import type { Pipeline, Project, State, StoredStatus } from "./state.ts";

const statusJson = ({ id, sha }: Pipeline, status: StoredStatus) => ({
  id: status.id,
  sha,
  ref: status.ref,
  status: status.status,
  name: status.name,
  description: status.description,
  target_url: status.url,
  pipeline_id: id,
  author: userJson(status.author),
});

interface NewStatus {
  readonly state: string;
  readonly name: string;
  readonly ref?: string;
  readonly description?: string;
  readonly target_url?: string;
  readonly pipeline_id?: number;
}

const unfinished = ["pending", "running"];

/** Statuses of commits are jobs of pipelines: of the newest one of the commit and the branch, or of a new one. */
export function statusRoutes(app: FastifyInstance, state: State): void {
  app.get<{ Params: { sha: string }; Querystring: { name?: string; ref?: string; all?: string } }>(
    "/projects/:id/repository/commits/:sha/statuses",
    async (request, reply) => {
      const project = projectOf(state, request, apiCaller(state, request));
      const sha = await commitAt(project.folder, request.params.sha);
      if (sha === undefined) throw notFound("Commit");
      const { name, ref, all } = request.query;
      const statuses = project.pipelines
        .filter((each) => each.sha === sha)
        .flatMap((pipeline) => pipeline.statuses.map((status) => ({ pipeline, status })))
        .filter(({ status }) => (all === "true" || !status.isRetried) && (name ?? status.name) === status.name)
        .filter(({ status }) => (ref ?? status.ref) === status.ref);
      return paged(state, { request, reply }, statuses).map(({ pipeline, status }) => statusJson(pipeline, status));
    },
  );

  app.post<{ Params: { sha: string }; Body: NewStatus }>("/projects/:id/statuses/:sha", async (request, reply) => {
    const caller = apiCaller(state, request);
    const project = projectOf(state, request, caller);
    needRole(project, caller, "developer");
    const sha = await commitAt(project.folder, request.params.sha);
    if (sha === undefined) throw notFound("Commit");
    const { name, state: wanted, description = null, target_url: url = null } = request.body;
    if ((description?.length ?? 0) > 255)
      throw new Refused(400, { message: { description: ["is too long (maximum is 255 characters)"] } });
    const pipeline = await pipelineFor(project, sha, request.body);
    const { ref = pipeline.ref } = request.body;
    const same = pipeline.statuses.filter((each) => each.name === name && each.ref === ref);
    const open = same.find(({ author, status }) => author === caller.user && unfinished.includes(status));
    reply.code(201);
    if (open) {
      Object.assign(open, { description, url });
      if (open.status === wanted && state.refusesEqualStates)
        throw refused(
          400,
          `Cannot transition status via :enqueue from :${wanted} (Reason(s): Status cannot transition via "enqueue")`,
        );
      open.status = wanted;
      return statusJson(pipeline, open);
    }
    if (pipeline.statuses.length >= state.jobsOfPipeline)
      throw refused(422, "The number of jobs has exceeded the limit");
    for (const each of same) each.isRetried = true;
    const made = {
      id: state.nextId(),
      name,
      ref,
      author: caller.user,
      status: wanted,
      description,
      url,
      isRetried: false,
    };
    pipeline.statuses.push(made);
    return statusJson(pipeline, made);
  });

  async function pipelineFor(project: Project, sha: string, { ref, pipeline_id: id }: NewStatus): Promise<Pipeline> {
    const ofCommit = project.pipelines.filter((each) => each.sha === sha);
    const named = ofCommit.find((each) => each.id === id);
    if (id !== undefined && !named) throw notFound("Pipeline");
    if (named) return named;
    const found = ofCommit.filter((each) => ref === undefined || each.ref === ref).at(-1);
    if (found && found.statuses.length < state.jobsOfPipeline) return found;
    const containing = await git(project.folder, [
      "for-each-ref",
      "--contains",
      sha,
      "--format=%(refname:lstrip=2)",
      "refs/heads",
    ]);
    const [first = ""] = containing.split("\n");
    if (ref === undefined && first === "") throw notFound("References for commit");
    const made = { id: state.nextId(), sha, ref: ref ?? first, source: "external", statuses: [] };
    project.pipelines.push(made);
    return made;
  }
}
