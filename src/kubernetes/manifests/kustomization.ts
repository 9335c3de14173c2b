import { type Document, isMap, isScalar, isSeq, LineCounter, type Node, parseAllDocuments } from "yaml";
import { memberOf, messageOf } from "../../lib/index.ts";
import { entriesOf, followed } from "./nodes.ts";

/** The names under which kustomize looks for a folder's kustomization; it refuses a folder with two of them. */
export const kustomizationNames = ["kustomization.yaml", "kustomization.yml", "Kustomization"] as const;

/** What a reference has to lead to: a file or kustomization; a kustomization; a file; a file unless it is YAML itself. */
type Expected = "resource" | "component" | "file" | "patch" | "plugin" | "folder" | "chart" | "anything";

/** A value of a kustomization that names something to read. */
export interface KustomizationReference {
  /** `resources`, `configMapGenerator.files` */
  readonly field: string;
  readonly written: string;
  /** The paths that the value may stand for, relative to the kustomization's folder: one of them is read. */
  readonly paths: readonly string[];
  readonly expected: Expected;
  readonly line: number;
  readonly column: number;
}

/** What a kustomization reads, or where it is no kustomization. */
export type KustomizationReading =
  | { readonly references: readonly KustomizationReference[] }
  | { readonly problem: string; readonly line: number; readonly column: number };

type Shape =
  | Expected
  | "key=path"
  | "chart-values"
  | { readonly each: Shape }
  | { readonly keys: Readonly<Record<string, Shape>> };

const each = (shape: Shape): Shape => ({ each: shape });
const keys = (shapes: Readonly<Record<string, Shape>>): Shape => ({ keys: shapes });
const generator = each(keys({ files: each("key=path"), envs: each("file"), env: "file" }));

/**
 * The fields of a kustomization that name what is read: those of kustomize 5.8 (`api/types/kustomization.go`), the deprecated ones
 * too. Keys are compared without case, as Go's decoder does.
 */
const reading: Readonly<Record<string, Shape>> = {
  resources: each("resource"),
  bases: each("resource"),
  components: each("component"),
  crds: each("file"),
  configurations: each("file"),
  openapi: keys({ path: "file" }),
  patches: each(keys({ path: "file" })),
  patchesjson6902: each(keys({ path: "file" })),
  patchesstrategicmerge: each("patch"),
  replacements: each(keys({ path: "file" })),
  configmapgenerator: generator,
  secretgenerator: generator,
  generators: each("plugin"),
  transformers: each("plugin"),
  validators: each("plugin"),
  helmcharts: each(keys({ valuesfile: "chart-values", additionalvaluesfiles: each("file") })),
  helmchartinflationgenerator: each(keys({ values: "chart-values" })),
  helmglobals: keys({ charthome: "folder", confighome: "folder" }),
};

/** Fields whose values are never paths. Every value of a field that is in neither table is tried as one. */
const silent = new Set(
  (
    "apiversion kind metadata nameprefix namesuffix namespace commonlabels labels commonannotations images imagetags replicas " +
    "vars sortoptions generatoroptions buildmetadata inventory"
  ).split(" "),
);

/** Reads what a kustomization names. Of several documents kustomize takes the first. Never throws for what the text says. */
export function readKustomization(text: string): KustomizationReading {
  const lines = new LineCounter();
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  try {
    const parsed = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false, merge: true, uniqueKeys: false });
    const document = "empty" in parsed ? undefined : parsed[0];
    const error = document?.errors[0];
    if (error) return { problem: `is not YAML: ${error.message.split("\n", 1)[0]}`, ...at(error.pos[0]) };
    const root = document?.contents ?? undefined;
    if (!document || !isMap(root)) return { problem: "is no map of kustomize's fields", ...at(0) };
    const references = new References(document, at);
    for (const [field, node] of entriesOf(root, document)) {
      const shape = memberOf(reading, field.toLowerCase());
      if (shape !== undefined) references.collect(node, shape, field);
      else if (!silent.has(field.toLowerCase())) references.collectAnything(node, field);
    }
    references.addCharts(root);
    return { references: references.found };
  } catch (thrown) {
    // The parser recurses: what is nested thousands of levels deep ends its stack.
    return { problem: `cannot be read as YAML: ${messageOf(thrown)}`, ...at(0) };
  }
}

