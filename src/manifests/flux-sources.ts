import { parseAllDocuments } from "yaml";

/** What an object of Flux's API makes the sync agent read beside the folder that it was found in. */
export type FluxSource =
  /** A folder or a chart of the repository whose `GitRepository` has this name. */
  | { readonly kind: "folder" | "chart"; readonly path: string; readonly repository: string }
  | { readonly kind: "repository"; readonly name: string; readonly url: string };

const fluxGroups = /\b(?:kustomize|helm|source)\.toolkit\.fluxcd\.io\//;

/** Whether a text may hold such an object: cheaper than to parse every manifest. */
export const mentionsFlux = (text: string): boolean => fluxGroups.test(text);

/**
 * The paths and repositories that `Kustomization`, `HelmRelease`, `HelmChart` and `GitRepository` objects name.
 * `undefined` when the text cannot be read.
 */
export function fluxSourcesIn(text: string): readonly FluxSource[] | undefined {
  try {
    const parsed = parseAllDocuments(text, { logLevel: "silent", merge: true, uniqueKeys: false });
    const documents = "empty" in parsed ? [] : parsed;
    if (documents.some(({ errors }) => errors.length > 0)) return undefined;
    return documents.flatMap((document) => objectsIn(document.toJS())).flatMap(sourceOf);
  } catch {
    return undefined;
  }
}

interface Written {
  readonly [key: string]: unknown;
}

const isMap = (value: unknown): value is Written =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
const at = (value: unknown, ...steps: readonly string[]): unknown =>
  steps.reduce((inner, step) => (isMap(inner) ? inner[step] : undefined), value);

function objectsIn(content: unknown): readonly Written[] {
  if (!isMap(content)) return [];
  const { items } = content;
  return Array.isArray(items) && text(content["kind"])?.endsWith("List") ? items.flatMap(objectsIn) : [content];
}

function sourceOf(object: Written): readonly FluxSource[] {
  if (!fluxGroups.test(text(object["apiVersion"]) ?? "")) return [];
  switch (object["kind"]) {
    case "Kustomization":
      return fromRepository("folder", at(object, "spec", "path") ?? "", at(object, "spec", "sourceRef"));
    case "HelmRelease": {
      const spec = at(object, "spec", "chart", "spec");
      return fromRepository("chart", at(spec, "chart"), at(spec, "sourceRef"));
    }
    case "HelmChart":
      return fromRepository("chart", at(object, "spec", "chart"), at(object, "spec", "sourceRef"));
    case "GitRepository": {
      const [name, url] = [text(at(object, "metadata", "name")), text(at(object, "spec", "url"))];
      return name === undefined || url === undefined ? [] : [{ kind: "repository", name, url }];
    }
    default:
      return [];
  }
}

function fromRepository(kind: "folder" | "chart", path: unknown, source: unknown): readonly FluxSource[] {
  if (at(source, "kind") !== "GitRepository" || typeof path !== "string") return [];
  return [{ kind, path, repository: text(at(source, "name")) ?? "" }];
}
