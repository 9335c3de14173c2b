import type { ChangePreview, EnvironmentPreview } from "../change/index.ts";
import { secondsText } from "../lib/index.ts";
import { consequences } from "./comment/index.ts";
import { type Block, code, heading, line } from "./document/index.ts";
import { clustersOfPreview } from "./kubediff-report.ts";
import { failedPreviews } from "./reports.ts";
import {
  affectedSection,
  behindNote,
  foreseenSection,
  localNote,
  machinesOfPreview,
  manifestsBesides,
  planDetails,
  planWarnings,
  previewTable,
  problemsSection,
  rehearsedNote,
  removedNote,
  restsOnNote,
  shortCommit,
  shownBeforeNote,
  stateNote,
  uncommittedNote,
  unhandledNote,
  unrecordedNote,
  verdictOfPreview,
} from "./section/index.ts";

/** What a change would do: what is lost and opened, the table, then what is not known, then every resource. */
export function previewReport(preview: ChangePreview): readonly Block[] {
  const { environments, commit, target, affected, planDigest, states, uncommitted, local, milliseconds } = preview;
  return [
    heading("Preview of ", code(shortCommit(commit)), ": ", verdictOfPreview(preview), manifestsBesides(preview)),
    ...localNote(local),
    ...rehearsedNote(preview.rehearsed),
    ...stateNote(states),
    ...affectedSection(affected),
    ...behindNote(target),
    ...foreseenSection(preview.promotion),
    ...restsOnNote(environments),
    ...shownBeforeNote(environments),
    ...uncommittedNote(uncommitted),
    ...unrecordedNote("preview", preview.unrecorded),
    ...consequences(environments, preview),
    ...previewTable(environments),
    ...problemsSection(failedPreviews(preview), "cannot be previewed:"),
    ...unhandledNote(environments),
    ...planWarnings(environments),
    ...removedNote(environments, local),
    ...planDetails(environments),
    ...clustersOfPreview(environments),
    ...machinesOfPreview(environments),
    ...(planDigest && environments.length > 0
      ? [line("Plan digest ", code(planDigest), `, in ${secondsText(milliseconds)}`)]
      : []),
  ];
}

/** What is about to happen: shown before the question whether it may. */
export function plansReport(previews: readonly EnvironmentPreview[]): readonly Block[] {
  return [
    ...consequences(previews),
    ...previewTable(previews),
    ...restsOnNote(previews),
    ...unhandledNote(previews),
    ...planWarnings(previews),
    ...planDetails(previews),
  ];
}
