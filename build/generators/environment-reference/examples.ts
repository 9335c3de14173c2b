import { readFile } from "node:fs/promises";
import path from "node:path";
import { isMap, isScalar, parseDocument, type YAMLMap } from "yaml";

/** Files below `docs/examples` that together use every key. A test reads them as environments. */
export const exampleFiles = ["shop", "hub", "kiosk", "pilot", "counter"].map(
  (name) => `docs/examples/environments/${name}/environment.yaml`,
);

/** What the example files say. */
export class Examples {
  private constructor(private readonly files: readonly { readonly text: string; readonly value: unknown }[]) {}

  static async read(root: string): Promise<Examples> {
    const texts = await Promise.all(exampleFiles.map((file) => readFile(path.join(root, file), "utf8")));
    return new Examples(texts.map((text) => ({ text, value: parseDocument(text).toJS() as unknown })));
  }

  /**
   * The first value at a path such as `spec.network.subnets[].cidr`.
   *
   * @throws {Error} when no example uses the key.
   */
  valueAt(keyPath: string): unknown {
    const steps = keyPath.replaceAll("[]", ".[]").split(".");
    const [found] = this.files.flatMap(({ value }) => valuesAt(value, steps));
    if (found === undefined) {
      throw new Error(`No example uses ${keyPath}. Add it to one of: ${exampleFiles.join(", ")}`);
    }
    return found;
  }

  /**
   * The lines of one key of the file, or of `spec`, as the first example writes them.
   *
   * @throws {Error} when the first example lacks the key.
   */
  sourceOf(keyPath: readonly string[]): string {
    const [first] = this.files;
    const text = first?.text ?? "";
    const document = parseDocument(text);
    const parent: unknown = keyPath.length > 1 ? document.getIn(keyPath.slice(0, -1), true) : document.contents;
    const name = keyPath.at(-1);
    const lines = isMap(parent) ? linesOfKey(parent, name, text) : undefined;
    if (lines === undefined) throw new Error(`${exampleFiles[0]} has no ${keyPath.join(".")}.`);
    return lines;
  }
}

function valuesAt(value: unknown, [step, ...rest]: readonly string[]): readonly unknown[] {
  if (step === undefined) return [value];
  if (step === "[]") return Array.isArray(value) ? value.flatMap((entry) => valuesAt(entry, rest)) : [];
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return [];
  return valuesAt((value as Readonly<Record<string, unknown>>)[step], rest);
}

function linesOfKey(map: YAMLMap, name: string | undefined, text: string): string | undefined {
  const index = map.items.findIndex(({ key }) => isScalar(key) && key.value === name);
  const start = startOf(map, index, text);
  if (start === undefined) return undefined;
  return text.slice(start, startOf(map, index + 1, text) ?? map.range?.[2] ?? text.length).trimEnd();
}

/** Where the line begins on which a key stands. */
function startOf(map: YAMLMap, index: number, text: string): number | undefined {
  const key = map.items[index]?.key;
  const [offset] = (isScalar(key) ? key.range : undefined) ?? [];
  return offset === undefined ? undefined : text.lastIndexOf("\n", offset) + 1;
}
