import type { components } from "@coderabbitai/bitbucket/cloud/openapi";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { PullKeeper } from "../pulls.ts";
import { Refused } from "../refused.ts";
import type { LineNote } from "../state.ts";
import { callerWith, paged, repositoryOf, route } from "./cloud-answers.ts";

type Schemas = components["schemas"];
type Body = Schemas["report_annotation"];

const mostOfOneRequest = 100;
const longestSummary = 450;

/** Reports of Code Insights, and their notes. Any token that may read the repository writes them. */
export function reportRoutes(app: FastifyInstance, { state }: PullKeeper): void {
  const place = "/repositories/{workspace}/{repo_slug}/commit/{commit}/reports/{reportId}";
  const reportsOf = (request: FastifyRequest) => {
    const caller = callerWith(state, request, "read:repository:bitbucket");
    const { commit = "", reportId = "" } = request.params as { commit?: string; reportId?: string };
    const { reports } = repositoryOf(state, request, caller);
    return { caller, reports, at: `${commit} ${reportId}` };
  };
  const found = (request: FastifyRequest) => {
    const { reports, at } = reportsOf(request);
    const report = reports.get(at);
    if (!report) throw new Refused(404, "Report not found");
    return report;
  };

  app.put<{ Body: { title?: string; report_type?: string } }>(route(place), (request) => {
    const { caller, reports, at } = reportsOf(request);
    const { title, report_type: type = "" } = request.body;
    if (title === undefined || !["SECURITY", "COVERAGE", "TEST", "BUG"].includes(type))
      throw new Refused(400, "The provided Report object is malformed or incomplete.");
    reports.set(at, { by: caller, title, notes: reports.get(at)?.notes ?? [] });
    return { type: "report", title } satisfies Schemas["report"];
  });

  app.delete(route(place), async (request, reply) => {
    const { reports, at } = reportsOf(request);
    reports.delete(at);
    return await reply.code(204).send();
  });

  app.get(route(`${place}/annotations`), (request) => paged(state, request, found(request).notes.map(noteJson)));

  // A note takes the place of the one with its id.
  app.post<{ Body: readonly Body[] }>(route(`${place}/annotations`), (request) => {
    const { notes } = found(request);
    if (request.body.length > mostOfOneRequest) throw new Refused(400, "Too many annotations");
    for (const { external_id: id, summary, details, path, line, severity, annotation_type: type } of request.body) {
      if (id === undefined || summary === undefined || severity === undefined || type === undefined)
        throw new Refused(400, "The provided Annotation object is malformed or incomplete.");
      if (summary.length > longestSummary) throw new Refused(400, "The summary is too long");
      const note = { id, path, line, severity, text: details ?? summary };
      const at = notes.findIndex((each) => each.id === id);
      notes.splice(at === -1 ? notes.length : at, 1, note);
    }
    return notes.map(noteJson);
  });
}

const noteJson = ({ id, path, line, severity, text }: LineNote) =>
  ({
    type: "report_annotation",
    ...(id !== undefined && { external_id: id }),
    ...(path !== undefined && { path }),
    ...(line !== undefined && { line }),
    severity: severity as "LOW",
    summary: text.slice(0, longestSummary),
    ...(text.length > longestSummary && { details: text }),
  }) satisfies Body;
