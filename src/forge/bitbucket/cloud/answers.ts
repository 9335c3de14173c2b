import * as z from "zod";

/** The parts of Cloud's answers that are read. Keys that stand here and are missing make an answer unknown. */

export const user = z.object({
  uuid: z.string(),
  display_name: z.string().nullish(),
  nickname: z.string().nullish(),
});
export type CloudUser = z.infer<typeof user>;

export const page = z.object({ values: z.array(z.unknown()), next: z.string().optional() });

export const comment = z.object({
  id: z.number(),
  content: z.object({ raw: z.string() }),
  user: user.nullish(),
  deleted: z.boolean().optional(),
  parent: z.object({}).nullish(),
  inline: z.object({}).nullish(),
});

export const postedComment = comment.extend({
  user: user.extend({ type: z.string().optional() }).nullish(),
  created_on: z.string(),
  updated_on: z.string(),
});

/** Hashes of pull requests are cut to twelve digits. */
const hash = z.object({ hash: z.string() });

const endpoint = z.object({
  branch: z.object({ name: z.string() }),
  commit: hash.nullish(),
  repository: z.object({ uuid: z.string(), full_name: z.string() }).nullish(),
});
export type Endpoint = z.infer<typeof endpoint>;

const participant = z.object({
  user: user.nullish(),
  state: z.string().nullish(),
  participated_on: z.string().nullish(),
});
export type Participant = z.infer<typeof participant>;

export const pull = z.object({
  id: z.number(),
  title: z.string(),
  state: z.string(),
  draft: z.boolean().optional(),
  author: user.nullish(),
  source: endpoint,
  destination: endpoint,
  merge_commit: hash.nullish(),
  closed_by: user.nullish(),
  updated_on: z.string(),
  participants: z.array(participant).optional(),
});
export type Pull = z.infer<typeof pull>;

const opinion = z.object({ date: z.string(), user: user.nullish() });

/** An entry of the log is one of several kinds; comments and tasks are not read. */
export const activity = z.object({
  update: z
    .object({
      state: z.string(),
      date: z.string(),
      author: user.nullish(),
      source: z.object({ commit: hash.nullish() }),
    })
    .optional(),
  approval: opinion.optional(),
  changes_requested: opinion.optional(),
});
export type Activity = z.infer<typeof activity>;
export type Update = NonNullable<Activity["update"]>;

export const commit = z.object({
  hash: z.string(),
  date: z.string(),
  message: z.string(),
  parents: z.array(hash),
  author: z.object({ raw: z.string(), user: user.nullish() }),
});
export type CloudCommit = z.infer<typeof commit>;

export const diffstat = z.object({
  old: z.object({ path: z.string() }).nullish(),
  new: z.object({ path: z.string() }).nullish(),
});

export const status = z.object({
  key: z.string(),
  state: z.string(),
  name: z.string().nullish(),
  description: z.string().nullish(),
  url: z.string().nullish(),
});

export const repositoryPermission = z.object({ permission: z.string(), user });

export const listedRepository = z.object({ full_name: z.string() });

/** A rule about branches. Only rules about pushes and merges have users and groups: those that it leaves out. */
export const restriction = z.object({
  kind: z.string(),
  branch_match_kind: z.string(),
  pattern: z.string(),
  value: z.number().nullish(),
  users: z.array(z.unknown()).optional(),
  groups: z.array(z.unknown()).optional(),
});
export type Restriction = z.infer<typeof restriction>;

export const webhook = z.object({ url: z.string(), active: z.boolean() });

export const reportAnnotation = z.object({
  path: z.string().nullish(),
  line: z.number().nullish(),
  severity: z.string().nullish(),
  summary: z.string().nullish(),
  details: z.string().nullish(),
});
export type ReportAnnotation = z.infer<typeof reportAnnotation>;
