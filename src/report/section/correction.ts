import type { CorrectedDifference } from "../../change/index.ts";
import type { CorrectedEnvironment, CorrectionEnd, FleetCorrection } from "../../correction/index.ts";
import { counted } from "../../lib/index.ts";
import { type Block, code, line, list, message, type Span, tone, type Words } from "../document/index.ts";

/** One row for each difference, by environment; and what keeps an environment from being corrected. */
export function correctionTable({ environments }: Pick<FleetCorrection, "environments">): readonly Block[] {
  if (environments.length === 0) return [line("There are no environments in this commit.")];
  const acting = environments.filter(({ mode }) => mode !== "detect");
  const looked = environments.length - acting.length;
  const onlyLooked =
    looked === 0
      ? []
      : [
          line(
            `${counted(looked, "environment")} ${looked === 1 ? "has" : "have"} the mode detect: see `,
            code("groundwork drift"),
          ),
        ];
  const rows = acting.flatMap(rowsOf);
  if (rows.length === 0)
    return [
      ...(acting.length > 0
        ? [line(tone("added", `Nothing differs in ${counted(acting.length, "environment")}.`))]
        : []),
      ...onlyLooked,
    ];
  return [{ kind: "table", columns: ["environment", "mode", "what", "done"], rows }, ...onlyLooked];
}

function rowsOf({
  environment,
  mode,
  problem,
  results,
  unrecorded,
  notWithdrawn,
}: CorrectedEnvironment): readonly (readonly Words[])[] {
  return [
    ...(problem ? [[environment, mode, "-", [tone("failed", "not corrected: "), message(problem.message)]]] : []),
    ...results.map(({ difference, end }) => [environment, mode, subjectWords(difference), endWords(end)]),
    ...(unrecorded ? [[environment, mode, "-", [tone("failed", "not on record: "), message(unrecorded.message)]]] : []),
    ...(notWithdrawn
      ? [[environment, mode, "-", [tone("failed", "its proposal is not closed: "), message(notWithdrawn.message)]]]
      : []),
  ];
}

function subjectWords({ subject, paths, by }: CorrectedDifference): Words {
  return [
    code(subject),
    ...(paths.length > 0 ? [` ${pathsText(paths)}`] : []),
    ...(by ? [", changed by ", message(by.actor), ` at ${by.at.replace(/\.\d+Z$/, "Z")}`] : []),
  ];
}

const shownPaths = 3;

function pathsText(paths: readonly string[]): string {
  const more = paths.length > shownPaths ? ` and ${paths.length - shownPaths} more` : "";
  return `${paths.slice(0, shownPaths).join(", ")}${more}`;
}

/** Why something is left, for people. */
export const whyLeft = {
  "not-applied": "merged and not applied: bring it up",
  unexplained: "not explained: neither the cloud nor the commit changed",
  "would-create": "it would be made anew",
  "would-delete": "it would be deleted",
  "would-replace": "it would be replaced",
  "accepted-in-part": "an exception accepts a part of it",
  follows: "it was not changed itself, and follows from another resource",
  unclear: "bringing it up would not change just this",
  "value-unknown": "what it would be set to is not known",
  paused: "two are fighting over it, so that it is paused",
  "too-many": "more were changed than atMost",
  "no-field": "no field of environment.yaml or of its profiles has just this value",
  "several-fields": "more than one field of environment.yaml or of its profiles has this value",
  "changes-more": "declaring it would change something else as well",
  declined: "its change request was closed; delete the branch of it to have it proposed again",
  "by-agent": "the sync agent corrects it",
  "by-machines": "machines are brought back by groundwork up",
} as const satisfies Readonly<Record<Extract<CorrectionEnd, { kind: "left" }>["because"], string>>;

function endWords(end: CorrectionEnd): readonly (string | Span)[] {
  switch (end.kind) {
    case "corrected":
      return end.pausesNow
        ? [tone("added", "corrected"), ", ", tone("failed", "for the third time within 7 days: it is paused now")]
        : [tone("added", "corrected")];
    case "would-correct":
      return [tone("changed", "would be corrected")];
    case "proposed":
      return [tone("added", "proposed"), `: ${end.fields.join(", ")}`];
    case "would-propose":
      return [tone("changed", "would be proposed"), `: ${end.fields.join(", ")}`];
    case "left":
      return [tone(end.because === "paused" ? "failed" : "changed", "left: "), whyLeft[end.because]];
    default:
      return [tone("failed", "not corrected: "), message(end.problem.message)];
  }
}

/** Where what is proposed, and what cannot be, is to be seen to. */
export function proposalsSection({ environments }: Pick<FleetCorrection, "environments">): readonly Block[] {
  const items = environments.flatMap(({ environment, proposal, withdrawn, issue }): readonly Words[] => [
    ...(proposal ? [[`${environment}: `, code(proposal.branch), proposal.url ? ` ${proposal.url}` : ""]] : []),
    ...(withdrawn
      ? [
          [
            `${environment}: closed, since nothing of it differs any more: `,
            code(withdrawn.branch),
            withdrawn.url ? ` ${withdrawn.url}` : "",
          ],
        ]
      : []),
    ...(issue ? [[`${environment}: issue ${issue.number} ${issue.url}`]] : []),
  ]);
  return items.length === 0 ? [] : [list(items)];
}

/** What a person has to end before it is corrected again. */
export function fightsSection({ environments }: Pick<FleetCorrection, "environments">): readonly Block[] {
  const fights = environments.flatMap(({ environment, results }) =>
    results.flatMap(({ difference, end }) => {
      const isPaused =
        (end.kind === "left" && end.because === "paused") || (end.kind === "corrected" && end.pausesNow === true);
      return isPaused ? [{ environment, difference }] : [];
    }),
  );
  if (fights.length === 0) return [];
  return [
    line(
      tone("failed", "Two are fighting:"),
      " something changes it again each time that it is corrected. Find out what, and then:",
    ),
    list(
      fights.map(
        ({ environment, difference: { subject, fingerprint } }): Words => [
          `${environment} `,
          code(subject),
          ": ",
          code(`groundwork correct --env ${environment} --resume ${fingerprint}`),
        ],
      ),
    ),
  ];
}
