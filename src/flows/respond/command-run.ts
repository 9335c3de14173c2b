import {
  type ChangeRun,
  leftUnknown,
  type Problem,
  type Refusal,
  runSucceeded,
  waitingUntil,
} from "../../change/index.ts";
import type { Command } from "../../command/index.ts";
import type { AnnouncedComment, ChangeRequest, Forge, PostedComment } from "../../forge/index.ts";
import type { CommandEnd } from "./decide-commands.ts";
import type { RespondPorts, RespondRequest } from "./respond-ports.ts";

/** What a command is carried out on. */
export interface CarryOut {
  readonly command: Command;
  readonly comment: PostedComment;
  /** As it was read when the command was taken. */
  readonly changeRequest: ChangeRequest;
  readonly announced: AnnouncedComment;
  readonly request: RespondRequest;
  readonly ports: RespondPorts;
  readonly forge: Forge;
}

export const refused = (says: string): CommandEnd => ({ verdict: "refused", says });

export function endOfRun(run: ChangeRun, { write }: Pick<RespondRequest, "write">): CommandEnd {
  const { refusal } = run;
  const says = refusal ? becauseOf(refusal, write.run.verdict(run)) : write.run.verdict(run);
  if (refusal) return { verdict: refusal.kind === "preview-failed" ? "unknown" : "refused", says };
  if (runSucceeded(run) || waitingUntil(run) !== undefined) return { verdict: "done", says };
  return { verdict: leftUnknown(run) ? "unknown" : "failed", says };
}

function becauseOf(refusal: Refusal, verdict: string): string {
  switch (refusal.kind) {
    case "not-reviewed":
      return `${refusal.because}. ${refusal.remedy}`;
    case "not-what-was-shown":
      return `something would happen that ${refusal.shownBy ?? "no preview"} did not show: see the comment on the result`;
    case "preview-failed":
      return `what would happen to ${refusal.environments.join(", ")} is not known: see the comment on the result`;
    default:
      return verdict;
  }
}

/** With the first thing that the forge did not take. */
export function withNotPosted(end: CommandEnd, [problem]: readonly Problem[]): CommandEnd {
  if (!problem) return end;
  return {
    verdict: end.verdict === "done" ? "unknown" : end.verdict,
    says: `${end.says}; not posted: ${problem.message}`,
  };
}

/** Why a change request has brought nothing to the branch; `undefined` where it has. */
export function notMergedInto({ number, state, base }: ChangeRequest, branch: string): string | undefined {
  if (state !== "merged") return `change request ${number} is ${state}: it has to be merged first`;
  return base.branch === branch
    ? undefined
    : `change request ${number} was merged into ${base.branch} and not into ${branch}`;
}

/** For the record: the person, and that it was by a comment. */
export function actorOf({ by }: PostedComment, { number }: ChangeRequest): string {
  return `${by.name} (comment on change request ${number})`;
}

/** Why a commit that was looked at is not carried on with. */
export function headMoved(seen: string, now: string): string {
  return `the head was ${short(seen)} and is ${short(now)} by now: look at it and comment again`;
}

export function short(commit: string): string {
  return commit.slice(0, 7);
}
