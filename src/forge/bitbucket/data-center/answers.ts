import * as z from "zod";
import { refMatcher } from "./ref-matcher.ts";

/** The parts of Data Center's answers that are read. Keys that stand here and are missing make an answer unknown. */

export const user = z.object({ id: z.number(), name: z.string() });
export type DataCenterUser = z.infer<typeof user>;

export const page = z.object({
  values: z.array(z.unknown()),
  isLastPage: z.boolean(),
  nextPageStart: z.number().nullish(),
  limit: z.number(),
});

const reference = z.object({
  id: z.string(),
  displayId: z.string(),
  latestCommit: z.string(),
  repository: z.object({ id: z.number(), slug: z.string() }),
});

export const participant = z.object({
  user,
  status: z.string(),
  lastReviewedCommit: z.string().optional(),
});
export type Participant = z.infer<typeof participant>;

export const pull = z.object({
  id: z.number(),
  version: z.number(),
  title: z.string(),
  state: z.string(),
  draft: z.boolean().optional(),
  author: z.object({ user }),
  fromRef: reference,
  toRef: reference,
  reviewers: z.array(participant),
  participants: z.array(participant),
  updatedDate: z.number(),
  closedDate: z.number().optional(),
  properties: z.object({ mergeCommit: z.object({ id: z.string() }).optional() }).optional(),
});
export type Pull = z.infer<typeof pull>;

/** Plug-ins add entries of their own, so no part of one has to be there. */
export const activity = z.object({
  action: z.string().optional(),
  createdDate: z.number().optional(),
  user: user.optional().catch(undefined),
  comment: z.object({ id: z.number(), text: z.string(), author: user }).optional().catch(undefined),
  commentAnchor: z.unknown().optional(),
  commit: z.object({ id: z.string() }).optional().catch(undefined),
  fromHash: z.string().optional(),
  previousFromHash: z.string().optional(),
});
export type Activity = z.infer<typeof activity>;

export const comment = z.object({ id: z.number(), text: z.string(), version: z.number(), author: user });

export const postedComment = comment.extend({
  author: user.extend({ type: z.string().optional() }),
  createdDate: z.number(),
});

/** An author has an id where the address is that of an account. */
export const commit = z.object({
  id: z.string(),
  message: z.string(),
  parents: z.array(z.object({ id: z.string() })),
  author: z.object({ name: z.string(), emailAddress: z.string().optional(), id: z.number().optional() }),
  authorTimestamp: z.number(),
  committerTimestamp: z.number(),
});
export type DataCenterCommit = z.infer<typeof commit>;

const path = z.object({ components: z.array(z.string()) });
export const change = z.object({ path, srcPath: path.optional() });

export const build = z.object({
  key: z.string(),
  state: z.string(),
  description: z.string().nullish(),
  url: z.string().nullish(),
});

export const branch = z.object({ id: z.string() });

export const requiredBuilds = z.object({
  buildParentKeys: z.array(z.string()),
  refMatcher,
  exemptRefMatcher: refMatcher.nullish(),
});
export type RequiredBuilds = z.infer<typeof requiredBuilds>;

/** A rule about branches, and those whom it leaves out. */
export const restriction = z.object({
  type: z.string(),
  matcher: refMatcher,
  users: z.array(z.unknown()),
  groups: z.array(z.unknown()),
  accessKeys: z.array(z.unknown()),
});
export type Restriction = z.infer<typeof restriction>;

/** A number of older servers, and of newer ones a number that counts where it is switched on. */
export const pullRequestSettings = z.object({
  requiredApprovers: z
    .union([
      z.number(),
      z
        .object({ enabled: z.boolean(), count: z.coerce.number().int() })
        .transform(({ enabled, count }) => (enabled ? count : 0)),
    ])
    .optional()
    .catch(undefined)
    .transform((count) => count ?? ("unknown" as const)),
});

export const webhook = z.object({ url: z.string(), active: z.boolean() });

const insightAnnotation = z.object({
  path: z.string().nullish(),
  line: z.number().nullish(),
  severity: z.string(),
  message: z.string(),
});
export type InsightAnnotation = z.infer<typeof insightAnnotation>;
export const insightAnnotations = z.object({ annotations: z.array(insightAnnotation) });

export const deployment = z.object({ state: z.string(), description: z.string().nullish(), url: z.string().nullish() });
