import {
  type EnvironmentStatus,
  type FleetStatus,
  type LayerChange,
  type Verdict,
  verdictOf,
  verdictsByLoudness,
} from "../../change/index.ts";
import { ageText } from "../../lib/index.ts";
import { type Block, line, list, type Span, tone, type Words } from "../document/index.ts";

/** One row per environment and layer. Unknown ones come first, because they may be anything. */
export function statusTable({ environments, at }: FleetStatus): readonly Block[] {
  const rows = loudFirst(environments).flatMap(({ environment, layers }) =>
    layers.map((layer): readonly Words[] => [
      environment,
      layer.layer,
      [verdictSpan(layer.verdict)],
      layer.revision?.slice(0, 7) ?? "-",
      layer.since === undefined ? "-" : ageText(Date.parse(at) - Date.parse(layer.since)),
      firstLine(layer.detail),
    ]),
  );
  if (rows.length === 0) return [line("There are no environments in this commit.")];
  return [{ kind: "table", columns: ["environment", "layer", "verdict", "revision", "for", "detail"], rows }];
}

/** One line for a layer that changed: `12:00:00Z  dev  cluster  in sync -> diverged  4c1f2ab  why`. */
export function layerChangeLine({ environment, at, before, layer }: LayerChange): Block {
  const was = before && before.verdict !== layer.verdict ? [verdictSpan(before.verdict), " -> "] : [];
  return line(
    `${at.replace(/\.\d+Z$/, "Z")}  ${environment}  ${layer.layer}  `,
    ...was,
    verdictSpan(layer.verdict),
    `  ${layer.revision?.slice(0, 7) ?? "-"}  ${firstLine(layer.detail)}`,
  );
}

/** What is not well, layer by layer. */
export function statusProblems({ environments }: FleetStatus): readonly Block[] {
  return loudFirst(environments).flatMap(({ environment, layers }) =>
    layers
      .filter(({ problems }) => problems.length > 0)
      .flatMap((layer) => [line(tone("strong", `${environment} ${layer.layer}:`)), list(layer.problems)]),
  );
}

function loudFirst(environments: readonly EnvironmentStatus[]): readonly EnvironmentStatus[] {
  return environments.toSorted((a, b) => loudness(a) - loudness(b));
}

function loudness(status: EnvironmentStatus): number {
  return verdictsByLoudness.indexOf(verdictOf(status));
}

function verdictSpan(verdict: Verdict): Span {
  const tones = { "in-sync": "added", applied: "strong", diverged: "changed", unknown: "failed" } as const;
  return tone(tones[verdict], verdict === "in-sync" ? "in sync" : verdict);
}

function firstLine(text: string): string {
  return text.split("\n")[0] ?? "";
}
