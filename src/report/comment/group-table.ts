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

/** A row for environments with equal changes. Counts are of the layers that could be compared, and of each environment alone. */
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
  const cells = isKnown ? countCells(countsOf(preview)) : ["", "", "", ""];
  return [
    namesText(names),
    preview.layers.map(({ layer }) => layer).join(", "),
    ...cells.map((cell) => (names.length > 1 ? ofEach(cell) : cell)),
    [verdictSpan(preview)],
  ];
}

/** The heading counts all environments: a count of one of several says that it is one's. */
function ofEach(cell: Words): Words {
  if (typeof cell === "string") return cell;
  return cell.map((span) =>
    typeof span === "string" || span.text === "0" ? span : { ...span, text: `${span.text} each` },
  );
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
