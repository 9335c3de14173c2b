import type { ChangePreview, EnvironmentPreview, Problem } from "../../change/index.ts";
import { problemsIn } from "../../change/index.ts";
import { counted, cutShort, memberOf, shellWord } from "../../lib/index.ts";
import { type Block, code, heading, line, list, message, tone, type Words } from "../document/index.ts";
import { clustersOfPreview } from "../kubediff-report.ts";
import {
  affectedSection,
  behindNote,
  foreseenSection,
  localNote,
  machinesOfPreview,
  manifestsBesides,
  namesText,
  planWarnings,
  reasonsText,
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
} from "../section/index.ts";
import { positionsText } from "./annotations.ts";
import { exposureLines, lossLines } from "./consequences.ts";
import { type EqualChanges, equalChanges } from "./equal-changes.ts";
import { type Part, whole } from "./fit-parts.ts";
import { groupTable } from "./group-table.ts";

/** What a change would do, as the parts of a comment: what is lost first, the next commands last. */
export function previewParts(preview: ChangePreview): readonly Part[] {
  const { environments, commit, planDigest } = preview;
  const groups = equalChanges(environments, preview);
  const problems = problemLines(environments);
  const losses = groups.flatMap(lossLines);
  const exposures = groups.flatMap(exposureLines);
  const removed = removedNote(environments, preview.local);
  return [
    whole(0, "heading", [
      heading("Preview of ", code(shortCommit(commit)), ": ", verdictOfPreview(preview), manifestsBesides(preview)),
    ]),
    whole(0, "note about the change's author", rehearsedNote(preview.rehearsed)),
    listed(1, "problem", problems),
    many(1, "unknown layer", unhandledNote(environments)),
    whole(1, "note about the record", unrecordedNote("preview", preview.unrecorded)),
    listed(1, "loss", losses),
    many(1, "removed environment", removed),
    listed(2, "opening", exposures),
    many(2, "change that is not applied", restsOnNote(environments)),
    whole(3, "note about the change", notesOf(preview)),
    whole(2, "note about the promotion", foreseenSection(preview.promotion)),
    rows(groups),
    many(4, "warning", planWarnings(environments)),
    ...groups.flatMap((group) => detailsOf(group, preview.changedLines)),
    many(4, "line about a cluster", clustersOfPreview(environments)),
    many(4, "line about machines", machinesOfPreview(environments)),
    ...groups.filter(({ names }) => names.length > 3).map(namesOf),
    whole(3, "next command", nextCommands(preview)),
    whole(4, "plan digest", planDigest && environments.length > 0 ? [line("Plan digest ", code(planDigest))] : []),
  ];
}

/** Why there is no preview at all. */
export function failedPreviewParts(commit: string, problem: Problem): readonly Part[] {
  const word = problem.kind === "refused" ? "refused" : "unknown";
  return [
    whole(0, "heading", [heading("Preview of ", code(shortCommit(commit)), ": ", tone("failed", word))]),
    listed(1, "problem", [[message(problem.message)]]),
    listed(
      2,
      "detail",
      problem.details.map((detail) => [message(detail)]),
    ),
    whole(3, "next command", [
      line("Mend what is named above and push again, or look at it with ", code("groundwork preview")),
    ]),
  ];
}

function many(importance: number, noun: string, blocks: readonly Block[]): Part {
  return { importance, noun, plural: pluralOf(noun), size: blocks.length, blocks: (kept) => blocks.slice(0, kept) };
}

const plurals: Readonly<Record<string, string>> = {
  loss: "losses",
  "change that is not applied": "changes that are not applied",
  "note about the promotion": "notes about the promotion",
  "line about a cluster": "lines about clusters",
  "line about machines": "lines about machines",
};

function pluralOf(noun: string): string {
  return memberOf(plurals, noun) ?? `${noun}s`;
}

function listed(importance: number, noun: string, items: readonly Words[]): Part {
  return {
    importance,
    noun,
    plural: pluralOf(noun),
    size: items.length,
    blocks: (kept) => (kept === 0 ? [] : [list(items.slice(0, kept))]),
  };
}

function rows(groups: readonly EqualChanges[]): Part {
  return {
    importance: 3,
    noun: "row of the table",
    plural: "rows of the table",
    size: groups.length,
    blocks: (kept) => groupTable(groups.slice(0, kept)),
  };
}

const shownDetails = 5;
const longestMessage = 1000;

/** Each problem once, with all environments that have it. */
function problemLines(environments: readonly EnvironmentPreview[]): readonly Words[] {
  const found = new Map<string, { readonly problem: Problem; readonly names: string[] }>();
  for (const preview of environments)
    for (const problem of problemsIn(preview)) {
      const key = JSON.stringify(problem);
      const known = found.get(key);
      if (known) known.names.push(preview.affected.name);
      else found.set(key, { problem, names: [preview.affected.name] });
    }
  return [...found.values()].map(({ problem, names }) => {
    return [
      tone("failed", `${namesText(names)}: cannot be previewed: `),
      message(shortened(problem.message)),
      ...cutShort(problem.details, shownDetails).map((detail) => message(`; ${shortened(detail)}`)),
    ];
  });
}

function shortened(text: string): string {
  return text.length <= longestMessage ? text : `${text.slice(0, longestMessage)} …`;
}

function notesOf({ local, states, affected, target, uncommitted, environments }: ChangePreview): readonly Block[] {
  return [
    ...localNote(local),
    ...affectedSection(affected),
    ...behindNote(target),
    ...shownBeforeNote(environments),
    ...uncommittedNote(uncommitted),
    ...stateNote(states.filter(({ stacks }) => stacks === 0)),
  ];
}

function detailsOf(
  { names, preview, lines, patch }: EqualChanges,
  changedLines: ChangePreview["changedLines"] = [],
): readonly Part[] {
  const of = names.length === 1 ? "" : `, as in ${names[0] ?? ""}`;
  const positions = changedLines
    .filter(({ environments }) => environments.includes(preview.affected.name))
    .map(positionsText);
  const why = [reasonsText(preview.affected), ...positions].filter((text) => text !== "").join("; ");
  return [
    folded(`${namesText(names)}: what would happen${of}`, why === "" ? [] : [line(message(why))], "diff", lines),
    folded(`${namesText(names)}: how its manifests differ${of}`, [], "patch", patch),
  ].filter(({ size }) => size > 0);
}

function folded(summary: string, before: readonly Block[], kind: "diff" | "patch", lines: readonly string[]): Part {
  return {
    importance: 5,
    noun: "line of details",
    plural: "lines of details",
    size: lines.length,
    blocks: (kept) => {
      if (kept === 0) return [];
      const cut = lines.length - kept;
      const shown = cut > 0 ? [...lines.slice(0, kept), `… ${counted(cut, "more line")}`] : lines;
      return [{ kind: "details", summary, blocks: [...before, { kind, lines: shown }] }];
    },
  };
}

function namesOf({ names }: EqualChanges): Part {
  return {
    importance: 6,
    noun: "list of names",
    plural: "lists of names",
    size: 1,
    blocks: (kept) =>
      kept === 0
        ? []
        : [{ kind: "details", summary: `${namesText(names)}: their names`, blocks: [line(names.join(", "))] }],
  };
}

function nextCommands({ commit, target, environments, local }: ChangePreview): readonly Block[] {
  const base = target ? `--base ${shellWord(target.name)} ` : "";
  const flags = `${base}--head ${commit.slice(0, 12)}${local ? " --local" : ""}`;
  if (environments.length === 0) return [];
  return [line("See it again: ", code(`groundwork preview ${flags}`))];
}
