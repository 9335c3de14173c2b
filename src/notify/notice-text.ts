import type { Appearance, Matter } from "../history/index.ts";
import { ageText, counted, printable } from "../lib/index.ts";
import type { Notice } from "./notice.ts";

/** A notice in words, without marks of any medium. Names in it were written by others: each medium escapes them. */
export interface NoticeText {
  /** One line. */
  readonly title: string;
  /** What stands in the message itself: a name and its value, one line each. */
  readonly facts: readonly (readonly [name: string, value: string])[];
  /** What to do next, as commands. */
  readonly next: readonly string[];
}

const shownNames = 8;
const shownPaths = 12;
const shownCharacters = 200;

/** The words of a notice. They hold no value: a matter has none. */
export function noticeText(notice: Notice): NoticeText {
  const { kind } = notice;
  if (kind === "test") return { title: "Test notice of Groundwork", facts: [["route", notice.route]], next: [] };
  if (kind === "heartbeat")
    return {
      title: `All is well in ${counted(notice.environments.length, "environment")}`,
      facts: [
        ["environments", namesText(notice.environments)],
        ["commit", notice.commit.slice(0, 12)],
      ],
      next: [],
    };
  if (kind === "digest") return digestText(notice);
  return { title: titleOf(notice), facts: factsOf(notice), next: nextOf(notice) };
}

const shownNotices = 25;
const noticesByLoudness = ["failed", "unknown", "drift", "waiting", "converged"] as const;

/** What is the loudest comes first, so that what is cut off matters least. */
function digestText({ digest = [], environments }: Notice): NoticeText {
  const ordered = digest.toSorted((one, other) => loudness(one) - loudness(other));
  const shown = ordered.slice(0, shownNotices);
  const more = ordered.length - shown.length;
  const [name] = environments;
  return {
    title: `${counted(digest.length, "notice")} of ${counted(environments.length, "environment")}`,
    facts: [
      ...noticesByLoudness.flatMap((kind) => {
        const of = digest.filter((each) => each.kind === kind).length;
        return of === 0 ? [] : [[kind, String(of)] as const];
      }),
      ...shown.map((each, index) => [`${index + 1}`, `${titleOf(each)}. ${newsText(each)}`] as const),
      ...(more > 0 ? [["and", `${more} more`] as const] : []),
    ],
    next: name === undefined ? [] : ["groundwork drift"],
  };
}

const loudness = ({ kind }: Notice): number => noticesByLoudness.findIndex((each) => each === kind);

/** What has changed since the last notice of the thread, in one line. */
export function newsText({ news, joined, altered, left, accepted, kind }: Notice): string {
  if (kind === "heartbeat" || kind === "test") return "Nothing has changed.";
  if (kind === "digest") return "So many notices at once are told as one message.";
  if (kind === "converged") return `${namesText(left)} converged.`;
  const gone = left.filter((name) => !accepted[name]);
  const parts = [
    ...(joined.length > 0 ? [`${news === "opened" ? "Found" : "Now also"} in ${namesText(joined)}`] : []),
    ...(altered.length > 0 ? [`Differs otherwise than before in ${namesText(altered)}`] : []),
    ...(gone.length > 0 ? [`${news === "passed" ? "Was there, and is gone" : "Gone"} from ${namesText(gone)}`] : []),
    ...acceptances(accepted).map(([names, words]) => `Accepted in ${namesText(names)} ${words}`),
  ];
  return `${parts.join(". ")}.`;
}

/** Environments by the exception that accepts a difference there: `by ada until 2026-12-31`. */
function acceptances(accepted: Notice["accepted"]): readonly (readonly [names: readonly string[], words: string])[] {
  const byWords = new Map<string, string[]>();
  for (const [name, { owner, until }] of Object.entries(accepted)) {
    const words = `by ${short(owner)} until ${until}`;
    byWords.set(words, [...(byWords.get(words) ?? []), name]);
  }
  return [...byWords].map(([words, names]) => [names, words] as const);
}

/** What a matter is, in a few words. */
export function matterText({ kind, layer, subject, detail }: Matter, { change }: Partial<Appearance> = {}): string {
  const of = layer ? ` (${layer})` : "";
  switch (kind) {
    case "drift":
      return short(
        `${subject ?? "something"}${change === "changed" || !change ? "" : ` is ${changeWords[change]}`}${of}`,
      );
    case "unknown":
      return short(`cannot tell${layer ? ` how the layer ${layer} stands` : ""}${detail ? `: ${detail}` : ""}`);
    case "failed":
      if (subject !== undefined) return short(`two are fighting over ${subject}${of}`);
      return short(`the last run failed${detail ? `: ${detail}` : ""}`);
    case "waiting":
      return short(`waits for approval${detail ? `: ${detail}` : ""}`);
    default:
      return "nothing is wrong";
  }
}

