import type { components } from "@coderabbitai/bitbucket/server/openapi";
import type { ChangedPath } from "../../forge-host/changed-paths.ts";
import type { ReadCommit } from "../../forge-host/read-commits.ts";
import type { Comment, Logged, LoggedKind, Pull, Repository, RequiredBuilds, State, Status, User } from "../state.ts";

type Schemas = components["schemas"];

export const userJson = ({ id, name, email }: User) =>
  ({
    id,
    name,
    slug: name,
    displayName: name,
    emailAddress: email,
    active: true,
    type: "NORMAL",
  }) satisfies Schemas["RestApplicationUser"];

export const repositoryJson = ({ id, owner, name }: Repository) => ({
  id,
  slug: name,
  name,
  project: { id: 1, key: owner, name: owner },
});

const reference = (repository: Repository, branch: string, latestCommit: string) => ({
  id: `refs/heads/${branch}`,
  displayId: branch,
  latestCommit,
  repository: repositoryJson(repository),
});

const statuses = { approved: "APPROVED", "changes-requested": "NEEDS_WORK" } as const;

/** @param baseHead the newest commit of the branch that it is to be merged into */
export function pullJson(repository: Repository, pull: Pull, baseHead: string) {
  const reviewers = [...pull.opinions.values()].map(({ by, verdict, head }) => ({
    user: userJson(by),
    role: "REVIEWER" as const,
    approved: verdict === "approved",
    status: statuses[verdict],
    lastReviewedCommit: head,
  }));
  const described = {
    id: pull.number,
    version: pull.version,
    title: pull.title,
    description: pull.description,
    state: pull.state,
    open: pull.state === "OPEN",
    closed: pull.state !== "OPEN",
    draft: pull.isDraft,
    createdDate: pull.created,
    updatedDate: pull.updated,
    ...(pull.state !== "OPEN" && { closedDate: pull.merge?.at ?? pull.updated }),
    fromRef: reference(pull.headRepository ?? repository, pull.headBranch, pull.head),
    toRef: reference(repository, pull.baseBranch, baseHead),
    reviewers,
    participants: [],
  } satisfies Schemas["RestPullRequest"];
  const isNew = pull.merge && pull.merge.commit !== pull.head;
  return {
    ...described,
    author: { user: userJson(pull.author), role: "AUTHOR", approved: false, status: "UNAPPROVED" },
    // What a merge without a commit of its own is told by is not documented: here it is nothing.
    ...(isNew && {
      properties: { mergeCommit: { id: pull.merge?.commit, displayId: pull.merge?.commit.slice(0, 11) } },
    }),
  };
}

const actions: Readonly<Record<LoggedKind, NonNullable<Schemas["RestPullRequestActivity"]["action"]>>> = {
  opened: "OPENED",
  pushed: "RESCOPED",
  edited: "UPDATED",
  approved: "APPROVED",
  "changes-requested": "REVIEWED",
  unapproved: "UNAPPROVED",
  commented: "COMMENTED",
  merged: "MERGED",
  declined: "DECLINED",
};

export function activityJson({ id, kind, at, by, head, previousHead, comment }: Logged) {
  return {
    ...({
      id,
      action: actions[kind],
      createdDate: at,
      user: userJson(by),
    } satisfies Schemas["RestPullRequestActivity"]),
    ...(comment && { commentAction: "ADDED", comment: commentJson(comment) }),
    ...(comment?.isInline && { commentAnchor: { path: "a", line: 1 } }),
    ...(previousHead !== undefined && { fromHash: head, previousFromHash: previousHead }),
  };
}

export const commentJson = (comment: Comment) =>
  ({
    id: comment.id,
    version: comment.version,
    text: comment.text,
    author: userJson(comment.author),
    createdDate: comment.created,
    updatedDate: comment.updated,
    comments: [],
  }) satisfies Schemas["RestComment"];

/** An author is the whole account where the address is that of one. */
export function commitJson(state: State, { sha, parents, message, author, committer }: ReadCommit) {
  const person = ({ name, email }: ReadCommit["author"]) => {
    const known = state.users.find((each) => each.email === email);
    return known ? userJson(known) : { name, emailAddress: email };
  };
  return {
    id: sha,
    displayId: sha.slice(0, 11),
    message,
    author: person(author),
    authorTimestamp: Date.parse(author.date),
    committer: person(committer),
    committerTimestamp: Date.parse(committer.date),
    parents: parents.map((id) => ({ id, displayId: id.slice(0, 11) })),
  } satisfies Schemas["RestCommit"];
}

const pathJson = (path: string) => ({ components: path.split("/"), name: path.split("/").at(-1) ?? "", parent: "" });

export function changeJson({ path, oldPath, change }: ChangedPath) {
  const type =
    oldPath === undefined ? (({ added: "ADD", deleted: "DELETE" } as const)[change as "added"] ?? "MODIFY") : "MOVE";
  return {
    path: pathJson(path),
    ...(oldPath !== undefined && { srcPath: pathJson(oldPath) }),
    type,
    nodeType: "FILE",
  } satisfies Schemas["RestChange"];
}

export const buildJson = (status: Status) =>
  ({
    key: status.key,
    state: status.state as NonNullable<Schemas["RestBuildStatus"]["state"]>,
    url: status.url,
    createdDate: status.at,
    updatedDate: status.at,
    ...(status.parent !== undefined && { parent: status.parent }),
    ...(status.ref !== undefined && { ref: status.ref }),
    ...(status.name !== undefined && { name: status.name }),
    ...(status.description !== undefined && { description: status.description }),
  }) satisfies Schemas["RestBuildStatus"];

const matcherJson = ({ id, type }: { readonly id: string; readonly type: RequiredBuilds["matcher"]["type"] }) => ({
  id,
  displayId: id.replace("refs/heads/", ""),
  type: { id: type, name: type },
});

export const requiredBuildsJson = ({ id, keys, matcher, exempt }: RequiredBuilds) =>
  ({
    id,
    buildParentKeys: keys,
    refMatcher: matcherJson(matcher),
    ...(exempt && { exemptRefMatcher: matcherJson(exempt) }),
  }) satisfies Schemas["RestRequiredBuildCondition"];
