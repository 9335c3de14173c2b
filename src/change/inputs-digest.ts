import { createHash } from "node:crypto";
import type { Layer } from "./layer.ts";

/** `inputs-sha256:` and 64 hexadecimal digits over all that a plan is made of, and over nothing that it says. */
export type InputsDigest = `inputs-sha256:${string}`;

/** Inputs by their kind (files, versions, configuration) and their name. Values are contents or names of contents, and never a secret. */
export type Inputs = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * Names what a comparison is made of: equal digests, equal plans.
 *
 * It decides whether an earlier preview may be used again, and binds nothing: that does the plan digest. No commit is part of it,
 * so a commit that changes other things leaves it as it is. Independent of the order of inputs.
 */
export function inputsDigestOf(inputs: Inputs): InputsDigest {
  const lines = Object.entries(inputs).flatMap(([kind, values]) =>
    Object.entries(values).map(([name, value]) => JSON.stringify([kind, name, value])),
  );
  return `inputs-sha256:${createHash("sha256").update(lines.toSorted().join("\n")).digest("hex")}`;
}

/** Over several layers; `undefined` where the inputs of one are not known, or there is none. */
export function inputsDigestOfLayers(
  layers: readonly { readonly layer: Layer; readonly inputsDigest?: InputsDigest }[],
): InputsDigest | undefined {
  const known = layers.flatMap(({ layer, inputsDigest }) => (inputsDigest ? [[layer, inputsDigest] as const] : []));
  if (known.length === 0 || known.length < layers.length) return undefined;
  return inputsDigestOf({ layers: Object.fromEntries(known) });
}
