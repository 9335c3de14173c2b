import { type ChangeCounts, type EnvironmentPreview, unhandledLayers } from "../../change/index.ts";
import { type Block, type Span, tone } from "../document/index.ts";
import { reasonsText } from "./reason.ts";

/** One row per environment: what cannot be told first, then what replaces or deletes, then the rest. */
export function previewTable(previews: readonly EnvironmentPreview[]): readonly Block[] {
  if (previews.length === 0) return [];
  return [
    {
      kind: "table",
      columns: ["environment", "create", "update", "replace", "delete", "why"],
      rows: byLoudness(previews).map((preview) => [
        preview.affected.name,
        ...cells(preview),
        reasonsText(preview.affected),
      ]),
    },
  ];
}

/** Keeps the order of names within the same loudness. */
export function byLoudness(previews: readonly EnvironmentPreview[]): readonly EnvironmentPreview[] {
  return previews.toSorted((a, b) => loudness(b) - loudness(a));
}

function loudness(preview: EnvironmentPreview): number {
  if (preview.kind === "failed" || unhandledLayers(preview.affected).length > 0) return 3;
  if (preview.kind === "removed") return 2;
  return preview.kind === "planned" && preview.counts.replace + preview.counts.delete > 0 ? 1 : 0;
}

function cells(preview: EnvironmentPreview): readonly (string | readonly Span[])[] {
  switch (preview.kind) {
    case "failed":
    case "not-handled":
      return [[tone("failed", "unknown")], "", "", ""];
    case "removed":
      return [[tone("removed", "removed")], "", "", ""];
    case "manifests-only":
      return [[tone("quiet", "apps")], "", "", ""];
    default:
      return countCells(preview.counts);
  }
}

export function countCells({ create, update, replace, delete: deletes }: ChangeCounts): readonly (readonly Span[])[] {
  return [
    [count(create, "added")],
    [count(update, "changed")],
    [count(replace, "replaced")],
    [count(deletes, "removed")],
  ];
}

function count(value: number, color: "added" | "changed" | "replaced" | "removed"): Span {
  return value === 0 ? tone("quiet", "0") : tone(color, String(value));
}
