import {
  type Document,
  isPair,
  isSeq,
  LineCounter,
  parse,
  parseAllDocuments,
  Scalar,
  type ScalarTag,
  type Tags,
  visit,
} from "yaml";
import { messageOf } from "../../lib/index.ts";
import { isRecord, type KubernetesObject } from "../api/index.ts";
import type { BuildProblem, DesiredObject, Rendering } from "./desired.ts";

/** Numbers with a leading zero are octal to every tool that reads manifests (`defaultMode: 0644`), though not in YAML 1.2. */
const octal: ScalarTag = {
  tag: "tag:yaml.org,2002:int",
  default: true,
  test: /^[-+]?0[0-7]+$/,
  resolve: (text) => Number.parseInt(text, 8),
};
const reading = { merge: true, prettyErrors: false, customTags: (tags: Tags): Tags => [octal, ...tags] };

/** Replaces the variables in a text. @throws when one has no value. */
export type Substitute = (text: string) => string;

/** Reads the objects of one file: YAML or JSON, several documents, lists. Messages never quote the file's content. */
export function readManifests(file: string, text: string, substitute?: Substitute): Rendering {
  const lineCounter = new LineCounter();
  const parsed = parseAllDocuments(text, { ...reading, lineCounter });
  const documents = "empty" in parsed ? [] : parsed;
  const at = (offset: number) => `${file}:${lineCounter.linePos(offset).line}`;
  const syntax = documents.flatMap(({ errors }) =>
    errors.map(({ pos, message }) => ({ origin: at(pos[0]), problem: firstLine(message) })),
  );
  if (syntax.length > 0) return { objects: [], problems: syntax };

  const objects: DesiredObject[] = [];
  const problems: BuildProblem[] = [];
  for (const document of documents) {
    const origin = at(document.contents?.range?.[0] ?? 0);
    try {
      if (substitute !== undefined && wantsSubstitution(document)) substituteIn(document, substitute);
      const content: unknown = document.toJS();
      if (content === null || content === undefined) continue;
      for (const object of itemsOf(content)) {
        const problem = problemOf(object);
        if (problem === undefined) objects.push({ object: object as KubernetesObject, origin });
        else problems.push({ origin, problem });
      }
    } catch (thrown) {
      problems.push({ origin, problem: messageOf(thrown) });
    }
  }
  return problems.length > 0 ? { objects: [], problems } : { objects, problems };
}

/** A list's items, lists in lists too. */
function itemsOf(content: unknown): readonly unknown[] {
  if (isRecord(content) && typeof content["kind"] === "string" && content["kind"].endsWith("List")) {
    const items = content["items"];
    if (Array.isArray(items)) return items.flatMap(itemsOf);
  }
  return [content];
}

function problemOf(object: unknown): string | undefined {
  if (!isRecord(object)) return "is not a Kubernetes object: a map with apiVersion, kind and metadata.name";
  const { apiVersion, kind, metadata } = object;
  if (typeof apiVersion !== "string" || apiVersion === "") return "apiVersion is missing";
  if (typeof kind !== "string" || kind === "") return "kind is missing";
  const name = isRecord(metadata) ? metadata["name"] : undefined;
  if (typeof name === "string" && name !== "") return undefined;
  return isRecord(metadata) && metadata["generateName"] !== undefined
    ? `${kind} has generateName: what is synced needs a metadata.name`
    : `${kind} has no metadata.name`;
}

const optOut = "kustomize.toolkit.fluxcd.io/substitute";

function wantsSubstitution(document: Document): boolean {
  return !["labels", "annotations"].some((kind) => document.getIn(["metadata", kind, optOut]) === "disabled");
}

/**
 * A plain scalar is read anew after the replacement (`replicas: ${n}` becomes a number); a quoted one stays text. What was put
 * in is not looked at again: a value may hold a `${`.
 */
function substituteIn(document: Document, substitute: Substitute): void {
  visit(document, {
    Scalar(key, node, ancestors) {
      if (typeof node.value !== "string" || !node.value.includes("$")) return undefined;
      const replaced = substitute(node.value);
      const parent = ancestors.at(-1);
      const content: unknown = node.type === Scalar.PLAIN ? parse(replaced, reading) : replaced;
      if (key !== "key" && isPair(parent)) parent.value = document.createNode(content);
      else if (isSeq(parent) && typeof key === "number") parent.items[key] = document.createNode(content);
      else node.value = replaced;
      return visit.SKIP;
    },
  });
}

const firstLine = (text: string): string => text.split("\n", 1)[0] ?? "";
