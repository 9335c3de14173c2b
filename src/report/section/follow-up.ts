import type { FollowUpShown } from "../../change/index.ts";
import { type Block, line, tone } from "../document/index.ts";

/** Where environments that failed are followed up. */
export function followUpSection(shown: FollowUpShown | undefined): readonly Block[] {
  switch (shown?.kind) {
    case "open":
      return [line(tone("warned", "To follow up: "), `issue ${shown.number}, ${shown.url}`)];
    case "closed":
      return [line("No environment that failed is left, and no issue about one is open.")];
    case "no-issues":
      return [
        line(
          tone("warned", "No follow-up issue: "),
          "this forge has none, so this result alone tells of what failed. See what stands where with groundwork status",
        ),
      ];
    default:
      return [];
  }
}
