/**
 * The parts of the driver's reports, one file each.
 *
 * In:   values of `change/`.
 * Out:  {@link Block}s in the order of a report: what is unknown and what is lost comes first.
 * Must not know: where a report is shown.
 */

export { affectedSection, shortCommit } from "./affected.ts";
export { affectedTable } from "./affected-table.ts";
export { auditDetails, auditDoubts, auditTable, unappliedSection } from "./audit.ts";
export { bindingSection } from "./binding.ts";
export { answersTable, helpTable, responseSection } from "./commands.ts";
export { correctionTable, fightsSection, proposalsSection, whyLeft } from "./correction.ts";
export { doctorRemedies, doctorTable } from "./doctor.ts";
export { driftFindings, driftProblems, driftTable } from "./drift.ts";
export { environmentsTable, type ListedEnvironment } from "./environments-table.ts";
export { followUpSection } from "./follow-up.ts";
export { kubediffChanges, kubediffHead, kubediffLeft, kubediffUnknown } from "./kubediff.ts";
export { cutOffNote, leaseLostNote, leasesTable } from "./leases.ts";
export { machinesOfPreview, machinesOfRun } from "./machines.ts";
export { namesText } from "./names.ts";
export {
  behindNote,
  broughtUpBeforeNote,
  isUnhandled,
  leftWaitingNote,
  localNote,
  mergesLeftNote,
  nothingWaitsNote,
  overtakenNote,
  rehearsedNote,
  stateNote,
  uncommittedNote,
  unhandledNote,
  unrecordedNote,
} from "./notes.ts";
export { treeCount, treeSection } from "./object-tree.ts";
export { planDetails } from "./plan-details.ts";
export { isToldInOneLine, planLines, stepLines, stepsByLoudness } from "./plan-lines.ts";
export { postingSection } from "./posting.ts";
export { byLoudness, countCells, previewTable } from "./preview-table.ts";
export { manifestsBesides, previewVerdict, verdictOfPreview } from "./preview-verdict.ts";
export { problemsSection } from "./problems.ts";
export { foreseenSection, promotionSection } from "./promotion.ts";
export { reasonsText, reasonText } from "./reason.ts";
export { explanationSection, recordTable, unreadableNote, verificationNote } from "./recorded.ts";
export { refusalSection } from "./refusal.ts";
export { leftGitNote, removedNote } from "./removed.ts";
export { irreversibleSection, restoredSection, rollbackHead, rollbackPlaceSection } from "./rollback.ts";
export { routesTold } from "./routes-told.ts";
export { runTable } from "./run-table.ts";
export { layerChangeLine, statusProblems, statusTable } from "./status-table.ts";
export { undeclaredSection } from "./undeclared.ts";
export { waitingTable } from "./waiting.ts";
export { planWarnings, warningsSection } from "./warnings.ts";
export { restsOnNote, shownBeforeNote } from "./what-it-rests-on.ts";
