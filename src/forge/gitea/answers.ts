import * as z from "zod";

/** The parts of Gitea's answers that are read. Keys that stand here and are missing make an answer unknown. */

export const user = z.object({ id: z.number(), login: z.string() });

export const comment = z.object({ id: z.number(), body: z.string(), user: user.nullable() });

export const postedComment = comment.extend({ created_at: z.string(), updated_at: z.string() });

export const status = z.object({
  id: z.number(),
  status: z.string(),
  context: z.string(),
  description: z.string().nullable(),
  target_url: z.string().nullish(),
});

/** Gitea writes `null` for lists without entries in some of its answers. */
export const listOf = <T extends z.ZodType>(entry: T) => z.array(entry).nullable();

export const pull = z.object({
  number: z.number(),
  title: z.string(),
  state: z.string(),
  draft: z.boolean().optional(),
  user: user.nullable(),
  merged: z.boolean(),
  merged_at: z.string().nullable(),
  merge_commit_sha: z.string().nullable(),
  merged_by: user.nullish(),
  updated_at: z.string(),
  base: z.object({ ref: z.string(), sha: z.string(), repo_id: z.number() }),
  /** The label is the name of the branch, also of one that is gone. */
  head: z.object({
    label: z.string().optional(),
    ref: z.string(),
    sha: z.string(),
    repo_id: z.number(),
    repo: z.object({}).nullish(),
  }),
  labels: z.array(z.object({ name: z.string() })).nullish(),
});
export type Pull = z.infer<typeof pull>;

export const reference = z.object({ ref: z.string(), object: z.object({ sha: z.string() }) });

export const pullFile = z.object({ filename: z.string(), previous_filename: z.string().optional() });

const author = z.object({ name: z.string(), email: z.string(), date: z.string() });

/** A commit of any list. `author` and `committer` are the forge's users, where it knows one by the address. */
export const commit = z.object({
  sha: z.string(),
  parents: z.array(z.object({ sha: z.string() })).nullable(),
  commit: z.object({ message: z.string(), author, committer: author }),
  author: user.nullish(),
  committer: user.nullish(),
});
export type GiteaCommit = z.infer<typeof commit>;

export const review = z.object({
  id: z.number(),
  user: user.nullish(),
  state: z.string(),
  commit_id: z.string(),
  official: z.boolean(),
  dismissed: z.boolean(),
  submitted_at: z.string(),
});

export const branch = z.object({
  name: z.string(),
  protected: z.boolean(),
  enable_status_check: z.boolean(),
  status_check_contexts: z.array(z.string()).nullable(),
});

export const timelineEntry = z.object({ type: z.string(), user: user.nullish() });

export const permission = z.object({ permission: z.string(), user: user });

export const foundUsers = z.object({ data: z.array(user) });

export const issue = z.object({
  number: z.number(),
  title: z.string(),
  body: z.string(),
  state: z.string(),
  user: user.nullable(),
});
