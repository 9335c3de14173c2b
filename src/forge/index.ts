/**
 * The forge ports: where change requests are discussed, approved and merged.
 *
 * In:   a repository on GitHub, GitLab, Bitbucket, Gitea or Forgejo, or a folder that stands for one.
 * Out:  {@link Forge}: one small port for each capability. A capability that a forge lacks is a port that it does not have.
 * Must not know: engines, plans, how a report is written, the record of runs.
 * Adapters: one folder each, with the same file names.
 */
export type { Annotation, Annotations } from "./annotations.ts";
export {
  type BoardLimits,
  type ChangeRequestBoard,
  type CommentTopic,
  type EnsuredComment,
  limitsWithoutBoard,
} from "./board.ts";
export type { Branches } from "./branches.ts";
export type { ChangeRequest, ChangeRequestState, ForgeUser, Merge, Review, ReviewVerdict } from "./change-request.ts";
export type { ChangeRequests, RequiredCheck } from "./change-requests.ts";
export type { AnnouncedComment, Comments, PostedComment } from "./comments.ts";
export type { CommitSignature, CommitSignatures } from "./commit-signatures.ts";
export type { CommitStatus, CommitStatuses, CommitStatusState } from "./commit-statuses.ts";
export type { Deployment, DeploymentState, Deployments } from "./deployments.ts";
export {
  CommentTooLong,
  ForgeRefused,
  ForgeSettingInvalid,
  ForgeUnavailable,
  HookMalformed,
  HookNotVerified,
  NoSuchChangeRequest,
} from "./errors.ts";
export type { Forge, ForgeName } from "./forge.ts";
export type { HookEvent, Hooks, ReceivedHook } from "./hooks.ts";
export type { Identities, Permission } from "./identities.ts";
export type { Issues, TrackedIssue } from "./issues.ts";
export type { MergeQueue, QueuedCommit } from "./merge-queue.ts";
export type { NewChangeRequest, Proposals } from "./proposals.ts";
export type { Reaction, Reactions } from "./reactions.ts";
export type { BranchProtection, EnvironmentBranches, Setup, TokenRight, Webhook } from "./setup.ts";
export type { TreeNotes } from "./tree-notes.ts";
