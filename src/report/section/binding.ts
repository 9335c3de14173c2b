import type { Binding } from "../../change/index.ts";
import { counted } from "../../lib/index.ts";
import { type Block, line, tone } from "../document/index.ts";

/** What a run was held to. */
export function bindingSection(binding: Binding | undefined): readonly Block[] {
  if (!binding) return [];
  const { changeRequest, together, approvedBy, unreviewed, fewer } = binding;
  if (unreviewed) {
    const unchecked = unreviewed.isAllowed === "unknown" ? "; whether that user may write could not be checked" : "";
    return [line(tone("warned", "Without a review: "), `${unreviewed.reason} (${unreviewed.by}${unchecked})`)];
  }
  const by = approvedBy.length === 0 ? "" : `, approved by ${approvedBy.join(", ")}`;
  const held = together
    ? `previews of the change requests ${together.map(({ number }) => number).join(", ")}, which were brought up together`
    : `preview${changeRequest ? ` of change request ${changeRequest.number}` : ""}`;
  return [
    line(`Held to the ${held}${by}`),
    ...(fewer > 0
      ? [line(`${counted(fewer, "step")} that ${fewer === 1 ? "was" : "were"} shown had nothing left to do`)]
      : []),
  ];
}
