import type { Problem } from "../change/index.ts";
import type { PreviewWriter, RespondWriter, RunWriter } from "../flows/index.ts";
import {
  afterRefusalComment,
  type CommentOptions,
  commandsComment,
  failedPreviewComment,
  followUpIssue,
  mendedComment,
  previewAnnotations,
  previewComment,
  previewVerdict,
  runComment,
  runVerdict,
} from "../report/index.ts";
import { asInvokedByOthers } from "./driver-run.ts";
import type { CommandWiring } from "./program.ts";

type CommentWiring = Pick<CommandWiring, "terminal" | "withoutMachinePaths">;

/** How results are written for the readers of a change request. */
export function previewWriter(wholeReport: string | undefined, wiring: CommentWiring): PreviewWriter {
  const options = optionsFor(wiring, wholeReport);
  return {
    preview: (preview, limits) => previewComment(preview, options(limits)),
    failure: (commit, problem, limits) => failedPreviewComment(commit, problem, options(limits)),
    verdict: previewVerdict,
    failureVerdict: (problem) => failureVerdict(problem, wiring),
    annotations: previewAnnotations,
    afterRefusal: (after, limits) => afterRefusalComment(after, options(limits)),
  };
}

export function runWriter(wiring: CommentWiring): RunWriter {
  const options = optionsFor(wiring);
  return {
    run: (run, binding, limits, followUp) => runComment(run, binding, options(limits), followUp),
    issue: (followUp, limits) => followUpIssue(followUp, options(limits)),
    mended: (run, limits) => mendedComment(run, options(limits)),
    afterRefusal: (after, limits) => afterRefusalComment(after, options(limits)),
    verdict: runVerdict,
    failureVerdict: (problem) => failureVerdict(problem, wiring),
  };
}

export function respondWriter(wiring: CommentWiring): RespondWriter {
  const options = optionsFor(wiring);
  return {
    preview: previewWriter(undefined, wiring),
    run: runWriter(wiring),
    answers: (answers, help, limits) => commandsComment(answers, help, options(limits)),
  };
}

/** Says on standard error what the forge did not take, before the error that there is no result. */
export function notPosted({ terminal }: Pick<CommandWiring, "terminal">): (problem: Problem) => void {
  return ({ message, code }) => terminal.err(`not posted: ${message} (${code})`);
}

function failureVerdict({ message }: Problem, { withoutMachinePaths }: CommentWiring): string {
  return withoutMachinePaths(message).split("\n")[0] ?? "";
}

/** How texts are written for readers on other machines. */
export function optionsFor(wiring: CommentWiring, wholeReport?: string) {
  return (limits: Pick<CommentOptions, "commentBytes" | "dialect">): CommentOptions => ({
    ...limits,
    asInvoked: (text) => asInvokedByOthers(text, wiring),
    withoutMachinePaths: wiring.withoutMachinePaths,
    ...(wholeReport !== undefined && { wholeReport }),
  });
}
