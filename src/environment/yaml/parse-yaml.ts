import { createRequire } from "node:module";
import type * as Yaml from "yaml";
import type { Node, Scalar, YAMLMap } from "yaml";
import { messageOf } from "../../lib/index.ts";
import type { Issue, Place } from "../issue.ts";
import type { Located, LocatedEntry } from "./located.ts";
import { parseSimpleYaml } from "./simple-yaml.ts";
import { syntaxIssues } from "./syntax-issues.ts";

/** Longer files are refused unread, unless the caller expects them. In characters. */
const fileLimit = 256 * 1024;
/** More values than this, after aliases are followed, are refused: a few anchors can stand for billions. */
const valueLimit = 100_000;

/** One YAML file, or what is wrong with it as YAML. An empty file is an empty map. */
export interface YamlFile {
  /** Absent when the file cannot be used at all. */
  readonly root?: Located;
  readonly issues: readonly Issue[];
}

/**
 * Parses YAML 1.2 with merge keys (`<<`). Never throws.
 *
 * @param limit longest text that is read, in characters.
 */
export function parseYaml(file: string, text: string, limit = fileLimit): YamlFile {
  const root = parseSimpleYaml(file, text);
  return root ? { root, issues: [] } : parseAnyYaml(file, text, limit);
}

/** The full parser. Loaded late: few files need it, and the program would load its 70 files for each environment. */
export const fullParser = (): typeof Yaml => createRequire(import.meta.url)("yaml") as typeof Yaml;

/** As {@link parseYaml}, always with the full parser. */
export function parseAnyYaml(file: string, text: string, limit = fileLimit): YamlFile {
  const start: Place = { file, line: 1, column: 1 };
  const refuse = (code: string, message: string, place = start): YamlFile => ({
    issues: [{ ...place, severity: "error", code, path: "", message }],
  });
  if (text.length > limit) {
    const size = Math.ceil(text.length / 1024);
    return refuse("file-too-large", `has ${size} KiB; at most ${limit / 1024} KiB are read`);
  }
  const yaml = fullParser();
  try {
    const lines = new yaml.LineCounter();
    const document = yaml.parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: true, strict: true });
    const placeAt = (offset: number): Place => {
      const { line, col } = lines.linePos(offset);
      return { file, line, column: col };
    };
    const issues = syntaxIssues(text, document.errors, placeAt);
    if (issues.length > 0) return { issues };
    if (document.contents === null) return { root: { kind: "map", place: start, entries: new Map() }, issues };
    const reader = new NodeReader(yaml, placeAt, (alias) => (yaml.isAlias(alias) ? alias.resolve(document) : alias));
    const root = reader.read(document.contents);
    return reader.issues.length > 0 ? { issues: reader.issues } : { root, issues: [] };
  } catch (thrown) {
    // The parser recurses: input that is nested thousands of levels deep ends its stack.
    return refuse("malformed-yaml", `cannot be read as YAML: ${messageOf(thrown)}`);
  }
}

/** Turns the parser's nodes into {@link Located} ones, following aliases and merge keys. */
class NodeReader {
  readonly issues: Issue[] = [];
  private values = 0;
  private readonly open = new Set<Node>();

  constructor(
    private readonly yaml: typeof Yaml,
    private readonly placeAt: (offset: number) => Place,
    private readonly resolve: (node: Node) => Node | undefined,
  ) {}

  read(written: Node): Located {
    const place = this.placeAt(written.range?.[0] ?? 0);
    const node = this.resolve(written);
    this.values++;
    if (this.values > valueLimit) {
      if (this.values === valueLimit + 1) {
        this.report(place, "file-too-large", `holds more than ${valueLimit} values once its aliases are followed`);
      }
      return nothing(place);
    }
    if (!node) return this.refuse(place, "unknown anchor: nothing above carries it");
    if (this.open.has(node)) return this.refuse(place, "this alias stands inside of what it stands for");
    this.open.add(node);
    const located = this.readResolved(node, place);
    this.open.delete(node);
    return located;
  }

  private readResolved(node: Node, place: Place): Located {
    if (this.yaml.isMap(node)) return { kind: "map", place, entries: this.readEntries(node) };
    if (this.yaml.isSeq(node)) return { kind: "list", place, items: node.items.map((item) => this.read(item as Node)) };
    if (!this.yaml.isScalar(node)) return nothing(place);
    const { value } = node;
    if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
      return { kind: "scalar", place, value, source: node.source ?? String(value) };
    }
    return this.refuse(place, "only text, numbers, true, false and null are values here");
  }

  private readEntries(map: YAMLMap): ReadonlyMap<string, LocatedEntry> {
    const own = new Map<string, LocatedEntry>();
    const merged = new Map<string, LocatedEntry>();
    for (const pair of map.items) {
      const key = pair.key as Node;
      const keyPlace = this.placeAt(key.range?.[0] ?? 0);
      if (!this.yaml.isScalar(key)) {
        this.report(keyPlace, "malformed-yaml", "a key has to be text");
        continue;
      }
      const value = pair.value === null ? nothing(keyPlace) : this.read(pair.value as Node);
      if (this.isMergeKey(key)) this.mergeInto(merged, value);
      else own.set(String(key.value), { keyPlace, value });
    }
    // A map's own keys win over merged ones wherever `<<` stands.
    return new Map([...merged, ...own]);
  }

  private mergeInto(merged: Map<string, LocatedEntry>, value: Located): void {
    for (const source of value.kind === "list" ? value.items : [value]) {
      if (source.kind !== "map") {
        this.report(value.place, "malformed-yaml", "`<<` takes a map, or a list of maps, by their anchors");
        return;
      }
      for (const [key, entry] of source.entries) if (!merged.has(key)) merged.set(key, entry);
    }
  }

  private isMergeKey(key: Scalar): boolean {
    return key.source === "<<" && key.type === this.yaml.Scalar.PLAIN;
  }

  private refuse(place: Place, message: string): Located {
    this.report(place, "malformed-yaml", message);
    return nothing(place);
  }

  private report(place: Place, code: string, message: string): void {
    this.issues.push({ ...place, severity: "error", code, path: "", message });
  }
}

function nothing(place: Place): Located {
  return { kind: "scalar", place, value: null, source: "" };
}
