import type { ChangeRun, FailedEnvironment, FollowUp } from "../../change/index.ts";
import { counted, cutShort } from "../../lib/index.ts";
import { type Block, code, line, list, message, type Span, tone, type Words } from "../document/index.ts";
import { namesText, shortCommit } from "../section/index.ts";
import { type Part, whole } from "./fit-parts.ts";

/** One line. */
export function followUpTitle({ failed }: FollowUp): string {
  const names = failed.map(({ environment }) => environment);
  return `groundwork: ${namesText(names)} ${names.length === 1 ? "is" : "are"} not done`;
}

/** What failed, what stands where, and how to go on: as the parts of an issue. What is cut are the last environments. */
export function followUpParts({ failed, standing, unknown }: FollowUp): readonly Part[] {
  return [
    whole(0, "note", [
      line(
        `${counted(failed.length, "environment")} did not come to a good end in the newest run. This issue is kept at what is on record, and `,
        "is closed by the run that leaves none.",
      ),
    ]),
    {
      importance: 1,
      size: failed.length,
      noun: "environment",
      plural: "environments",
      blocks: (kept) => (kept === 0 ? [] : [tableOf(failed.slice(0, kept))]),
    },
    {
      importance: 2,
      size: failed.length,
      noun: "problem",
      plural: "problems",
      blocks: (kept) => (kept === 0 ? [] : [list(failed.slice(0, kept).map(problemOf))]),
    },
    {
      importance: 4,
      size: standing.length,
      noun: "environment that stands",
      plural: "environments that stand",
      blocks: (kept) => (kept === 0 ? [] : standingBlocks(standing.slice(0, kept))),
    },
    whole(2, "note", unknown.length === 0 ? [] : [unknownLine(unknown)]),
    whole(3, "note", goingOn(failed)),
  ];
}

/** The last comment of an issue whose environments are all mended. */
export function mendedBlocks({ verb, commit }: Pick<ChangeRun, "verb" | "commit">): readonly Block[] {
  return [
    line(
      `The ${verb} of `,
      code(shortCommit(commit)),
      " leaves no environment whose newest run did not come to a good end.",
    ),
  ];
}

function tableOf(failed: readonly FailedEnvironment[]): Block {
  return {
    kind: "table",
    columns: ["environment", "result", "run of", "change request", "carried out before", "last whole at", "last tried"],
    rows: failed.map((each): readonly Words[] => [
      each.environment,
      [tone("failed", `${each.verb} ${each.result.replace("-", " ")}`)],
      commitWords(each),
      requestText(each),
      doneText(each),
      wholeWords(each),
      each.at,
    ]),
  };
}

function wholeWords({ wholeAt }: FailedEnvironment): Words {
  if (wholeAt === "unknown") return "unknown: records are lost";
  return wholeAt ? [code(shortCommit(wholeAt.commit))] : "nothing on record";
}

function commitWords({ commit, merges }: FailedEnvironment): readonly (string | Span)[] {
  const others = merges.filter((each) => each !== commit);
  if (others.length === 0) return [code(shortCommit(commit))];
  return [
    code(shortCommit(commit)),
    " with ",
    others
      .slice(-shownMerges)
      .map((each) => shortCommit(each))
      .join(", "),
    ...(others.length > shownMerges ? [` and ${others.length - shownMerges} before`] : []),
  ];
}

const shownMerges = 3;

function requestText({ changeRequest }: FailedEnvironment): string {
  return changeRequest ? `${changeRequest.number}: ${changeRequest.url}` : "-";
}

function doneText({ done }: FailedEnvironment): string {
  const parts = [
    [done.create, "created"],
    [done.update, "updated"],
    [done.replace, "replaced"],
    [done.delete, "deleted"],
  ] as const;
  const texts = parts.flatMap(([count, word]) => (count > 0 ? [`${count} ${word}`] : []));
  return texts.length === 0 ? "nothing" : texts.join(", ");
}

const longestProblem = 1000;
const shownDetails = 5;

function problemOf({ environment, problem, details = [], changeRequest }: FailedEnvironment): Words {
  return [
    `${environment}: `,
    problem === undefined ? "the record says no reason" : message(shortened(problem)),
    ...cutShort(details, shownDetails).map((detail) => message(`; ${shortened(detail)}`)),
    ...(details.length === 0 && changeRequest
      ? [` (the comment on change request ${changeRequest.number} says more)`]
      : []),
  ];
}

function shortened(text: string): string {
  return text.length <= longestProblem ? text : `${text.slice(0, longestProblem)} …`;
}

function standingBlocks(standing: FollowUp["standing"]): readonly Block[] {
  return [
    line("Brought up by the same runs, and standing:"),
    list(standing.map(({ environment, commit }) => [`${environment} at `, code(shortCommit(commit))])),
  ];
}

function unknownLine(unknown: readonly string[]): Block {
  return line(
    tone("failed", "Unknown: "),
    `records that may be of a newer run of ${namesText(unknown)} are lost, so nothing is said of `,
    `${unknown.length === 1 ? "that one" : "those"}.`,
  );
}

function tryingAgain({ environment, verb, tag }: FailedEnvironment): readonly (string | Span)[] {
  if (verb === "destroy")
    return ["comment ", code(`/groundwork destroy ${environment}`), " on the change request that removed its folder"];
  if (tag !== undefined) return [`start the job of the tag ${tag} again`];
  return [
    "comment ",
    code(`/groundwork up --env ${environment}`),
    " on the merged change request, or start its job again",
  ];
}

function goingOn(failed: readonly FailedEnvironment[]): readonly Block[] {
  const [first] = failed;
  if (!first) return [];
  const { environment } = first;
  return [
    line("How to go on:"),
    list([
      ["where the cause is mended outside of Git: ", ...tryingAgain(first)],
      [
        "where the change is wrong: merge one that mends it, or take it back with ",
        code(`groundwork rollback ${environment}`),
      ],
      ["what stands where: ", code("groundwork status"), ", and ", code(`groundwork history ${environment}`)],
    ]),
  ];
}
