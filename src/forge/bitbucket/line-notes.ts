import { createHash } from "node:crypto";
import type { Annotation } from "../annotations.ts";

/** A note as both products keep it: beside one line. */
export interface LineNote {
  readonly path: string;
  readonly line: number;
  readonly severity: "LOW" | "HIGH";
  readonly text: string;
}

/** Cloud takes a hundred with one request; Data Center refuses all where a site's limit, usually a thousand, is passed. */
const mostNotes = 100;

/** The notes of a check that are shown: beside the last line of each block, as it is the one that a page shows a block's note below. */
export function lineNotes(annotations: readonly Annotation[]): readonly LineNote[] {
  return annotations
    .slice(0, mostNotes)
    .map(({ path, last: line, level, text }) => ({ path, line, severity: level === "warning" ? "HIGH" : "LOW", text }));
}

/** The report that holds the notes of a check. Keys have at most fifty characters, and stand in addresses. */
export function reportKey(context: string): string {
  return `groundwork-${createHash("sha256").update(context).digest("hex").slice(0, 16)}`;
}

/** What a report says beside its notes. It gives no verdict: that is the check's. */
export function reportOf(context: string) {
  return {
    title: context,
    details: "What the change does, beside the lines of its declarations.",
    reporter: "Groundwork",
  };
}

/** In any order: which one they are given in is not documented. */
export function areSame(kept: readonly LineNote[], wanted: readonly LineNote[]): boolean {
  const texts = (notes: readonly LineNote[]) =>
    notes.map(({ path, line, severity, text }) => JSON.stringify([path, line, severity, text])).toSorted();
  return texts(kept).join("\n") === texts(wanted).join("\n");
}
