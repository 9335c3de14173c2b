import type { PreviewWriter, RunWriter } from "../flows/index.ts";
import {
  type CommentOptions,
  failedPreviewComment,
  previewAnnotations,
  previewComment,
  previewVerdict,
  runComment,
  runVerdict,
} from "../report/index.ts";
import { asInvokedByOthers } from "./driver-run.ts";
import type { CommandWiring } from "./program.ts";

/** How results are written for the readers of a change request. */
export function previewWriter(wholeReport: string | undefined, wiring: Pick<CommandWiring, "terminal">): PreviewWriter {
  const options = optionsFor(wiring, wholeReport);
  return {
    preview: (preview, limits) => previewComment(preview, options(limits)),
    failure: (commit, problem, limits) => failedPreviewComment(commit, problem, options(limits)),
    verdict: previewVerdict,
    annotations: previewAnnotations,
  };
}

export function runWriter(wiring: Pick<CommandWiring, "terminal">): RunWriter {
  const options = optionsFor(wiring);
  return { run: (run, binding, limits) => runComment(run, binding, options(limits)), verdict: runVerdict };
}

function optionsFor(wiring: Pick<CommandWiring, "terminal">, wholeReport?: string) {
  return (limits: Pick<CommentOptions, "commentBytes" | "dialect">): CommentOptions => ({
    ...limits,
    asInvoked: (text) => asInvokedByOthers(text, wiring),
    ...(wholeReport !== undefined && { wholeReport }),
  });
}
