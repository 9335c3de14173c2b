import type { Problem } from "../../../src/change/index.ts";
import type { PreviewWriter, RespondWriter, RunWriter } from "../../../src/flows/index.ts";
import {
  afterRefusalComment,
  commandsComment,
  failedPreviewComment,
  followUpIssue,
  mendedComment,
  previewAnnotations,
  previewComment,
  previewVerdict,
  runComment,
  runVerdict,
} from "../../../src/report/index.ts";

const failureVerdict = ({ message }: Problem) => message.split("\n")[0] ?? "";
const asInvoked = (text: string) => text;
const afterRefusal: PreviewWriter["afterRefusal"] = (after, limits) =>
  afterRefusalComment(after, { ...limits, asInvoked });

/** Comments as the commands write them, with every command under its own name. */
export const previewWriter: PreviewWriter = {
  preview: (preview, limits) => previewComment(preview, { ...limits, asInvoked }),
  failure: (commit, problem, limits) => failedPreviewComment(commit, problem, { ...limits, asInvoked }),
  verdict: previewVerdict,
  failureVerdict,
  annotations: previewAnnotations,
  afterRefusal,
};
export const runWriter: RunWriter = {
  run: (run, binding, limits, followUp) => runComment(run, binding, { ...limits, asInvoked }, followUp),
  issue: (followUp, limits) => followUpIssue(followUp, { ...limits, asInvoked }),
  mended: (run, limits) => mendedComment(run, { ...limits, asInvoked }),
  afterRefusal,
  verdict: runVerdict,
  failureVerdict,
};
export const respondWriter: RespondWriter = {
  preview: previewWriter,
  run: runWriter,
  answers: (answers, help, limits) => commandsComment(answers, help, { ...limits, asInvoked }),
};
