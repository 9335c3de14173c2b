import type { FastifyInstance } from "fastify";
import { commitAt } from "../forge-host/bare-git.ts";
import { callerWith, mayWrite, notFound, paged, Refused, repositoryOf } from "./http-answers.ts";
import type { Resources } from "./resources.ts";
import { type CheckAnnotation, type CheckRun, fullName, type Repository, type State } from "./state.ts";

interface RunBody {
  readonly name?: string;
  readonly head_sha?: string;
  readonly status?: string;
  readonly conclusion?: string;
  readonly details_url?: string;
  readonly output?: {
    readonly title?: string;
    readonly summary?: string;
    readonly annotations?: readonly CheckAnnotation[];
  };
}

/** Check runs, which only Apps write, and statuses. */
export function checkRoutes(app: FastifyInstance, state: State, give: Resources): void {
  const refuseUnknown = async ({ folder }: Repository, sha: string) => {
    if (!/^[0-9a-f]{40}$/.test(sha) || (await commitAt(folder, sha)) === undefined)
      throw new Refused(422, `No commit found for SHA: ${sha}`);
  };

  app.post<{ Body: RunBody }>("/repos/:owner/:repo/check-runs", async (request, reply) => {
    const caller = callerWith(state, request, "checks=write");
    const repository = repositoryOf(state, request, caller);
    if (!caller.app) throw new Refused(403, "You must authenticate via a GitHub App.");
    const { name = "", head_sha: sha = "" } = request.body;
    await refuseUnknown(repository, sha);
    const id = state.nextId();
    const run: CheckRun = {
      id,
      sha,
      name,
      app: caller.app,
      created: state.now(),
      status: "queued",
      conclusion: null,
      // A page of GitHub's own, where none is given.
      detailsUrl: `${state.url}/${fullName(repository)}/runs/${id}`,
      title: null,
      summary: null,
      annotations: [],
    };
    changeRun(run, request.body);
    repository.checkRuns.push(run);
    reply.code(201);
    return give.checkRun(repository, run);
  });

  app.patch<{ Params: { id: string }; Body: RunBody }>("/repos/:owner/:repo/check-runs/:id", (request) => {
    const caller = callerWith(state, request, "checks=write");
    const repository = repositoryOf(state, request, caller);
    const run = repository.checkRuns.find(({ id }) => String(id) === request.params.id);
    if (!run) throw notFound();
    if (run.app !== caller.app)
      throw new Refused(403, "Invalid app_id `1` - check run can only be modified by the GitHub App that created it.");
    changeRun(run, request.body);
    return give.checkRun(repository, run);
  });

  app.get<{ Params: { id: string } }>("/repos/:owner/:repo/check-runs/:id/annotations", (request, reply) => {
    const repository = repositoryOf(state, request, callerWith(state, request, "checks=read"));
    const run = repository.checkRuns.find(({ id }) => String(id) === request.params.id);
    if (!run) throw notFound();
    // In another order than they were given in.
    const shown = run.annotations.toReversed().map((annotation) => ({
      start_column: null,
      end_column: null,
      title: null,
      raw_details: null,
      blob_href: `${state.url}/${fullName(repository)}/blob/${run.sha}`,
      ...annotation,
    }));
    return paged(request, reply, shown);
  });

  app.post<{
    Params: { sha: string };
    Body: { state: string; context?: string; description?: string; target_url?: string };
  }>("/repos/:owner/:repo/statuses/:sha", async (request, reply) => {
    const caller = callerWith(state, request, "statuses=write");
    const repository = repositoryOf(state, request, caller);
    if (!mayWrite(repository, caller.user)) throw notFound();
    await refuseUnknown(repository, request.params.sha);
    const { context = "default", description = null, target_url = null } = request.body;
    if ((description?.length ?? 0) > 140)
      throw new Refused(422, "Validation Failed", {
        errors: [{ message: "description is too long (maximum is 140 characters)" }],
      });
    const status = {
      id: state.nextId(),
      sha: request.params.sha,
      context,
      state: request.body.state,
      description,
      target_url,
      creator: caller.user,
      created: state.now(),
    };
    repository.statuses.push(status);
    reply.code(201);
    return give.status(repository, status);
  });
}

function changeRun(run: CheckRun, body: RunBody): void {
  const { status, conclusion, details_url: detailsUrl, output } = body;
  if (output && !output.summary) throw new Refused(422, 'Invalid request. "summary" wasn\'t supplied.');
  if ((output?.annotations?.length ?? 0) > 50) throw new Refused(422, "Invalid request. No more than 50 annotations.");
  if (status === "completed" && conclusion === undefined)
    throw new Refused(422, 'Invalid request. "conclusion" wasn\'t supplied.');
  Object.assign(run, {
    ...(status !== undefined && { status }),
    ...(conclusion !== undefined && { conclusion }),
    ...(detailsUrl !== undefined && { detailsUrl }),
    ...(output && { title: output.title ?? null, summary: output.summary }),
  });
  run.annotations.push(...(output?.annotations ?? []));
}
