import type * as z from "zod";
import type { MergeQueue, QueuedCommit } from "../merge-queue.ts";
import type { GithubClient } from "./client.ts";
import { branchesBelow, branchesBelowAnswer } from "./queries.ts";

/** `pr-12-<commit>`, below the name of the branch that the queue merges into. */
const queuedBranch = /^pr-(\d+)-[0-9a-f]+$/;

/**
 * The queue's commits by their branches, which every token that reads the repository may read. Apps have a permission of its own for the
 * queue itself, and no workflow can grant it to its jobs.
 */
export function githubMergeQueue(client: GithubClient): MergeQueue {
  return {
    async commitsOf(branch) {
      const commits: QueuedCommit[] = [];
      const prefix = `refs/heads/gh-readonly-queue/${branch}/`;
      const pageOf = ({ repository }: z.infer<typeof branchesBelowAnswer>) => repository?.refs?.pageInfo;
      for await (const { repository } of client.queries(branchesBelow, { prefix }, branchesBelowAnswer, pageOf))
        for (const { name, target } of repository?.refs?.nodes ?? []) {
          const number = queuedBranch.exec(name)?.[1];
          if (number !== undefined && target) commits.push({ commit: target.oid, number: Number(number) });
        }
      return commits;
    },
  };
}
