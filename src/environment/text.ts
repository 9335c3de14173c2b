/** An output of another environment, for example `${environments.shared.outputs.network.selfLink}`. */
export interface OutputReference {
  readonly environment: string;
  /** Path into the environment's outputs. Never empty. */
  readonly path: readonly string[];
}

/**
 * Text that may hold references: literal pieces and references in the order they were written.
 *
 * Text without any reference is one literal piece, or none when it is empty.
 */
export type Text = readonly (string | OutputReference)[];

const reference = /\$\{environments\.([^.{}]+)\.outputs\.([^{}]+)\}/g;

/** Splits text at its references. Any other `${…}` stays literal, because shell scripts contain them. */
export function parseText(written: string): Text {
  const parts: (string | OutputReference)[] = [];
  let end = 0;
  for (const match of written.matchAll(reference)) {
    const [whole, environment = "", path = ""] = match;
    if (match.index > end) parts.push(written.slice(end, match.index));
    parts.push({ environment, path: path.split(".") });
    end = match.index + whole.length;
  }
  if (end < written.length) parts.push(written.slice(end));
  return parts;
}

export function referencesIn(text: Text): readonly OutputReference[] {
  return text.filter((part) => typeof part !== "string");
}

/** The text as it was written. */
export function formatText(text: Text): string {
  return text
    .map((part) =>
      typeof part === "string" ? part : `\${environments.${part.environment}.outputs.${part.path.join(".")}}`,
    )
    .join("");
}
