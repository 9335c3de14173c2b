import { type Document, isMap, isNode, type Scalar } from "yaml";
import { isObject, messageOf } from "../../lib/index.ts";
import { type Excess, excessOfDocument } from "./bounds.ts";
import { isIgnored, type ManifestObject, problemOf } from "./manifest-object.ts";
import { annotationsOf, itemNodes, labelOf } from "./object-nodes.ts";
import { type Substitute, substituteIn, textWith } from "./substitution.ts";
import { unwritableIn } from "./writable.ts";

/** An item of a document: an object, or why it is none. */
export type DocumentItem =
  | { readonly object: ManifestObject }
  | { readonly problem: string; readonly passing?: true; readonly offset?: number };

/** What stands in an object's place, such as its decrypted content, or why nothing does, which may pass without another manifest. */
export type ManifestOpening =
  | { readonly object: ManifestObject }
  | { readonly problem: string; readonly passing?: true };

export type OpenManifest = (object: ManifestObject) => ManifestOpening;

/** What a document of a file says. A file whose document is {@link Excess} is not read. */
export function readDocument(
  document: Document,
  substitute?: Substitute,
  open?: OpenManifest,
): readonly DocumentItem[] | Excess {
  const excess = excessOfDocument(document);
  if (excess) return excess;
  const items = itemNodes(document).map((node) => new Item(node, document));
  const unwritable = unwritableIn(document, new Set(items.flatMap(({ textNodes }) => textNodes)));
  if (unwritable) return [unwritable];
  const wanted = items.filter((item) => !item.isLocal);
  const opened = wanted.flatMap((item) => (open ? item.open(open) : []));
  const problems = [...opened, ...wanted.flatMap((item) => (substitute ? item.replaceVariables(substitute) : []))];
  if (problems.length > 0 && problems.length === wanted.length) return problems;
  const grown = substitute && excessOfDocument(document);
  if (grown) return [...problems, { problem: `${grown.problem} (with its variables replaced)` }];
  return [...problems, ...wanted.flatMap((item) => item.content())];
}

class Item {
  /** Scalars that are text, also where they look like numbers or words of YAML. */
  readonly textNodes: readonly Scalar[];
  #node: unknown;
  #annotations: ReadonlyMap<string, string>;
  #isRefused = false;

  constructor(
    node: unknown,
    private readonly document: Document,
  ) {
    this.#node = node;
    const { texts, nodes } = isMap(node)
      ? annotationsOf(node, document)
      : { texts: new Map<string, string>(), nodes: [] };
    this.#annotations = texts;
    this.textNodes = nodes;
  }

  /** What only tools read, such as the configuration of functions: kustomize leaves it out. */
  get isLocal(): boolean {
    return (this.#annotations.get("config.kubernetes.io/local-config") ?? "false") !== "false";
  }

  /** Once, before {@link replaceVariables}. What is returned is why the item is not read. */
  open(open: OpenManifest): readonly DocumentItem[] {
    const [item] = this.content();
    if (item === undefined || !("object" in item)) return [];
    const opening = open(item.object);
    if ("problem" in opening) {
      this.#isRefused = true;
      return [opening];
    }
    if (opening.object === item.object) return [];
    this.#node = this.document.createNode(opening.object, { aliasDuplicateObjects: false });
    // What was decrypted has the types of before, and need not be text.
    const annotations: Readonly<Record<string, unknown>> = opening.object.metadata.annotations ?? {};
    this.#annotations = new Map(Object.entries(annotations).map(([key, value]) => [key, String(value)]));
    return [];
  }

  /** Once. What is returned is why the item is not read. */
  replaceVariables(substitute: Substitute): readonly DocumentItem[] {
    const node = this.#node;
    if (this.#isRefused) return [];
    const mark = "kustomize.toolkit.fluxcd.io/substitute";
    if (!isMap(node) || this.#annotations.get(mark) === "disabled" || labelOf(node, mark) === "disabled") return [];
    try {
      substituteIn(node, this.document, substitute, new Set(this.textNodes));
      const entries = [...this.#annotations].map(
        ([key, text]) => [textWith(key, substitute), textWith(text, substitute)] as const,
      );
      this.#annotations = new Map(entries);
      return [];
    } catch (thrown) {
      this.#isRefused = true;
      return [{ problem: messageOf(thrown) }];
    }
  }

  content(): readonly DocumentItem[] {
    if (this.#isRefused) return [];
    try {
      const document = this.document;
      const node = this.#node;
      // What aliases stand for has been measured.
      const content: unknown = isNode(node) ? node.toJS(document, { maxAliasCount: -1 }) : node;
      const problem = problemOf(content);
      if (problem !== undefined) return [{ problem }];
      const object = this.#annotated(content as ManifestObject);
      return isIgnored(object) ? [] : [{ object }];
    } catch (thrown) {
      return [{ problem: messageOf(thrown) }];
    }
  }

  #annotated(object: ManifestObject): ManifestObject {
    const { annotations } = object.metadata;
    if (this.#annotations.size === 0 || !isObject(annotations)) return object;
    const texts = { ...annotations, ...Object.fromEntries(this.#annotations) };
    return { ...object, metadata: { ...object.metadata, annotations: texts } };
  }
}
