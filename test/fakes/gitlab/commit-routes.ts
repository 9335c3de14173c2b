import type { FastifyInstance } from "fastify";
import { commitAt, git } from "../forge-host/bare-git.ts";
import { type ReadCommit, readCommits } from "../forge-host/read-commits.ts";
import { apiCaller, notFound, paged, projectOf, refused } from "./http-answers.ts";
import { mergeRequestJson } from "./merge-request-json.ts";
import { lastVersion, type MergeRequest, type Project, type State } from "./state.ts";

export const commitJson = ({ sha, parents, message, author, committer }: ReadCommit) => ({
  id: sha,
  short_id: sha.slice(0, 8),
  parent_ids: parents,
  title: message.split("\n", 1)[0],
  message,
  author_name: author.name,
  author_email: author.email,
  authored_date: author.date,
  committer_name: committer.name,
  committer_email: committer.email,
  committed_date: committer.date,
});

export function commitRoutes(app: FastifyInstance, state: State): void {
  // A name, or a range of two.
  app.get<{ Querystring: { ref_name?: string } }>("/projects/:id/repository/commits", async (request, reply) => {
    const { folder } = projectOf(state, request, apiCaller(state, request));
    const range = request.query.ref_name ?? "main";
    const commits = await readCommits(folder, [range]).catch(() => {
      throw notFound("Tree");
    });
    return paged(state, { request, reply }, commits).map(commitJson);
  });

  app.get<{ Params: { sha: string } }>("/projects/:id/repository/commits/:sha", async (request) => {
    const { folder } = projectOf(state, request, apiCaller(state, request));
    return commitJson(await known(folder, request.params.sha));
  });

  app.get<{ Params: { sha: string } }>(
    "/projects/:id/repository/commits/:sha/merge_requests",
    async (request, reply) => {
      const project = projectOf(state, request, apiCaller(state, request));
      const { sha } = await known(project.folder, request.params.sha);
      const found: MergeRequest[] = [];
      for (const each of project.requests) if (await isNamedBy(project, each, sha)) found.push(each);
      return paged(state, { request, reply }, found).map((each) => mergeRequestJson(project, each, "in a list"));
    },
  );

  app.get<{ Querystring: { "refs[]": string[] } }>("/projects/:id/repository/merge_base", async (request) => {
    const { folder } = projectOf(state, request, apiCaller(state, request));
    const refs = request.query["refs[]"];
    for (const ref of refs)
      if ((await commitAt(folder, ref)) === undefined) throw refused(400, `Could not find ref: ${ref}`);
    const base = await git(folder, ["merge-base", ...refs]).catch(() => undefined);
    if (base === undefined) throw notFound("Merge Base");
    return commitJson(await known(folder, base));
  });
}

async function known(folder: string, revision: string): Promise<ReadCommit> {
  const id = await commitAt(folder, revision);
  const [commit] = id === undefined ? [] : await readCommits(folder, ["-1", id]);
  if (!commit) throw notFound("Commit");
  return commit;
}

/** In any state: its last version has the commit, or its merge made it. */
async function isNamedBy({ folder }: Project, request: MergeRequest, sha: string): Promise<boolean> {
  const { merged } = request;
  if (merged && [merged.mergeCommit, merged.squashCommit, merged.tip].includes(sha)) return true;
  const { base, head } = lastVersion(request);
  return (await git(folder, ["rev-list", `${base}..${head}`])).split("\n").includes(sha);
}
