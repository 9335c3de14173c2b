import type { Issue } from "../issue.ts";
import { type OutputReference, parseText, referencesIn, type Text } from "../text.ts";
import { formatPath, keyPlaceOf, type Located, nodeAt, placeOf, type ValuePath } from "../yaml/index.ts";

/** A reference and where it was written. */
export interface WrittenReference {
  readonly path: ValuePath;
  readonly reference: OutputReference;
}

/** Collects what is found while an environment is built: everything that is wrong, and every reference to others. */
export class Findings {
  readonly issues: Issue[] = [];
  readonly references: WrittenReference[] = [];

  constructor(readonly root: Located) {}

  error(path: ValuePath, code: string, message: string): void {
    this.issues.push(issueAt(this.root, path, { severity: "error", code, message }));
  }

  warning(path: ValuePath, code: string, message: string): void {
    this.issues.push(issueAt(this.root, path, { severity: "warning", code, message }));
  }

  /** Whether something stands at a path. What is `null` was taken away. */
  isWritten(path: ValuePath): boolean {
    const node = nodeAt(this.root, path);
    return node !== undefined && !(node.kind === "scalar" && node.value === null);
  }

  /** Parses text and records its references. */
  text(path: ValuePath, written: string): Text {
    const text = parseText(written);
    this.references.push(...referencesIn(text).map((reference) => ({ path, reference })));
    return text;
  }

  texts(path: ValuePath, written: Readonly<Record<string, string>>): Readonly<Record<string, Text>> {
    return Object.fromEntries(Object.entries(written).map(([key, value]) => [key, this.text([...path, key], value)]));
  }

  /** Reports every entry of a list whose name an earlier one has. Entries are maps with a `name`, or names themselves. */
  uniqueNames(path: ValuePath, items: readonly { readonly name: string }[]): void {
    const at = (index: number): ValuePath => {
      const entry = [...path, index];
      return nodeAt(this.root, entry)?.kind === "map" ? [...entry, "name"] : entry;
    };
    const first = new Map<string, number>();
    for (const [index, { name }] of items.entries()) {
      const earlier = first.get(name);
      if (earlier === undefined) first.set(name, index);
      else {
        const message = `${name} stands here twice; first at ${this.whereIs(at(earlier))}`;
        this.error(at(index), "duplicate-name", message);
      }
    }
  }

  /** `file:line:column` of the value at a path, for messages about two places. */
  whereIs(path: ValuePath): string {
    const { file, line, column } = placeOf(this.root, path);
    return `${file}:${line}:${column}`;
  }
}

/** An issue at the value of a path, or at its key when the value was not written. */
export function issueAt(
  root: Located,
  path: ValuePath,
  { severity, code, message }: Pick<Issue, "severity" | "code" | "message">,
): Issue {
  const place = nodeAt(root, path) ? placeOf(root, path) : keyPlaceOf(root, path);
  return {
    file: place.file,
    line: place.line,
    column: place.column,
    severity,
    code,
    path: formatPath(root, path),
    message,
  };
}
