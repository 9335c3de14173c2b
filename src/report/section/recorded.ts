import {
  type Explanation,
  hasChanges,
  type RecordedChange,
  type RecordedCircumstances,
  type RecordedEvent,
  type RecordedHistory,
  resourceNameOf,
  type Verification,
} from "../../change/index.ts";
import { ageText, counted, secondsText } from "../../lib/index.ts";
import { type Block, code, heading, line, list, type Span, tone, type Words } from "../document/index.ts";
import { shortCommit } from "./affected.ts";

/** One row for each preview and run, newest first. */
export function recordTable({ events, at, environment }: RecordedHistory): readonly Block[] {
  if (events.length === 0)
    return [line(environment === undefined ? "Nothing is on record." : `Nothing is on record of ${environment}.`)];
  const rows = events.map((event): readonly Words[] => [
    `${ageText(Date.parse(at) - Date.parse(event.at), 1)} ago`,
    event.kind,
    commitText(event),
    event.by ?? "-",
    environmentsText(event),
    event.verdict ?? "-",
    event.milliseconds === undefined ? "-" : secondsText(event.milliseconds),
    reviewText(event),
  ]);
  const columns = ["when", "what", "commit", "by", "environments", "verdict", "took", "change request"];
  return [{ kind: "table", columns, rows }];
}

/** What could not be read: it may say anything. */
export function unreadableNote(unreadable: readonly string[]): readonly Block[] {
  if (unreadable.length === 0) return [];
  return [line(tone("failed", `${counted(unreadable.length, "record")} cannot be read:`)), list(unreadable)];
}

/** Whether the chains hold; the digests at their ends, to be noted elsewhere. */
export function verificationNote(
  verification: Verification | undefined,
  environment: string | undefined,
): readonly Block[] {
  if (!verification) return [];
  if (verification.kind === "broken")
    return [
      line(tone("failed", "The chain is broken"), " at ", code(verification.record), `: ${verification.problem}`),
    ];
  const { records, unlinked, ends } = verification;
  const before = unlinked > 0 ? `; ${counted(unlinked, "record")} of earlier versions stand in no chain` : "";
  const shown = Object.entries(ends).filter(([name]) => environment === undefined || name === environment);
  const holds = line(tone("added", "Every chain holds"), ` over ${counted(records, "record")}${before}.`);
  if (shown.length === 0) return [holds];
  return [holds, line("They end at:"), list(shown.map(([name, digest]) => [`${name} `, code(digest)]))];
}

/** The last change of a resource in full, those before it as a table. */
export function explanationSection({ at, resource, environment, last, earlier }: Explanation): readonly Block[] {
  const { type, name } = resourceNameOf(resource);
  const rows = earlier.map((change): readonly Words[] => [
    `${ageText(Date.parse(at) - Date.parse(change.run.at), 1)} ago`,
    change.ops.join(", "),
    change.run.verb,
    shortCommit(change.run.commit),
    change.run.by,
    requestText(change) ?? "-",
  ]);
  return [
    heading(type === "" ? "" : `${type} `, code(name), ` of ${environment}`),
    ...(type === "" ? [] : [line(code(resource))]),
    ...changeLines(last, at),
    ...(rows.length > 0
      ? [
          line("Before that:"),
          { kind: "table", columns: ["when", "step", "run", "commit", "by", "change request"], rows } as const,
        ]
      : []),
    line(
      "See the commit with ",
      code(`git show ${last.run.commit.slice(0, 12)}`),
      ", other runs with ",
      code(`groundwork history ${environment}`),
    ),
  ];
}

function changeLines(change: RecordedChange, at: string): readonly Block[] {
  const { ops, paths, run, shownBy, approvals = [], merges = [], unreviewed } = change;
  const age = ageText(Date.parse(at) - Date.parse(run.at));
  const request = requestText(change);
  const items: readonly Words[] = [
    [
      `${ops.join(", ")} by the ${run.verb} of `,
      code(shortCommit(run.commit)),
      `, ${age} ago (${run.at}), for ${run.by}`,
    ],
    ...(paths.length > 0 ? [`properties: ${paths.join(", ")}`] : []),
    request === undefined ? "no change request is on record" : `change request ${request}`,
    ...approvals.map(
      (approval): Words => [
        `approved by ${approval.name} at `,
        code(shortCommit(approval.commit)),
        ` (${approval.at})`,
      ],
    ),
    ...(unreviewed === undefined ? [] : [[tone("changed", `not reviewed: ${unreviewed}`)]]),
    ...(merges.length > 0 ? [`merged since the run before: ${merges.map(shortCommit).join(", ")}`] : []),
    shownBy
      ? [
          `shown by the preview of `,
          code(shortCommit(shownBy.commit)),
          ` at ${shownBy.at}${shownBy.by === undefined ? "" : `, for ${shownBy.by}`}`,
        ]
      : "no preview on record showed this plan",
  ];
  return [list(items)];
}

const goodResults: ReadonlySet<string> = new Set(["shown", "succeeded", "told", "noted", "begun", "resumed"]);

function environmentsText({ environments, kind }: RecordedEvent): Words {
  if (environments.length === 0) return "-";
  if (environments.length > 3) {
    const results = new Map<string, number>();
    for (const { result } of environments) results.set(result, (results.get(result) ?? 0) + 1);
    return `${counted(environments.length, "environment")}: ${[...results].map(([result, count]) => `${count} ${result}`).join(", ")}`;
  }
  return environments.flatMap((each, index): readonly (string | Span)[] => {
    const changes = hasChanges(each.counts) ? "" : kind === "preview" ? " without changes" : ", nothing to do";
    const text = `${each.environment} ${each.result}${each.result === "shown" || each.result === "succeeded" ? changes : ""}`;
    const isBad = !goodResults.has(each.result);
    return [...(index > 0 ? [", "] : []), isBad ? tone("failed", text) : text];
  });
}

/** With what was merged besides, where a run brought up several merges at once. */
function commitText({ commit, merges = [] }: RecordedEvent): string {
  const others = merges.filter((each) => each !== commit);
  return others.length === 0 ? shortCommit(commit) : `${shortCommit(commit)} and ${others.length} before`;
}

function reviewText(event: RecordedEvent): string {
  const { approvals = [], unreviewed } = event;
  const request = requestText(event);
  const texts = [
    ...(request === undefined ? [] : [request]),
    ...(approvals.length > 0 ? [`approved by ${[...new Set(approvals.map(({ name }) => name))].join(", ")}`] : []),
    ...(unreviewed === undefined ? [] : [`not reviewed: ${unreviewed}`]),
  ];
  return texts.length === 0 ? "-" : texts.join(", ");
}

function requestText({ changeRequest }: RecordedCircumstances): string | undefined {
  return changeRequest && `${changeRequest.forge} #${changeRequest.number} ${changeRequest.url}`;
}
