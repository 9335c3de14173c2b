import type { FastifyInstance } from "fastify";
import { readCommits } from "../forge-host/read-commits.ts";
import { apiCaller, mayRead } from "./http-answers.ts";
import { fullPath, lastVersion, type State, type User } from "./state.ts";

const graphUser = ({ id, username }: User) => ({ id: `gid://gitlab/User/${id}`, username });

/**
 * The two questions that are asked by GraphQL: which users a merge request's commits are of, by the addresses in them; and when people
 * edited its comments.
 */
export function graphqlRoute(app: FastifyInstance, state: State): void {
  app.post<{ Body: { query: string; variables: { path: string; iid: string; after: string | null } } }>(
    "/api/graphql",
    async (request) => {
      const { user } = apiCaller(state, request);
      const { query, variables } = request.body;
      const isOfNotes = query.includes("lastEditedAt");
      if (!isOfNotes && !query.includes("committers")) throw new Error(`a question that nobody expected: ${query}`);
      const project = state.projects.find((each) => fullPath(each) === variables.path);
      const found = project?.requests.find((each) => String(each.iid) === variables.iid);
      if (!project || !found || !mayRead(project, user)) return { data: { project: null } };
      const from = Number(variables.after ?? 0);
      const end = from + state.nodesOnPage;
      const pageOf = ({ length }: { readonly length: number }) => ({
        hasNextPage: end < length,
        endCursor: String(end),
      });
      if (isOfNotes) {
        const nodes = found.notes
          .slice(from, end)
          .map(({ id, edited = null }) => ({ id: `gid://gitlab/Note/${id}`, lastEditedAt: edited }));
        return { data: { project: { mergeRequest: { notes: { nodes, pageInfo: pageOf(found.notes) } } } } };
      }
      const { base, head } = lastVersion(found);
      const commits = await readCommits(project.folder, [`${base}..${head}`]);
      const known = (email: string) => state.users.find((each) => each.email === email);
      const committers = new Set(commits.flatMap(({ committer }) => known(committer.email) ?? []));
      const nodes = commits.slice(from, end).map(({ sha, author }) => {
        const by = known(author.email);
        return { sha, author: by ? graphUser(by) : null };
      });
      return {
        data: {
          project: {
            mergeRequest: {
              committers: { nodes: [...committers].map(graphUser), pageInfo: { hasNextPage: false } },
              commits: { nodes, pageInfo: pageOf(commits) },
            },
          },
        },
      };
    },
  );
}
