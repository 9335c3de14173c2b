import type { components } from "@coderabbitai/bitbucket/cloud/openapi";
import type { ReadCommit } from "../../forge-host/read-commits.ts";
import {
  type Comment,
  fullName,
  type Logged,
  type Pull,
  type Repository,
  type State,
  type Status,
  type User,
} from "../state.ts";

type Schemas = components["schemas"];

/** Pull requests cut the ids of commits. */
const cut = (hash: string) => hash.slice(0, 12);
const instant = (at: number, microseconds = 0) =>
  new Date(at).toISOString().replace("Z", `${String(microseconds).padStart(3, "0")}+00:00`);

export const userJson = ({ uuid, name, id }: User) =>
  ({ type: "user", uuid, display_name: name, nickname: name, account_id: `557058:${id}` }) satisfies Schemas["user"] & {
    account_id: string;
  };

export const repositoryJson = (repository: Repository) =>
  ({
    type: "repository",
    uuid: repository.uuid,
    full_name: fullName(repository),
    name: repository.name,
  }) satisfies Schemas["repository"];

const endpoint = (repository: Repository | undefined, branch: string, hash: string) => ({
  branch: { name: branch },
  commit: { type: "commit", hash: cut(hash) },
  repository: repository ? repositoryJson(repository) : null,
});

/** @param baseHead the newest commit of the branch that it is to be merged into */
export function pullJson(repository: Repository, pull: Pull, baseHead: string) {
  return {
    type: "pullrequest",
    id: pull.number,
    title: pull.title,
    summary: { raw: pull.description, markup: "markdown" },
    state: pull.state,
    draft: pull.isDraft,
    author: userJson(pull.author),
    // A branch that is gone keeps its name here.
    source: endpoint(pull.headRepository, pull.headBranch, pull.head),
    destination: endpoint(repository, pull.baseBranch, baseHead),
    merge_commit: pull.merge ? { type: "commit", hash: cut(pull.merge.commit) } : null,
    closed_by: pull.merge ? userJson(pull.merge.by) : null,
    created_on: instant(pull.created),
    updated_on: instant(pull.updated),
    close_source_branch: false,
    comment_count: pull.comments.length,
    task_count: 0,
    queued: false,
  } as const;
}

/** Approvers keep the time of their approval, others have that of their last comment. */
export function participantsJson({ author, opinions, comments, log }: Pull) {
  const people = new Map<number, User>(
    log.filter(({ kind }) => kind !== "pushed").map(({ by }) => [by.id, by] as const),
  );
  return [...people.values()]
    .filter((user) => user !== author || opinions.has(user.id))
    .map((user) => {
      const opinion = opinions.get(user.id);
      const commented = comments.findLast((each) => each.author === user);
      const approved = opinion?.verdict === "approved";
      const on = approved ? opinion.at : commented?.created;
      return {
        type: "participant",
        user: userJson(user),
        role: "PARTICIPANT",
        approved,
        state: opinion ? (approved ? "approved" : "changes_requested") : null,
        participated_on: on === undefined ? null : instant(on),
      } as const;
    });
}

/** An entry of the log, by its kind. */
export function activityJson(pull: Pull, { kind, at, by, head, comment }: Logged): object {
  const date = instant(at);
  const user = userJson(by);
  const about = { pull_request: { type: "pullrequest", id: pull.number, title: pull.title } };
  if (kind === "approved") return { ...about, approval: { date, user } };
  if (kind === "changes-requested") return { ...about, changes_requested: { date, user } };
  if (kind === "commented") return { ...about, comment: comment && commentJson(comment) };
  if (kind === "unapproved") return { ...about, unapproval: { date, user } };
  const state = kind === "merged" ? "MERGED" : kind === "declined" ? "DECLINED" : "OPEN";
  return {
    ...about,
    update: {
      state,
      date,
      author: user,
      title: pull.title,
      reason: "",
      source: endpoint(pull.headRepository, pull.headBranch, head),
    },
  };
}

export const commentJson = (comment: Comment) => ({
  type: "pullrequest_comment" as const,
  id: comment.id,
  content: { raw: comment.isDeleted ? "" : comment.text, markup: "markdown" as const },
  user: userJson(comment.author),
  deleted: comment.isDeleted,
  pending: false,
  ...(comment.isInline && { inline: { path: "a", to: 1 } }),
  // Taken one after the other, so that they differ without an edit, too.
  created_on: instant(comment.created, 625),
  updated_on: instant(comment.updated, 708),
});

/** A user stands beside the raw author where the address is that of an account. */
export function commitJson(state: State, { sha, parents, message, author, committer }: ReadCommit) {
  const known = state.users.find(({ email }) => email === author.email);
  return {
    type: "commit",
    hash: sha,
    date: committer.date,
    message,
    author: { type: "author", raw: `${author.name} <${author.email}>`, ...(known && { user: userJson(known) }) },
    parents: parents.map((hash) => ({ type: "commit" as const, hash })),
  } satisfies Schemas["commit"];
}

export const statusJson = (status: Status) =>
  ({
    type: "build",
    key: status.key,
    state: status.state as NonNullable<Schemas["commitstatus"]["state"]>,
    ...(status.name !== undefined && { name: status.name }),
    ...(status.ref !== undefined && { refname: status.ref }),
    description: status.description ?? "",
    url: status.url,
    updated_on: instant(status.at),
  }) satisfies Omit<Schemas["commitstatus"], "type"> & { type: string };
