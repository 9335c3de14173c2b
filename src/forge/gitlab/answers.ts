import * as z from "zod";

/** The parts of GitLab's answers that are read. Keys that stand here and are missing make an answer unknown. */

const commitId = z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/);
const instant = z.string();

export const user = z.object({ id: z.number(), username: z.string() });

export const note = z.object({
  id: z.number(),
  body: z.string(),
  system: z.boolean(),
  author: user,
  created_at: instant,
});
export const postedNote = note.extend({ updated_at: instant, type: z.string().nullish() });
export type Note = z.infer<typeof note>;

export const status = z.object({
  id: z.number(),
  name: z.string(),
  status: z.string(),
  ref: z.string().nullish(),
  description: z.string().nullish(),
  target_url: z.string().nullish(),
  pipeline_id: z.number().nullish(),
  author: user.nullish(),
});
export type StoredStatus = z.infer<typeof status>;

export const mergeRequest = z.object({
  iid: z.number(),
  title: z.string(),
  state: z.string(),
  draft: z.boolean(),
  author: user.nullable(),
  source_branch: z.string(),
  target_branch: z.string(),
  source_project_id: z.number().nullable(),
  target_project_id: z.number(),
  /** Absent while the source branch is not there, or not yet looked at. */
  sha: commitId.nullable(),
  merge_commit_sha: commitId.nullish(),
  squash_commit_sha: commitId.nullish(),
  merged_at: instant.nullable(),
  merge_user: user.nullish(),
  merged_by: user.nullish(),
  labels: z.array(z.string()),
  changes_count: z.string().nullish(),
  diff_refs: z.object({ base_sha: commitId.nullable() }).nullish(),
});
export type MergeRequest = z.infer<typeof mergeRequest>;

export const commit = z.object({
  id: commitId,
  parent_ids: z.array(commitId),
  message: z.string(),
  author_name: z.string(),
  author_email: z.string(),
  authored_date: instant,
  committed_date: instant,
});
export type GitLabCommit = z.infer<typeof commit>;

export const branch = z.object({ name: z.string(), commit: z.object({ id: commitId }) });

export const foundCommit = z.object({ id: commitId });

export const diff = z.object({ old_path: z.string(), new_path: z.string() });

export const version = z.object({ id: z.number(), head_commit_sha: commitId, created_at: instant });
export type Version = z.infer<typeof version>;

export const approvals = z.object({
  approved_by: z.array(z.object({ user: user, approved_at: instant.nullish() })),
});

export const reviewer = z.object({ user: user, state: z.string() });

export const member = z.object({ id: z.number(), access_level: z.number(), state: z.string() });

export const project = z.object({
  default_branch: z.string().nullish(),
  only_allow_merge_if_pipeline_succeeds: z.boolean().nullish(),
});

export const issue = z.object({
  iid: z.number(),
  title: z.string(),
  description: z.string().nullable(),
  state: z.string(),
  author: user.nullable(),
});

export const deployment = z.object({
  id: z.number(),
  sha: z.string(),
  status: z.string(),
  environment: z.object({ name: z.string() }).nullish(),
  user: user.nullish(),
});

export const environment = z.object({ id: z.number(), name: z.string(), state: z.string() });

export const tokenSelf = z.object({ scopes: z.array(z.string()) });

export const protectedBranch = z.object({
  name: z.string(),
  push_access_levels: z.array(z.object({ access_level: z.number().nullable() })),
});

export const approvalRule = z.object({
  approvals_required: z.number(),
  protected_branches: z.array(z.object({ name: z.string() })).optional(),
});

export const webhook = z.object({ url: z.string(), alert_status: z.string().nullish() });

const page = z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullish() });
export const graphUser = z.object({ id: z.string(), username: z.string() });

/** An answer of GraphQL, which is asked what REST cannot tell of a merge request. */
const ofMergeRequest = <T extends z.ZodType>(mergeRequest: T) =>
  z.object({
    data: z.object({ project: z.object({ mergeRequest: mergeRequest.nullable() }).nullable() }).nullish(),
  });

/** When people edited the comments. */
export const noteEdits = ofMergeRequest(
  z.object({
    notes: z.object({
      nodes: z.array(z.object({ id: z.string(), lastEditedAt: instant.nullish() })),
      pageInfo: page,
    }),
  }),
);

/** Which users the commits are of. */
export const authorship = ofMergeRequest(
  z.object({
    committers: z.object({ nodes: z.array(graphUser), pageInfo: page }).nullable(),
    commits: z
      .object({ nodes: z.array(z.object({ sha: commitId, author: graphUser.nullable() })), pageInfo: page })
      .nullable(),
  }),
);
