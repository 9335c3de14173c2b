import { type Refusal, resourceNameOf } from "../../change/index.ts";
import { type Block, code, line, list, tone } from "../document/index.ts";
import { stepWords } from "../operation/index.ts";

const shownFiles = 10;

/** Why nothing was started, and what to do. */
export function refusalSection(refusal: Refusal): readonly Block[] {
  switch (refusal.kind) {
    case "declined":
      return [line("Nothing was changed.")];
    case "not-reviewed":
      return [line(tone("failed", "Refused: "), `${refusal.because}. Nothing was changed.`), line(refusal.remedy)];
    case "preview-failed":
      return [
        line(
          tone("failed", "Refused: "),
          `what would happen to ${refusal.environments.join(", ")} is not known. Nothing was changed.`,
        ),
      ];
    default:
      return [
        line(
          tone("failed", "Refused: "),
          `something would happen that ${refusal.shownBy === undefined ? "no preview showed" : `${refusal.shownBy} did not show`}. Nothing was changed.`,
        ),
        ...(refusal.expected ? [line(`Expected ${refusal.expected}, found ${refusal.found ?? "no digest"}`)] : []),
        ...refusal.unshown.flatMap(({ environment, steps, manifests }) => [
          line(`${environment}:`),
          list([
            ...steps.map(({ step, because }) => {
              const { type, name } = resourceNameOf(step.urn);
              return `${stepWords[step.op].plan} ${type} ${name}: ${because}`;
            }),
            ...manifests.slice(0, shownFiles).map((path) => `apply ${path}: its content was not shown`),
            ...(manifests.length > shownFiles ? [`and ${manifests.length - shownFiles} more manifests`] : []),
          ]),
        ]),
        line(
          "Look at it with ",
          code("groundwork preview"),
          ", with --refresh where up has it, then run up again. A merge is held to what was shown before others approved it: have it shown by another change request.",
        ),
      ];
  }
}