/**
 * Every text in YAML that may name a file: what a plugin's configuration reads is known to the plugin alone.
 * `undefined` when it cannot be read.
 */
export function textsIn(text: string): readonly string[] | undefined {
  const found: string[] = [];
  const visit = (value: unknown): void => {
    if (typeof value === "string") found.push(...pathsOf(value));
    else if (typeof value === "object" && value !== null) Object.values(value).forEach(visit);
  };
  try {
    const parsed = parseAllDocuments(text, { logLevel: "silent", uniqueKeys: false });
    for (const document of "empty" in parsed ? [] : parsed) visit(document.toJS());
    return found;
  } catch {
    return undefined;
  }
}

class References {
  readonly found: KustomizationReference[] = [];

  constructor(
    private readonly document: Document,
    private readonly at: (offset: number) => { readonly line: number; readonly column: number },
  ) {}

  collect(written: unknown, shape: Shape, field: string): void {
    const node = followed(written, this.document);
    if (typeof shape === "string") return this.collectText(node, shape, field);
    if ("each" in shape) {
      for (const item of isSeq(node) ? node.items : []) this.collect(item, shape.each, field);
      return;
    }
    for (const [key, value] of isMap(node) ? entriesOf(node, this.document) : []) {
      const below = memberOf(shape.keys, key.toLowerCase());
      if (below !== undefined) this.collect(value, below, `${field}.${key}`);
    }
  }

  collectAnything(written: unknown, field: string): void {
    const node = followed(written, this.document);
    if (isSeq(node)) for (const item of node.items) this.collectAnything(item, field);
    else if (isMap(node)) for (const [, value] of entriesOf(node, this.document)) this.collectAnything(value, field);
    else this.collectText(node, "anything", field);
  }

  /** The folder of each chart, with the default names of `HelmChartInflationGenerator`. */
  addCharts(root: Node): void {
    const fields = new Map(entriesOf(root, this.document).map(([key, node]) => [key.toLowerCase(), node]));
    const globals = plain(fields.get("helmglobals"), this.document);
    for (const field of ["helmcharts", "helmchartinflationgenerator"]) {
      const list = followed(fields.get(field), this.document);
      for (const item of isSeq(list) ? list.items : []) {
        const chart = plain(item, this.document);
        const name = chart["name"] ?? chart["chartname"];
        const home = chart["charthome"] ?? globals["charthome"] ?? "charts";
        if (name === undefined) continue;
        const version = chart["version"] ?? chart["chartversion"];
        const paths = [`${home}/${name}`, ...(version === undefined ? [] : [`${home}/${name}-${version}/${name}`])];
        this.add(item, { field, written: name, paths, expected: "chart" });
      }
    }
  }

  private collectText(node: unknown, shape: Exclude<Shape, object>, field: string): void {
    if (!isScalar(node) || typeof node.value !== "string" || node.value === "") return;
    const { value } = node;
    if (shape === "key=path") this.add(node, { field, written: value, paths: pathsOf(value), expected: "file" });
    else if (shape === "chart-values") this.add(node, { field, written: value, paths: [value], expected: "anything" });
    else if (shape === "anything") this.add(node, { field, written: value, paths: pathsOf(value), expected: shape });
    else this.add(node, { field, written: value, paths: [value], expected: shape });
  }

  private add(node: unknown, reference: Omit<KustomizationReference, "line" | "column">): void {
    const { range } = node as { readonly range?: readonly number[] | null };
    this.found.push({ ...reference, ...this.at(range?.[0] ?? 0) });
  }
}

/** `key=path` and `path` are both written where a generator's files are named. */
function pathsOf(value: string): readonly string[] {
  const separator = value.indexOf("=");
  return separator < 0 ? [value] : [value.slice(separator + 1), value];
}

/** The texts of a map, by key in lower case. */
function plain(written: unknown, document: Document): Readonly<Record<string, string>> {
  return Object.fromEntries(
    entriesOf(followed(written, document), document).flatMap(([key, value]) => {
      const node = followed(value, document);
      const content = isScalar(node) ? node.value : undefined;
      const isText = typeof content === "string" || typeof content === "number";
      return isText ? [[key.toLowerCase(), String(content)] as const] : [];
    }),
  );
}
