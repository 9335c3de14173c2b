import {
  addCounts,
  type EnvironmentPreview,
  hasChanges,
  isPlanned,
  noChanges,
  previewKind,
} from "../../change/index.ts";
import { type Block, type Span, tone, type Words } from "../document/index.ts";
import { countCells, namesText } from "../section/index.ts";
import type { EqualChanges } from "./equal-changes.ts";

/** A row for environments with equal changes. Counts are of the layers that could be compared, of one environment. */
export function groupTable(groups: readonly EqualChanges[]): readonly Block[] {
  if (groups.length === 0) return [];
  return [
    {
      kind: "table",
      columns: ["environment", "layers", "create", "update", "replace", "delete", "verdict"],
      rows: groups.map(row),
    },
  ];
}

function row({ names, preview }: EqualChanges): readonly Words[] {
  const isKnown = preview.layers.some(isPlanned);
  return [
    namesText(names),
    preview.layers.map(({ layer }) => layer).join(", "),
    ...(isKnown ? countCells(countsOf(preview)) : ["", "", "", ""]),
    [verdictSpan(preview)],
  ];
}

/** Of the layers that could be compared. */
export function countsOf({ layers }: EnvironmentPreview) {
  return addCounts([noChanges, ...layers.filter(isPlanned).map(({ counts }) => counts)]);
}

function verdictSpan(preview: EnvironmentPreview): Span {
  switch (previewKind(preview)) {
    case "removed":
      return tone("removed", "left Git");
    case "unchanged":
      return tone("quiet", "no changes");
    case "planned": {
      const counts = countsOf(preview);
      if (counts.replace + counts.delete > 0) return tone("removed", "loses resources");
      return tone("changed", hasChanges(counts) ? "changes" : "changes settings");
    }
    default:
      return tone("failed", "unknown");
  }
}
