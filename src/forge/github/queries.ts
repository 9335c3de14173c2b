import * as z from "zod";
import type { Query } from "./client.ts";

/** Documents of GraphQL, and the shapes of their answers. Renamed repositories are not followed: see the requests over HTTP. */

const inRepository = (variables: string, selection: string) =>
  `($owner: String!, $repository: String!${variables}) {
  repository(owner: $owner, name: $repository, followRenames: false) { ${selection} }
}`;

const actorText = "login ... on User { databaseId } ... on Bot { databaseId } ... on Mannequin { databaseId }";

/** Deleted users have no actor, and kinds of actors without a number have none. */
export const actor = z.object({ login: z.string(), databaseId: z.number().nullish() }).nullish();
export type Actor = z.infer<typeof actor>;

const pullText = `
  id number title state isDraft isCrossRepository mergedAt
  author { ${actorText} } mergedBy { ${actorText} }
  baseRefName baseRef { target { oid } }
  headRefName headRefOid headRef { name }
  mergeCommit { oid }
  labels(first: 100) { nodes { name } }`;

const oid = z.object({ oid: z.string() });

export const pull = z.object({
  id: z.string(),
  number: z.number(),
  title: z.string(),
  state: z.enum(["OPEN", "CLOSED", "MERGED"]),
  isDraft: z.boolean(),
  isCrossRepository: z.boolean(),
  mergedAt: z.string().nullable(),
  author: actor,
  mergedBy: actor,
  baseRefName: z.string(),
  baseRef: z.object({ target: oid.nullable() }).nullable(),
  headRefName: z.string(),
  headRefOid: z.string(),
  headRef: z.object({ name: z.string() }).nullable(),
  mergeCommit: oid.nullable(),
  labels: z.object({ nodes: z.array(z.object({ name: z.string() })) }).nullable(),
});
export type Pull = z.infer<typeof pull>;

/** One page of a connection. */
const pageText = "pageInfo { hasNextPage endCursor }";
const page = z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() });

/** The answer about a part of the repository; `null` where GitHub does not find one or the other. */
export const ofRepository = <T extends z.ZodRawShape>(shape: T) => z.object({ repository: z.object(shape).nullable() });

const ofPull = <T extends z.ZodRawShape>(shape: T) => ofRepository({ pullRequest: z.object(shape).nullable() });

export const viewer: Query = { name: "viewer", text: "query { viewer { login databaseId } }" };
export const viewerAnswer = z.object({ viewer: z.object({ login: z.string(), databaseId: z.number() }) });

export const onePull: Query = {
  name: "pull request",
  text: `query${inRepository(", $number: Int!", `pullRequest(number: $number) { ${pullText} }`)}`,
};
export const onePullAnswer = ofRepository({ pullRequest: pull.nullable() });

export const pullsInStates: Query = {
  name: "pull requests",
  text: `query${inRepository(
    ", $after: String, $states: [PullRequestState!], $head: String, $base: String",
    `id pullRequests(states: $states, first: 100, after: $after, headRefName: $head, baseRefName: $base) {
      ${pageText} nodes { ${pullText} }
    }`,
  )}`,
};
export const pullsInStatesAnswer = ofRepository({
  id: z.string(),
  pullRequests: z.object({ pageInfo: page, nodes: z.array(pull) }),
});

export const branchesBelow: Query = {
  name: "branches of a merge queue",
  text: `query${inRepository(
    ", $prefix: String!, $after: String",
    `refs(refPrefix: $prefix, first: 100, after: $after) { ${pageText} nodes { name target { oid } } }`,
  )}`,
};
export const branchesBelowAnswer = ofRepository({
  refs: z.object({ pageInfo: page, nodes: z.array(z.object({ name: z.string(), target: oid.nullable() })) }).nullable(),
});

export const pullsOfCommit: Query = {
  name: "pull requests of a commit",
  text: `query${inRepository(
    ", $commit: GitObjectID!, $after: String",
    `object(oid: $commit) {
      ... on Commit { associatedPullRequests(first: 100, after: $after) { ${pageText} nodes { ${pullText} } } }
    }`,
  )}`,
};
export const pullsOfCommitAnswer = ofRepository({
  object: z.object({ associatedPullRequests: z.object({ pageInfo: page, nodes: z.array(pull) }).nullish() }).nullable(),
});

const signature = z.object({ name: z.string().nullable(), email: z.string().nullable(), date: z.string().nullable() });
const commitText = "oid message authoredDate author { name email date } parents(first: 2) { nodes { oid } }";
const commit = z.object({
  oid: z.string(),
  message: z.string(),
  author: signature.nullable(),
  parents: z.object({ nodes: z.array(oid) }),
});
export type GithubCommit = z.infer<typeof commit>;

export const commitsBelow: Query = {
  name: "history of a commit",
  text: `query${inRepository(
    ", $commit: GitObjectID!",
    `object(oid: $commit) { ... on Commit { history(first: 100) { nodes { ${commitText} } } } }`,
  )}`,
};
export const commitsBelowAnswer = ofRepository({
  object: z.object({ history: z.object({ nodes: z.array(commit) }).nullish() }).nullable(),
});

