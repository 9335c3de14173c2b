import type { Problem } from "../../../src/change/index.ts";
import type { PreviewWriter, RunWriter } from "../../../src/flows/index.ts";
import {
  failedPreviewComment,
  previewAnnotations,
  previewComment,
  previewVerdict,
  runComment,
  runVerdict,
} from "../../../src/report/index.ts";

const failureVerdict = ({ message }: Problem) => message.split("\n")[0] ?? "";
const asInvoked = (text: string) => text;

/** Comments as the commands write them, with every command under its own name. */
export const previewWriter: PreviewWriter = {
  preview: (preview, limits) => previewComment(preview, { ...limits, asInvoked }),
  failure: (commit, problem, limits) => failedPreviewComment(commit, problem, { ...limits, asInvoked }),
  verdict: previewVerdict,
  failureVerdict,
  annotations: previewAnnotations,
};
export const runWriter: RunWriter = {
  run: (run, binding, limits) => runComment(run, binding, { ...limits, asInvoked }),
  verdict: runVerdict,
  failureVerdict,
};