const changeWords = { changed: "changed", missing: "missing", surplus: "not declared" } as const;

const titles = {
  drift: "Drift",
  unknown: "Cannot tell",
  failed: "Failed",
  waiting: "Waiting for approval",
} as const;

const ends = { opened: "", changed: "", resolved: "Gone: ", passed: "Gone: ", accepted: "Accepted: " } as const;

function titleOf({ kind, news, matter, appearance, environments, left }: Notice): string {
  if (kind === "converged") return `Converged: ${namesText(left)}`;
  if (kind === "heartbeat" || kind === "test" || kind === "digest" || !matter) return "";
  const names = namesText(environments.length > 0 ? environments : left);
  const end = ends[news];
  if (matter.kind === "failed" && matter.subject !== undefined)
    return `${end}Two are fighting in ${names}: ${short(matter.subject)}`;
  const what =
    kind === "drift"
      ? `: ${matterText(matter, appearance)}`
      : matter.layer
        ? ` how the layer ${matter.layer} stands`
        : "";
  return `${end}${titles[kind]}${kind === "unknown" ? what : ""} in ${names}${kind === "unknown" ? "" : what}`;
}

const causeWords = {
  "changed-outside": "changed outside of Git",
  "not-applied": "declared, and not applied yet",
  noise: "noise",
  unexplained: "nothing that is known explains it",
} as const;

function factsOf(notice: Notice): readonly (readonly [string, string])[] {
  const { matter, appearance, environments, left, accepted, since, until, at } = notice;
  const { layer, subject, detail } = matter ?? {};
  const { change, paths = [], causes = [], by, consequences = 0 } = appearance ?? {};
  const gone = left.filter((name) => !accepted[name]);
  const began = ageText(Date.parse(until ?? at) - Date.parse(since));
  const lasted =
    environments.length > 0 ? `${ageText(Date.parse(at) - Date.parse(since))} (first seen ${since})` : undefined;
  return [
    ...(environments.length > 0 ? [["environments", namesText(environments)] as const] : []),
    ...(gone.length > 0 ? [["gone from", namesText(gone)] as const] : []),
    ...acceptances(accepted).map(([names, words]) => ["accepted", `in ${namesText(names)} ${words}`] as const),
    ...(layer ? [["layer", layer] as const] : []),
    ...(subject === undefined ? [] : [["subject", short(subject)] as const]),
    ...(change ? [["difference", changeWords[change]] as const] : []),
    ...(paths.length > 0 ? [["paths", listed(paths, shownPaths)] as const] : []),
    ...(causes.length > 0 ? [["cause", causes.map((cause) => causeWords[cause]).join("; ")] as const] : []),
    ...(consequences > 0 ? [["and", `${counted(consequences, "more difference")} that follow from it`] as const] : []),
    ...(by ? [["by", authorText(by)] as const] : []),
    ...(detail === undefined ? [] : [["why", short(detail)] as const]),
    lasted === undefined ? (["lasted", `${began} (first seen ${since})`] as const) : (["for", lasted] as const),
  ];
}

/** `eve@example.com at 2026-01-05T11:58:03Z`, of the last change that an audit log has. */
export function authorText({ actor, at }: NonNullable<Appearance["by"]>): string {
  return `${short(actor)} at ${printable(at).replace(/\.\d+Z$/u, "Z")}`;
}

function nextOf({ kind, environments, matter }: Notice): readonly string[] {
  const [name] = environments;
  if (name === undefined) return [];
  const look = `groundwork drift --env ${name}`;
  const history = `groundwork history ${name}`;
  if (matter?.kind === "failed" && matter.subject !== undefined)
    return [history, `groundwork correct --env ${name} --resume ${matter.key.slice(matter.key.indexOf(":") + 1)}`];
  if (kind === "drift") return [look, `groundwork up --env ${name} --refresh`];
  return kind === "unknown" ? [look, `groundwork status --env ${name}`] : [history, `groundwork status --env ${name}`];
}

/** Names, of which only the first are written out. */
export function namesText(names: readonly string[]): string {
  return listed(names, shownNames);
}

function listed(items: readonly string[], most: number): string {
  const shown = items.slice(0, most).map(short).join(", ");
  return items.length > most ? `${shown} and ${items.length - most} more` : shown;
}

function short(text: string): string {
  const line = printable(text);
  return line.length > shownCharacters
    ? `${line.slice(0, shownCharacters - 1).replace(/[\uD800-\uDBFF]$/u, "")}…`
    : line;
}
