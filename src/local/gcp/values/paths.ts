/** A place in a property map: keys and list indexes. */
export type PropertyPath = readonly (string | number)[];

/** Reads `labels.team`, `allows[0].ports`, `labels["my.key"]`. `undefined` when the text is no path. */
export function parsePath(text: string): PropertyPath | undefined {
  const parts: (string | number)[] = [];
  const part = /\.?([A-Za-z_][\w-]*)|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]/y;
  while (part.lastIndex < text.length) {
    const match = part.exec(text);
    if (match === null) return undefined;
    const [, key, index, quoted] = match;
    if (index !== undefined) parts.push(Number(index));
    else parts.push(key ?? (JSON.parse(`"${quoted ?? ""}"`) as string));
  }
  return parts.length === 0 ? undefined : parts;
}

/** The inverse of {@link parsePath}, in Pulumi's syntax. */
export function formatPath(path: PropertyPath): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    if (!/^[A-Za-z_]\w*$/.test(part)) return `${text}[${JSON.stringify(part)}]`;
    return text === "" ? part : `${text}.${part}`;
  }, "");
}

/** The path without indexes, `nodeConfig.taints` for `nodeConfig.taints[0]`: as rules name properties. */
export function withoutIndexes(path: PropertyPath): string {
  return path.filter((part) => typeof part === "string").join(".");
}

/** A copy of `value` with `change` applied at `path`; missing objects on the way are made. `undefined` removes. */
export function changedAt(value: unknown, path: PropertyPath, change: (old: unknown) => unknown): unknown {
  const [head, ...rest] = path;
  if (head === undefined) return change(value);
  if (typeof head === "number") {
    const list = Array.isArray(value) ? [...(value as unknown[])] : [];
    const changed = changedAt(list[head], rest, change);
    list.splice(head, 1, ...(changed === undefined ? [] : [changed]));
    return list;
  }
  const map = typeof value === "object" && value !== null ? { ...(value as Record<string, unknown>) } : {};
  const changed = changedAt(map[head], rest, change);
  if (changed === undefined) delete map[head];
  else map[head] = changed;
  return map;
}

/** Every value at a pattern such as `networkInterfaces[].network`, with its path. */
export function valuesAt(value: unknown, pattern: string): { readonly path: PropertyPath; readonly value: unknown }[] {
  let found: { path: PropertyPath; value: unknown }[] = [{ path: [], value }];
  for (const part of pattern.split(".")) {
    const key = part.replace(/\[\]$/, "");
    found = found
      .map(({ path, value }) => ({ path: [...path, key], value: (value as Record<string, unknown>)[key] }))
      .filter(({ value }) => value !== undefined && value !== null);
    if (part.endsWith("[]")) {
      found = found.flatMap(({ path, value }) =>
        Array.isArray(value) ? value.map((item: unknown, index) => ({ path: [...path, index], value: item })) : [],
      );
    }
  }
  return found;
}
