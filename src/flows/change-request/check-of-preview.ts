import { type ChangePreview, type Problem, previewKind, problemsIn } from "../../change/index.ts";
import type { CheckResult } from "./posting.ts";
import type { PreviewWriter } from "./preview-request.ts";

/** The check of a preview. @param isShown whether people can see it where it binds the merge */
export function checkOf(
  preview: ChangePreview,
  { verdict }: Pick<PreviewWriter, "verdict">,
  isShown: boolean,
): CheckResult {
  const problems = preview.environments.flatMap(problemsIn);
  const description = preview.rehearsed ? `rehearsed: ${verdict(preview)}` : verdict(preview);
  if (!isShown) return { state: "error", description: `not shown: ${description}` };
  if (problems.length > 0) return { state: stateOf(problems), description };
  // A check that is green says that the merge can be held to what was shown.
  const isUnknown =
    preview.rehearsed !== undefined ||
    preview.unrecorded !== undefined ||
    preview.environments.some((each) => previewKind(each) === "not-handled");
  return { state: isUnknown ? "error" : "success", description };
}

/** The check of a preview that could not be made. */
export function failedCheck(problem: Problem, { failureVerdict }: Pick<PreviewWriter, "failureVerdict">): CheckResult {
  return { state: stateOf([problem]), description: failureVerdict(problem) };
}

/** What is wrong in the repository is a verdict. Everything else leaves it open. */
function stateOf(problems: readonly Problem[]): "failure" | "error" {
  return problems.every(({ kind }) => kind === "invalid") ? "failure" : "error";
}
