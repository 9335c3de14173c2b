import type { Audit } from "../change/index.ts";
import { type Block, code, heading } from "./document/index.ts";
import {
  auditDetails,
  auditDoubts,
  auditTable,
  shortCommit,
  unappliedSection,
  verificationNote,
} from "./section/index.ts";

/** Who changed what, when, approved by whom and with what effect: what is not known first. @param full with each run's steps */
export function auditReport(
  audit: Audit,
  { full, all = full }: { readonly full: boolean; readonly all?: boolean },
): readonly Block[] {
  const { branch, since, until, environments } = audit;
  const period = `${since === undefined ? "" : ` since ${since}`}${until === undefined ? "" : ` until ${until}`}`;
  const of = environments === undefined ? "" : ` of ${environments.join(", ")}`;
  return [
    heading(`Audit${of} on ${branch.name} at `, code(shortCommit(branch.commit)), period),
    ...auditDoubts(audit),
    ...unappliedSection(audit, { all }),
    ...auditTable(audit),
    ...(full ? auditDetails(audit) : []),
    ...(audit.verification.kind === "intact" ? verificationNote(audit.verification, undefined) : []),
  ];
}
