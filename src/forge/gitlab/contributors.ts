import type * as z from "zod";
import type { ForgeUser } from "../change-request.ts";
import { authorship, type graphUser, type MergeRequest, note as noteAnswer } from "./answers.ts";
import type { GitLabClient } from "./client.ts";
import { forgeUser } from "./identities.ts";

/** GitLab's own note of a push, written as the user who pushed. */
const pushNote = /^added \d+ commits?\b/;

const question = `
  query ($path: ID!, $iid: String!, $after: String) {
    project(fullPath: $path) {
      mergeRequest(iid: $iid) {
        committers(first: 100) { nodes { id username } pageInfo { hasNextPage } }
        commits(first: 100, after: $after) { nodes { sha author { id username } } pageInfo { hasNextPage endCursor } }
      }
    }
  }`;

/**
 * The opener, those who pushed since, and the authors and committers of the commits as far as GitLab knows their addresses.
 *
 * REST gives names and addresses of commits and no users, so that the users are asked for by GraphQL.
 */
export async function contributors(
  client: GitLabClient,
  { iid, author: opener }: MergeRequest,
): Promise<readonly ForgeUser[] | "unknown"> {
  const notes = await client.list(`comments of merge request ${iid}`, noteAnswer, (page) =>
    client.notes.all(client.repository, iid, page),
  );
  const pushers = notes.filter(({ system, body }) => system && pushNote.test(body)).map(({ author }) => author);
  const committers = await authorsOf(client, iid);
  if (committers === "unknown") return "unknown";
  const users = [...(opener ? [opener] : []), ...pushers].map(forgeUser);
  return [...new Map([...users, ...committers].map((user) => [user.id, user])).values()];
}

/** `"unknown"` where the author of a commit is no user that GitLab knows. */
async function authorsOf(client: GitLabClient, iid: number): Promise<readonly ForgeUser[] | "unknown"> {
  const found: z.infer<typeof graphUser>[] = [];
  for (let after: string | null = null; ; ) {
    const request: Authorship = await authorshipOf(client, iid, after);
    const { committers, commits } = request ?? {};
    if (!committers || !commits || committers.pageInfo.hasNextPage) return "unknown";
    const authors = commits.nodes.map(({ author }) => author);
    found.push(...committers.nodes, ...authors.filter((author) => author !== null));
    if (authors.includes(null)) return "unknown";
    if (!commits.pageInfo.hasNextPage) break;
    const next: string | null | undefined = commits.pageInfo.endCursor;
    if (!next || next === after) return "unknown";
    after = next;
  }
  const users = found.map(({ id, username }) => ({ id: globalId.exec(id)?.[1] ?? "", name: username }));
  return users.some(({ id }) => id === "") ? "unknown" : users;
}

type Authorship = NonNullable<NonNullable<z.infer<typeof authorship>["data"]>["project"]>["mergeRequest"] | undefined;

const globalId = /^gid:\/\/gitlab\/User\/(\d+)$/;

async function authorshipOf(client: GitLabClient, iid: number, after: string | null): Promise<Authorship> {
  const variables = { path: client.repository, iid: String(iid), after };
  const request = { method: "POST", path: "graphql", body: { query: question, variables } } as const;
  return (await client.ask(request, authorship)).data?.project?.mergeRequest;
}
