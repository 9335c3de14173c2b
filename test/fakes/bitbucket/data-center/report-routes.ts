import type { components } from "@coderabbitai/bitbucket/server/openapi";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { PullKeeper } from "../pulls.ts";
import { Refused } from "../refused.ts";
import type { LineNote } from "../state.ts";
import { callerWith, repositoryOf, route } from "./data-center-answers.ts";

type Schemas = components["schemas"];

/** More are refused, all of them. */
const mostOfReport = 1_000;
const longestMessage = 2_000;
const severities = new Set(["LOW", "MEDIUM", "HIGH"]);

/** Reports of Code Insights, and their notes. The right to read is enough, and only who made a report may replace it. */
export function reportRoutes(app: FastifyInstance, { state }: PullKeeper): void {
  const place = "/insights/latest/projects/{projectKey}/repos/{repositorySlug}/commits/{commitId}/reports/{key}";
  const reportsOf = (request: FastifyRequest) => {
    const caller = callerWith(state, request);
    const { commitId = "", key = "" } = request.params as { commitId?: string; key?: string };
    if (key.length > 50) throw new Refused(400, "The report key is too long");
    const { reports } = repositoryOf(state, request, caller);
    return { caller, reports, at: `${commitId} ${key}` };
  };
  const own = (request: FastifyRequest) => {
    const { caller, reports, at } = reportsOf(request);
    const report = reports.get(at);
    if (!report) throw new Refused(404, "The report does not exist.");
    if (report.by !== caller) throw new Refused(401, "You are not permitted to access this resource");
    return report;
  };

  app.put<{ Body: Schemas["RestSetInsightReportRequest"] }>(route(place), (request) => {
    const { caller, reports, at } = reportsOf(request);
    const { title, data } = request.body as Partial<Schemas["RestSetInsightReportRequest"]>;
    if (!title || !data || data.length > 6) throw new Refused(400, "The request does not contain a report title.");
    const before = reports.get(at);
    if (before && before.by !== caller) throw new Refused(401, "You are not permitted to access this resource");
    reports.set(at, { by: caller, title, notes: before?.notes ?? [] });
    return { title, data } satisfies Schemas["RestInsightReport"];
  });

  app.get(route(`${place}/annotations`), (request) => {
    const { reports, at } = reportsOf(request);
    const report = reports.get(at);
    if (!report) throw new Refused(404, "The report does not exist.");
    return { annotations: report.notes.map(noteJson) } satisfies Schemas["RestInsightAnnotationsResponse"];
  });

  // Equal ones are kept twice.
  app.post<{ Body: Schemas["RestBulkAddInsightAnnotationRequest"] }>(
    route(`${place}/annotations`),
    async (request, reply) => {
      const { notes } = own(request);
      const { annotations = [] } = request.body;
      if (notes.length + annotations.length > mostOfReport) throw new Refused(400, "Too many annotations");
      for (const { message, severity } of annotations)
        if (message.length > longestMessage || !severities.has(severity)) throw new Refused(400, "No such annotation");
      notes.push(
        ...annotations.map(({ externalId: id, path, line, severity, message: text }) => ({
          id,
          path,
          line,
          severity,
          text,
        })),
      );
      return await reply.code(204).send();
    },
  );

  app.delete(route(`${place}/annotations`), async (request, reply) => {
    own(request).notes.length = 0;
    return await reply.code(204).send();
  });
}

const noteJson = ({ id, path, line, severity, text: message }: LineNote) => ({
  ...(id !== undefined && { externalId: id }),
  ...(path !== undefined && { path }),
  ...(line !== undefined && { line }),
  severity,
  message,
});
