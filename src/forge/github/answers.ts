import * as z from "zod";

/** The parts of GitHub's REST answers that are read. Keys that stand here and are missing make an answer unknown. */

export const user = z.object({ id: z.number(), login: z.string() });

export const account = user.extend({ type: z.string() });

export const comment = z.object({ id: z.number(), body: z.string().optional(), user: user.nullable() });

export const postedComment = z.object({
  id: z.number(),
  body: z.string().optional(),
  user: account.nullable(),
  created_at: z.string(),
  updated_at: z.string(),
  performed_via_github_app: z.object({}).nullish(),
});

export const checkRun = z.object({ id: z.number() });

export const checkAnnotation = z.object({
  path: z.string(),
  start_line: z.number(),
  end_line: z.number(),
  annotation_level: z.string().nullable(),
  message: z.string().nullable(),
});

export const status = z.object({ id: z.number() });

export const pullFile = z.object({ filename: z.string(), previous_filename: z.string().optional() });

export const activity = z.object({
  before: z.string(),
  after: z.string(),
  activity_type: z.string(),
  actor: user.nullable(),
});

export const branch = z.object({
  protected: z.boolean(),
  protection: z
    .object({
      enabled: z.boolean().optional(),
      required_status_checks: z.object({ contexts: z.array(z.string()) }).optional(),
    })
    .optional(),
});

export const requiredChecks = z.object({ contexts: z.array(z.string()) });

export const rule = z.object({
  type: z.string(),
  ruleset_id: z.number().optional(),
  parameters: z
    .object({
      required_status_checks: z.array(z.object({ context: z.string() })).optional(),
      required_approving_review_count: z.number().optional(),
      dismiss_stale_reviews_on_push: z.boolean().optional(),
    })
    .optional(),
});

/** Who may bypass it is told to those alone who may edit it. */
export const ruleset = z.object({
  name: z.string(),
  bypass_actors: z
    .array(z.object({ actor_type: z.string(), actor_id: z.number().nullish(), bypass_mode: z.string().optional() }))
    .optional(),
});

const named = z.object({ slug: z.string().optional(), login: z.string().optional() });

export const branchProtection = z.object({
  enforce_admins: z.object({ enabled: z.boolean() }).optional(),
  required_pull_request_reviews: z
    .object({
      dismiss_stale_reviews: z.boolean(),
      required_approving_review_count: z.number().optional(),
      bypass_pull_request_allowances: z
        .object({ users: z.array(named).optional(), teams: z.array(named).optional(), apps: z.array(named).optional() })
        .optional(),
    })
    .optional(),
});

export const webhook = z.object({ active: z.boolean(), config: z.object({ url: z.string().optional() }) });

export const environment = z.object({
  deployment_branch_policy: z
    .object({ protected_branches: z.boolean(), custom_branch_policies: z.boolean() })
    .nullish(),
});

export const branchPolicies = z.object({
  branch_policies: z.array(z.object({ name: z.string().optional(), type: z.string().optional() })),
});

export const repository = z.object({ private: z.boolean() });

export const permission = z.object({ permission: z.string(), user: user.nullable() });

export const issue = z.object({
  number: z.number(),
  title: z.string(),
  body: z.string().nullish(),
  state: z.string(),
  user: user.nullable(),
  pull_request: z.object({}).optional(),
});

/** 202 has a message in place of the deployment. */
export const deployment = z.object({ id: z.number().optional(), message: z.string().optional() });

export const deploymentStatus = z.object({ id: z.number(), state: z.string(), description: z.string() });
