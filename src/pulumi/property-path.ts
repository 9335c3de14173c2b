/** A place inside properties: keys of maps and indices of lists. `*` stands for every key or index. */
export type PropertyPath = readonly (string | number)[];

/**
 * Reads Pulumi's path syntax: `a.b[0].c`, `a["key with.dots"].b`, `["first key"]`, `list[*].name`.
 *
 * `\"` is the only escape inside of quotes. A `.` before a bracket is tolerated, as older providers write it. `undefined` for
 * a text that is no path; an empty name between two dots is none, although Pulumi skips it.
 *
 * Source: `ParsePropertyPath` in `sdk/go/common/resource/property_path.go` of pulumi/pulumi.
 */
export function parsePath(text: string): PropertyPath | undefined {
  if (text.startsWith(".")) return undefined;
  const element = /\.?(?:\["((?:\\"|[^"\\]|\\(?!"))*)"\]|\[(\d+)\]|\[(\*)\]|([^.[]+))/y;
  const path: (string | number)[] = [];
  while (element.lastIndex < text.length) {
    const match = element.exec(text);
    if (match === null) return undefined;
    const [, quoted, index, everything, name] = match;
    if (index === undefined) path.push(quoted?.replaceAll('\\"', '"') ?? everything ?? name ?? "");
    else path.push(Number(index));
  }
  return path;
}

/**
 * The path in Pulumi's syntax: a key in quotes unless it has nothing but ASCII letters, digits and `_`.
 *
 * {@link parsePath} reads it again, except for a key that is empty or has a backslash before a quote or at its end: Pulumi
 * escapes no backslash.
 *
 * Source: `PropertyPath.String` in `sdk/go/common/resource/property_path.go` of pulumi/pulumi.
 */
export function formatPath(path: PropertyPath): string {
  return path
    .map((step, index) => {
      if (typeof step === "number") return `[${step}]`;
      if (/\W/.test(step)) return `["${step.replaceAll('"', '\\"')}"]`;
      return index === 0 ? step : `.${step}`;
    })
    .join("");
}

/** True when `outer` is `inner` or leads to something around it. */
export function pathContains(outer: PropertyPath, inner: PropertyPath): boolean {
  return (
    outer.length <= inner.length && outer.every((step, index) => step === "*" || String(step) === String(inner[index]))
  );
}

/** True when one of the `texts`, such as those of `ignoreChanges`, contains `path`. A text that is no path is one key. */
export function isInside(path: PropertyPath, texts: readonly string[]): boolean {
  return texts.some((text) => pathContains(parsePath(text) ?? [text], path));
}
