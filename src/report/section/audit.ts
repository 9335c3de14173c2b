import {
  type Audit,
  type AuditedCommit,
  type AuditedRun,
  type CommitNotInClone,
  type CommitPerson,
  type CorrectedDifference,
  hasChanges,
  isInClone,
  isWholeAudit,
  type RecordedApproval,
  type RecordedChangeRequest,
  resourceNameOf,
  type UnfinishedCorrection,
} from "../../change/index.ts";
import { counted, secondsText } from "../../lib/index.ts";
import { type Block, code, line, list, message, type Span, tone, type Words } from "../document/index.ts";
import { stepWords } from "../operation/index.ts";
import { shortCommit } from "./affected.ts";
import { verificationNote } from "./recorded.ts";

/** Why the record may not tell everything; empty where it does. */
export function auditDoubts(audit: Pick<Audit, "lost" | "verification">): readonly Block[] {
  const { lost, verification } = audit;
  if (isWholeAudit(audit)) return [];
  return [
    ...(verification.kind === "broken" ? verificationNote(verification, undefined) : []),
    ...(lost.length > 0
      ? [line(tone("failed", `${counted(lost.length, "record")} cannot be read or ${are(lost)} lost:`)), list(lost)]
      : []),
    line("A run may be missing below, or be told otherwise than it was: what ran is not known."),
  ];
}

function are(items: readonly unknown[]): string {
  return items.length === 1 ? "is" : "are";
}

const shownMerges = 10;

/** Merges that no run on record has brought up, the newest first; of many only these, with how to see the others. */
export function unappliedSection(
  audit: Pick<Audit, "unapplied" | "lost" | "verification">,
  { all }: { readonly all: boolean },
): readonly Block[] {
  const { unapplied } = audit;
  if (unapplied.length === 0) return [];
  const shown = all ? unapplied : unapplied.slice(0, shownMerges);
  const more = unapplied.length - shown.length;
  const known = isWholeAudit(audit) ? "" : "; a record that is lost may be of a run that has";
  return [
    line(tone("changed", `${counted(unapplied.length, "merge")} that no run on record has brought up${known}:`)),
    {
      kind: "table",
      columns: ["merged", "commit", "author", "committer", "subject", "change request", "not brought up"],
      rows: shown.map((commit): readonly Words[] => [
        commit.at,
        [code(shortCommit(commit.id))],
        commit.author.name,
        commit.committer.name,
        commit.subject,
        requestText(commit.changeRequest) ?? "-",
        commit.environments.join(", "),
      ]),
    },
    ...(more > 0 ? [line(`and ${more} older: `, code("groundwork audit --all"))] : []),
  ];
}

/** One row for each run and environment, newest first. A correction that was begun and of whose end nothing is on record has one too. */
export function auditTable({
  runs,
  unfinished,
  verification,
}: Pick<Audit, "runs" | "unfinished" | "verification">): readonly Block[] {
  if (runs.length === 0 && unfinished.length === 0) {
    const isEmpty = verification.kind === "intact" && verification.records === 0;
    return [
      line("No run is on record for it."),
      ...(isEmpty
        ? [
            line(
              "Nothing at all is on record. Files are of one checkout alone: name the record of all jobs with ",
              code("groundwork audit --record git"),
            ),
          ]
        : []),
    ];
  }
  const rows = lastAddedFirst(runs, unfinished).map((run): readonly Words[] => [
    run.at,
    run.environment,
    ...("verb" in run ? cellsOfRun(run) : cellsOfUnfinished(run)),
  ]);
  const columns = ["when", "environment", "run", "commit", "by", "change request", "result", "effect", "took"];
  return [{ kind: "table", columns, rows }];
}

function cellsOfRun(run: AuditedRun): readonly Words[] {
  return [
    run.verb,
    [code(shortCommit(run.commit)), othersText(run)],
    run.by,
    reviewText(run),
    run.result === "succeeded" ? run.result : [tone("failed", run.result)],
    effectText(run),
    secondsText(run.milliseconds),
  ];
}

function cellsOfUnfinished({ commit, by }: UnfinishedCorrection): readonly Words[] {
  return [
    "correct",
    [code(shortCommit(commit))],
    by,
    "-",
    [tone("failed", "begun, no end on record")],
    "not known",
    "-",
  ];
}

function lastAddedFirst(
  runs: readonly AuditedRun[],
  unfinished: readonly UnfinishedCorrection[],
): readonly (AuditedRun | UnfinishedCorrection)[] {
  return [...runs, ...unfinished].toSorted((one, other) => (other.number ?? 0) - (one.number ?? 0));
}

