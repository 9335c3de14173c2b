import * as z from "zod";

/** What the files of the local forge hold. Times are in ISO 8601. */

const comment = z.object({
  id: z.number(),
  author: z.string(),
  body: z.string(),
  at: z.string(),
  editedAt: z.string().optional(),
});

/** An event that tells of a new comment. */
export const commentEvent = z.object({
  number: z.int().positive(),
  comment: z.int().positive(),
  body: z.string(),
  head: z.string().optional(),
});

const review = z.object({
  reviewer: z.string(),
  verdict: z.enum(["approved", "changes-requested"]),
  commit: z.string(),
  at: z.string(),
  isDismissed: z.boolean(),
});

const merge = z.object({
  commit: z.string(),
  /** The base branch's commit before it; absent in records of earlier versions. */
  before: z.string().optional(),
  /** Every commit that the base branch has got by it. */
  commits: z.array(z.string()),
  at: z.string(),
  by: z.string(),
});

export const changeRequestRecord = z.object({
  number: z.number(),
  title: z.string(),
  body: z.string(),
  author: z.string(),
  base: z.string(),
  head: z.string(),
  /** The head's commit when it was last written: it is read from the branch as long as the change request is open. */
  commit: z.string(),
  state: z.enum(["open", "closed", "merged"]),
  comments: z.array(comment),
  reviews: z.array(review),
  merge: merge.optional(),
});
export type ChangeRequestRecord = z.infer<typeof changeRequestRecord>;

export const statusesRecord = z.array(
  z.object({
    context: z.string(),
    state: z.enum(["pending", "success", "failure", "error"]),
    description: z.string(),
    url: z.string().optional(),
  }),
);

export const issueRecord = z.object({
  number: z.number(),
  author: z.string(),
  subject: z.string(),
  title: z.string(),
  body: z.string(),
  state: z.enum(["open", "closed"]),
  comments: z.array(comment),
});

/** Users by their name, which is their id as well: there is no way to rename one. */
export const usersRecord = z.record(z.string(), z.enum(["read", "write", "admin"]));

/** Checks that a branch demands, by its name. */
export const protectionsRecord = z.record(z.string(), z.array(z.string()));

export const numbersRecord = z.object({ last: z.number() });

/** The change request of a pair of branches that was opened last. */
export const openRecord = z.object({ number: z.number() });

export const deploymentsRecord = z.record(
  z.string(),
  z.object({
    commit: z.string(),
    state: z.enum(["in-progress", "success", "failure", "inactive"]),
    description: z.string(),
    url: z.string().optional(),
  }),
);
