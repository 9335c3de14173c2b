import { type EnvironmentPreview, isPlanned, type RestsOn, type ShownBefore } from "../../change/index.ts";
import { type Block, code, line, tone } from "../document/index.ts";
import { namesText } from "./names.ts";

/** Plans that were not made again, with the preview that showed them: one line for each such preview. */
export function shownBeforeNote(previews: readonly EnvironmentPreview[]): readonly Block[] {
  const shown = new Map<string, { readonly preview: ShownBefore; readonly names: string[] }>();
  for (const { affected, layers } of previews)
    for (const layer of layers.filter(isPlanned)) {
      const { shownBefore: preview } = layer;
      if (!preview) continue;
      const known = shown.get(preview.id);
      if (known) known.names.push(affected.name);
      else shown.set(preview.id, { preview, names: [affected.name] });
    }
  return [...shown.values()].map(({ preview: { id, at, by }, names }) =>
    line(
      tone("quiet", "As shown before"),
      `, because nothing that decides about it changed: ${namesText(names)}. Previewed at ${at}${by === undefined ? "" : ` by ${by}`} (`,
      code(id),
      ")",
    ),
  );
}

/** Plans that hold only once changes of other environments are applied: one line for all that rest on the same ones. */
export function restsOnNote(previews: readonly EnvironmentPreview[]): readonly Block[] {
  const resting = new Map<string, { readonly on: readonly RestsOn[]; readonly names: string[] }>();
  for (const { affected, layers } of previews)
    for (const layer of layers.filter(isPlanned)) {
      const { restsOn: on = [] } = layer;
      if (on.length === 0) continue;
      const key = JSON.stringify(on);
      const known = resting.get(key);
      if (known) known.names.push(affected.name);
      else resting.set(key, { on, names: [affected.name] });
    }
  return [...resting.values()].flatMap(({ on, names }) => linesOf(on, names));
}

function linesOf(on: readonly RestsOn[], names: readonly string[]): readonly Block[] {
  const [previewed, standing] = (["previewed", "standing"] as const).map((outputs) =>
    on.filter((each) => each.outputs === outputs).map(({ environment }) => environment),
  );
  const [who, verb] = [namesText(names), names.length === 1 ? "rests" : "rest"];
  return [
    ...(previewed && previewed.length > 0
      ? [
          line(
            tone("warned", `${who} ${verb} on changes that are not applied: `),
            `previewed on the outputs that ${namesText(previewed)} would have`,
          ),
        ]
      : []),
    ...(standing && standing.length > 0
      ? [
          line(
            tone("warned", `${who} may use what ${namesText(standing)} would change: `),
            "previewed on the outputs of now, because the Pulumi CLI reads no others, or they are previewed elsewhere. ",
            "What follows from the change is not shown",
          ),
        ]
      : []),
  ];
}