/** What each run brought up and did, resource by resource. */
export function auditDetails({ runs, unfinished }: Pick<Audit, "runs" | "unfinished">): readonly Block[] {
  return lastAddedFirst(runs, unfinished).map((run): Block => {
    if (!("verb" in run)) return unfinishedDetails(run);
    const {
      environment,
      verb,
      commit,
      at,
      by,
      record,
      digest,
      merges,
      approvals,
      unreviewed,
      problem,
      corrected = [],
    } = run;
    const items: readonly Words[] = [
      recordWords({ record, digest }),
      `for ${by}`,
      ...corrected.map(correctedWords),
      ...merges.map(mergeWords),
      ...approvals.map((approval) => approvalWords("approved", approval)),
      ...(unreviewed === undefined ? [] : [[tone("changed", `not reviewed: ${unreviewed}`)]]),
      ...(problem === undefined ? [] : [[tone("failed", "problem: "), message(problem)]]),
    ];
    return {
      kind: "details",
      summary: [
        `${environment} ${verb} of `,
        code(shortCommit(commit)),
        ` at ${at}: ${run.result}, ${effectText(run)}`,
      ],
      blocks: [list(items), ...run.layers.flatMap(layerBlocks)],
    };
  });
}

function unfinishedDetails(correction: UnfinishedCorrection): Block {
  const { environment, commit, at, by, corrected } = correction;
  const why = "its job was cut off, still runs, or could not record it";
  return {
    kind: "details",
    summary: [
      `${environment} correct of `,
      code(shortCommit(commit)),
      ` begun at ${at}: no end on record, effect not known`,
    ],
    blocks: [
      list([
        recordWords(correction),
        `for ${by}`,
        ...corrected.map(correctedWords),
        [tone("failed", "problem: "), `no record says how it ended: ${why}`],
      ]),
    ],
  };
}

function recordWords({ record, digest }: { readonly record: string; readonly digest?: string | undefined }): Words {
  return ["record ", code(record), ...(digest === undefined ? [", in no chain"] : [" ", code(digest)])];
}

function correctedWords({ subject, paths, by, fingerprint }: CorrectedDifference): Words {
  const who = by ? ` by ${by.actor} at ${by.at}` : "";
  return [
    "drift: ",
    code(subject),
    ` ${paths.join(", ")} was changed outside of Git${who}, finding `,
    code(fingerprint),
  ];
}

function layerBlocks({ layer, kind, at, steps, problem }: AuditedRun["layers"][number]): readonly Block[] {
  const lines = steps.map(({ op, urn, paths }) => {
    const { type, name } = resourceNameOf(urn);
    const { symbol, done } = stepWords[op];
    return `${symbol} ${done} ${type === "" ? name : `${type} ${name}`}${paths.length > 0 ? `: ${paths.join(", ")}` : ""}`;
  });
  return [
    line(`${layer}: ${kind} at ${at}`, ...(problem === undefined ? [] : [", ", message(problem)])),
    ...(lines.length > 0 ? [{ kind: "diff", lines } as const] : []),
  ];
}

function mergeWords(commit: AuditedCommit | CommitNotInClone): Words {
  if (!isInClone(commit))
    return [tone("failed", "not in this clone: "), code(shortCommit(commit.id)), ", ", message(commit.problem)];
  const { id, subject, author, committer, at, changeRequest, approvals = [] } = commit;
  const request = requestText(changeRequest);
  const made = isSamePerson(author, committer) ? "" : `, committed by ${committer.name}`;
  const approved = approvals.map(({ name, commit: of }) => `, approved by ${name} at ${shortCommit(of)}`).join("");
  return [
    "merge ",
    code(shortCommit(id)),
    ` ${subject}, by ${author.name}${made} at ${at}${request === undefined ? "" : `, ${request}`}${approved}`,
  ];
}

function isSamePerson(one: CommitPerson, other: CommitPerson): boolean {
  return one.name === other.name && one.email === other.email;
}

function approvalWords(verb: string, { name, commit, at }: RecordedApproval): readonly (string | Span)[] {
  return [`${verb} by ${name} at `, code(shortCommit(commit)), ` (${at})`];
}

/** With how many merges were brought up besides. */
function othersText({ merges }: AuditedRun): string {
  return merges.length > 1 ? ` and ${merges.length - 1} before` : "";
}

function reviewText({ changeRequest, approvals, unreviewed, merges }: AuditedRun): Words {
  const shown = merges.flatMap((commit) => (isInClone(commit) && commit.changeRequest ? [commit.changeRequest] : []));
  const requests = (changeRequest ? [changeRequest] : shown).map((each) => requestText(each) ?? "");
  const texts = [
    ...new Set(requests),
    ...approvals.map(({ name, commit }) => `approved by ${name} at ${shortCommit(commit)}`),
  ];
  const why: readonly Span[] = unreviewed === undefined ? [] : [tone("changed", `not reviewed: ${unreviewed}`)];
  if (texts.length === 0) return why.length > 0 ? why : "-";
  return [texts.join(", "), ...why.flatMap((each) => [", ", each])];
}

function requestText(changeRequest: RecordedChangeRequest | undefined): string | undefined {
  return changeRequest && `${changeRequest.forge} #${changeRequest.number} ${changeRequest.url}`;
}

/** `1 created, 2 updated`: a replacement is a deletion as well. */
function effectText({ counts }: Pick<AuditedRun, "counts">): string {
  if (!hasChanges(counts)) return "nothing changed";
  const { create, update, replace, delete: deleted } = counts;
  const parts = [
    [create, "created"],
    [update, "updated"],
    [replace, "replaced"],
    [deleted, "deleted"],
  ] as const;
  return parts.flatMap(([count, word]) => (count > 0 ? [`${count} ${word}`] : [])).join(", ");
}
