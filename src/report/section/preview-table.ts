import {
  type ChangeCounts,
  type EnvironmentPreview,
  isPlanned,
  type LayerPreview,
  plannedLayer,
  previewKind,
} from "../../change/index.ts";
import { type Block, type Span, tone, type Words } from "../document/index.ts";
import { reasonsText } from "./reason.ts";

/** One row per layer that would change or is not known: what is not known first, then what replaces or deletes, then the rest. */
export function previewTable(previews: readonly EnvironmentPreview[]): readonly Block[] {
  if (previews.length === 0) return [];
  return [
    {
      kind: "table",
      columns: ["environment", "create", "update", "replace", "delete", "why"],
      rows: byLoudness(previews).flatMap(rowsOf),
    },
  ];
}

/** Keeps the order of names within the same loudness. */
export function byLoudness(previews: readonly EnvironmentPreview[]): readonly EnvironmentPreview[] {
  return previews.toSorted((a, b) => loudness(b) - loudness(a));
}

function loudness(preview: EnvironmentPreview): number {
  const kind = previewKind(preview);
  if (kind === "removed") return 2;
  if (kind === "failed" || kind === "unknown" || kind === "not-handled") return 3;
  const counts = plannedLayer(preview, "infrastructure")?.counts;
  return counts && counts.replace + counts.delete > 0 ? 1 : 0;
}

function rowsOf({ affected, layers }: EnvironmentPreview): readonly (readonly Words[])[] {
  if (affected.folder === "removed")
    return [[affected.name, [tone("removed", "removed")], "", "", "", reasonsText(affected)]];
  const [first, ...others] = layers;
  if (!first) return [];
  const shown = [first, ...others.filter(({ kind }) => kind !== "unchanged")];
  const own = shown.slice(1).map(({ layer }) => layer);
  return shown.map((layer, index): readonly Words[] => {
    const reasons = affected.reasons.filter((reason) =>
      index === 0 ? !own.includes(reason.layer) : reason.layer === layer.layer,
    );
    return [rowName(affected.name, layer), ...cells(layer), reasonsText({ ...affected, reasons })];
  });
}

/** The infrastructure goes by the environment's name alone. */
export function rowName(environment: string, { layer }: Pick<LayerPreview, "layer">): string {
  return layer === "infrastructure" ? environment : `${environment} ${layer}`;
}

function cells(layer: LayerPreview): readonly (string | readonly Span[])[] {
  return isPlanned(layer) ? countCells(layer.counts) : [[tone("failed", "unknown")], "", "", ""];
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
