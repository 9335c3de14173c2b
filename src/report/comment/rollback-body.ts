import type { Rollback } from "../../change/index.ts";
import { code, line } from "../document/index.ts";
import { irreversibleSection, restoredSection, rollbackHead, shortCommit } from "../section/index.ts";
import { consequences } from "./consequences.ts";
import { type Part, whole } from "./fit-parts.ts";

/** The text of a rollback's change request. Its preview is a comment of its own, which stays at the newest commit. */
export function rollbackParts(rollback: Rollback): readonly Part[] {
  const { preview, made } = rollback;
  return [
    whole(0, "section", rollbackHead(rollback)),
    whole(1, "section", irreversibleSection(rollback)),
    whole(2, "section", preview ? consequences(preview.environments, preview) : []),
    whole(3, "section", restoredSection(rollback)),
    whole(4, "section", [
      line(
        "As planned for ",
        code(shortCommit(made?.commit ?? "")),
        ". What holds is the preview below, which is made anew for each commit.",
      ),
    ]),
  ];
}
