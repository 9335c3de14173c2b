import { type ChangedLines, type ChangePreview, previewKind } from "../../change/index.ts";
import { withoutControls } from "../../lib/index.ts";
import type { Words } from "../document/index.ts";
import { namesText } from "../section/index.ts";
import { exposureLines, lossLines } from "./consequences.ts";
import { type EqualChanges, equalChanges } from "./equal-changes.ts";
import { countsOf } from "./group-table.ts";

/** What is said beside the lines of a declaration that a change touches. */
export interface PreviewAnnotation {
  readonly path: string;
  readonly first: number;
  readonly last: number;
  /** A warning where something is lost, opened or not known. */
  readonly level: "notice" | "warning";
  readonly text: string;
}

/** In characters. Forges show the beginning of longer ones. */
const longestText = 600;

/**
 * One for each block of changed lines: what the change does to the environments that the file declares. Warnings come first, because
 * forges leave out the last ones of too many.
 */
export function previewAnnotations(preview: ChangePreview): readonly PreviewAnnotation[] {
  const notes = (preview.changedLines ?? []).flatMap((changed) => {
    const { level, text } = noteOn(changed, preview);
    return changed.ranges.map(({ first, last }) => ({ path: changed.path, first, last, level, text }));
  });
  return [...notes.filter(({ level }) => level === "warning"), ...notes.filter(({ level }) => level === "notice")];
}

/** `environments/dev/environment.yaml:12, :30`, for pages that show nothing beside the lines themselves. */
export function positionsText({ path, ranges }: ChangedLines): string {
  return ranges.map(({ first }, index) => `${index === 0 ? path : ""}:${first}`).join(", ");
}

function noteOn({ environments }: ChangedLines, preview: ChangePreview): Pick<PreviewAnnotation, "level" | "text"> {
  const groups = equalChanges(
    preview.environments.filter(({ affected }) => environments.includes(affected.name)),
    preview,
  );
  const warnings = [
    ...groups.filter(isUnknown).map(({ names }) => `${namesText(names)}: what would happen is not known`),
    ...groups.flatMap((group) => [...lossLines(group), ...exposureLines(group)]).map(textOf),
  ];
  const counts = groups.filter((group) => !isUnknown(group)).map(countsText);
  const text = withoutControls([...warnings, ...counts].join("; "));
  return { level: warnings.length > 0 ? "warning" : "notice", text: shortened(text) };
}

function isUnknown({ preview }: EqualChanges): boolean {
  return !["planned", "unchanged"].includes(previewKind(preview));
}

function countsText({ names, preview }: EqualChanges): string {
  const { create, update, replace, delete: deletes } = countsOf(preview);
  const each = names.length > 1 ? " each" : "";
  return `${namesText(names)}: ${create} to create, ${update} to update, ${replace} to replace, ${deletes} to delete${each}`;
}

function textOf(words: Words): string {
  if (typeof words === "string") return words;
  return words.map((word) => (typeof word === "string" ? word : word.text)).join("");
}

function shortened(text: string): string {
  return text.length <= longestText ? text : `${text.slice(0, longestText)} …`;
}
