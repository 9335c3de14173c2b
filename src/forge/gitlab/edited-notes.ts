import type * as z from "zod";
import { noteEdits } from "./answers.ts";
import type { GitLabClient } from "./client.ts";

const question = `
  query ($path: ID!, $iid: String!, $after: String) {
    project(fullPath: $path) {
      mergeRequest(iid: $iid) {
        notes(first: 100, after: $after) { nodes { id lastEditedAt } pageInfo { hasNextPage endCursor } }
      }
    }
  }`;

const globalId = /^gid:\/\/gitlab\/\w+\/(\d+)$/;

/**
 * Ids of the comments of a merge request whose text stands as it was written.
 *
 * A reaction, too, moves the time at which REST says that a comment was updated, so that edits are asked for by GraphQL. What GitLab does
 * not tell of is left out.
 */
export async function notesWithoutEdit(client: GitLabClient, iid: number): Promise<ReadonlySet<number>> {
  const found = new Set<number>();
  for (let after: string | null = null; ; ) {
    const read: NoteEdits = await editsAfter(client, iid, after);
    for (const { id, lastEditedAt } of read?.nodes ?? [])
      if (lastEditedAt === null) found.add(Number(globalId.exec(id)?.[1]));
    const next: string | null | undefined = read?.pageInfo.hasNextPage ? read.pageInfo.endCursor : undefined;
    if (!next || next === after) return found;
    after = next;
  }
}

type Project = NonNullable<z.infer<typeof noteEdits>["data"]>["project"];
type NoteEdits = NonNullable<NonNullable<Project>["mergeRequest"]>["notes"] | undefined;

async function editsAfter(client: GitLabClient, iid: number, after: string | null): Promise<NoteEdits> {
  const variables = { path: client.repository, iid: String(iid), after };
  const request = { method: "POST", path: "graphql", body: { query: question, variables } } as const;
  return (await client.ask(request, noteEdits)).data?.project?.mergeRequest?.notes;
}
