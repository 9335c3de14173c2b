import type { FleetDrift } from "../drift/index.ts";
import { type Block, code, heading } from "./document/index.ts";
import {
  driftFindings,
  driftProblems,
  driftTable,
  localNote,
  shortCommit,
  stateNote,
  undeclaredSection,
} from "./section/index.ts";

/** What is not as the commit declares it: what is not known first, then what differs and why. */
export function driftReport(drift: FleetDrift): readonly Block[] {
  return [
    heading("Drift at ", code(shortCommit(drift.commit))),
    ...localNote(drift.local),
    ...stateNote(drift.states),
    ...driftTable(drift),
    ...driftProblems(drift),
    ...driftFindings(drift),
    ...undeclaredSection(drift),
  ];
}
