import type { FastifyInstance } from "fastify";
import { readCommits } from "../forge-host/read-commits.ts";
import { apiCaller, mayRead } from "./http-answers.ts";
import { fullPath, lastVersion, type State, type User } from "./state.ts";

const graphUser = ({ id, username }: User) => ({ id: `gid://gitlab/User/${id}`, username });

/** The one question that is asked by GraphQL: which users a merge request's commits are of, by the addresses in them. */
export function graphqlRoute(app: FastifyInstance, state: State): void {
  app.post<{ Body: { query: string; variables: { path: string; iid: string; after: string | null } } }>(
    "/api/graphql",
    async (request) => {
      const { user } = apiCaller(state, request);
      const { query, variables } = request.body;
      if (!query.includes("committers")) throw new Error(`a question that nobody expected: ${query}`);
      const project = state.projects.find((each) => fullPath(each) === variables.path);
      const found = project?.requests.find((each) => String(each.iid) === variables.iid);
      if (!project || !found || !mayRead(project, user)) return { data: { project: null } };
      const { base, head } = lastVersion(found);
      const commits = await readCommits(project.folder, [`${base}..${head}`]);
      const known = (email: string) => state.users.find((each) => each.email === email);
      const committers = new Set(commits.flatMap(({ committer }) => known(committer.email) ?? []));
      const from = Number(variables.after ?? 0);
      const nodes = commits.slice(from, from + state.commitsOnPage).map(({ sha, author }) => {
        const by = known(author.email);
        return { sha, author: by ? graphUser(by) : null };
      });
      const end = from + nodes.length;
      return {
        data: {
          project: {
            mergeRequest: {
              committers: { nodes: [...committers].map(graphUser), pageInfo: { hasNextPage: false } },
              commits: { nodes, pageInfo: { hasNextPage: end < commits.length, endCursor: String(end) } },
            },
          },
        },
      };
    },
  );
}