const userText = "user { login databaseId }";
const gitActor = z.object({ user: z.object({ login: z.string(), databaseId: z.number().nullable() }).nullable() });

export const commitsOfPull: Query = {
  name: "commits of a pull request",
  text: `query${inRepository(
    ", $number: Int!, $after: String",
    `pullRequest(number: $number) {
      author { ${actorText} }
      headRefName headRefOid headRepository { nameWithOwner }
      commits(first: 100, after: $after) {
        totalCount ${pageText}
        nodes { commit { ${commitText} authors(first: 20) { nodes { ${userText} } } committer { ${userText} } } }
      }
    }`,
  )}`,
};
const pullCommit = commit.extend({
  authors: z.object({ nodes: z.array(gitActor) }),
  committer: gitActor.nullable(),
});
export type PullCommit = z.infer<typeof pullCommit>;
export const commitsOfPullAnswer = ofPull({
  author: actor,
  headRefName: z.string(),
  headRefOid: z.string(),
  headRepository: z.object({ nameWithOwner: z.string() }).nullable(),
  commits: z.object({ totalCount: z.number(), pageInfo: page, nodes: z.array(z.object({ commit: pullCommit })) }),
});

export const reviewsOfPull: Query = {
  name: "reviews of a pull request",
  text: `query${inRepository(
    ", $number: Int!, $after: String",
    `pullRequest(number: $number) {
      latestOpinionatedReviews(first: 100, after: $after) {
        ${pageText}
        nodes { id state submittedAt authorCanPushToRepository commit { oid } author { ${actorText} } }
      }
      headMoves: timelineItems(last: 100, itemTypes: [HEAD_REF_FORCE_PUSHED_EVENT, HEAD_REF_RESTORED_EVENT]) {
        nodes {
          ... on HeadRefForcePushedEvent { createdAt afterCommit { oid } }
          ... on HeadRefRestoredEvent { createdAt }
        }
      }
      dismissals: timelineItems(last: 100, itemTypes: [REVIEW_DISMISSED_EVENT]) {
        nodes { ... on ReviewDismissedEvent { previousReviewState review { id } } }
      }
    }`,
  )}`,
};
const review = z.object({
  id: z.string(),
  state: z.string(),
  submittedAt: z.string().nullable(),
  authorCanPushToRepository: z.boolean(),
  commit: oid.nullable(),
  author: actor,
});
export type GithubReview = z.infer<typeof review>;
export const reviewsOfPullAnswer = ofPull({
  latestOpinionatedReviews: z.object({ pageInfo: page, nodes: z.array(review) }).nullable(),
  headMoves: z.object({ nodes: z.array(z.object({ createdAt: z.string(), afterCommit: oid.nullish() })) }),
  dismissals: z.object({
    nodes: z.array(z.object({ previousReviewState: z.string(), review: z.object({ id: z.string() }).nullable() })),
  }),
});

export const checksOfCommit: Query = {
  name: "checks of a commit",
  text: `query${inRepository(
    ", $commit: GitObjectID!, $after: String",
    `object(oid: $commit) {
      ... on Commit {
        oid
        statusCheckRollup {
          contexts(first: 100, after: $after) {
            ${pageText}
            nodes {
              kind: __typename
              ... on StatusContext { context state description targetUrl }
              ... on CheckRun {
                databaseId name status conclusion title detailsUrl url
                checkSuite { app { databaseId slug url } }
              }
            }
          }
        }
      }
    }`,
  )}`,
};
const statusContext = z.object({
  kind: z.literal("StatusContext"),
  context: z.string(),
  state: z.string(),
  description: z.string().nullable(),
  targetUrl: z.string().nullable(),
});
const checkRun = z.object({
  kind: z.literal("CheckRun"),
  databaseId: z.number(),
  name: z.string(),
  status: z.string(),
  conclusion: z.string().nullable(),
  title: z.string().nullable(),
  detailsUrl: z.string().nullable(),
  url: z.string(),
  checkSuite: z.object({ app: z.object({ databaseId: z.number(), slug: z.string(), url: z.string() }).nullable() }),
});
export type GithubStatusContext = z.infer<typeof statusContext>;
export type GithubCheckRun = z.infer<typeof checkRun>;
export const checksOfCommitAnswer = ofRepository({
  object: z
    .object({
      oid: z.string().optional(),
      statusCheckRollup: z
        .object({
          contexts: z.object({
            pageInfo: page,
            nodes: z.array(z.discriminatedUnion("kind", [statusContext, checkRun])),
          }),
        })
        .nullish(),
    })
    .nullable(),
});

export const openPull: Query = {
  name: "createPullRequest",
  text: `mutation($input: CreatePullRequestInput!) { createPullRequest(input: $input) { pullRequest { ${pullText} } } }`,
};
export const openPullAnswer = z.object({ createPullRequest: z.object({ pullRequest: pull }) });

export const closePull: Query = {
  name: "closePullRequest",
  text: "mutation($input: ClosePullRequestInput!) { closePullRequest(input: $input) { pullRequest { id } } }",
};
export const closePullAnswer = z.object({ closePullRequest: z.object({ pullRequest: z.object({ id: z.string() }) }) });
