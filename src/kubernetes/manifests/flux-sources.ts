import { parseAllDocuments } from "yaml";
import { at, isObject, type JsonObject, stringOf, textAt } from "../../lib/index.ts";

/** What an object of Flux's API makes the sync agent read beside the folder that it was found in. */
export type FluxSource =
  /** A folder, component, chart or chart's values of the repository whose `GitRepository` has this name. */
  | { readonly kind: "folder" | "component" | "chart" | "file"; readonly path: string; readonly repository: string }
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

function objectsIn(content: unknown): readonly JsonObject[] {
  if (!isObject(content)) return [];
  const { items } = content;
  return Array.isArray(items) && stringOf(content["kind"])?.endsWith("List") ? items.flatMap(objectsIn) : [content];
}

function sourceOf(object: JsonObject): readonly FluxSource[] {
  if (!fluxGroups.test(stringOf(object["apiVersion"]) ?? "")) return [];
  switch (object["kind"]) {
    case "Kustomization": {
      const path = textAt(object, "spec", "path") ?? "";
      const source = at(object, "spec", "sourceRef");
      const components = textsAt(object, "spec", "components").map((each) => `${path}/${each}`);
      return [
        ...fromRepository("folder", path, source),
        ...components.flatMap((each) => fromRepository("component", each, source)),
      ];
    }
    case "HelmRelease":
      return fromChart(at(object, "spec", "chart", "spec"));
    case "HelmChart":
      return fromChart(at(object, "spec"));
    case "GitRepository": {
      const [name, url] = [textAt(object, "metadata", "name"), textAt(object, "spec", "url")];
      return name === undefined || url === undefined ? [] : [{ kind: "repository", name, url }];
    }
    default:
      return [];
  }
}

/** The chart's folder, and the values that its `valuesFiles` name from the root of the repository. */
function fromChart(spec: unknown): readonly FluxSource[] {
  const source = at(spec, "sourceRef");
  const values = [...textsAt(spec, "valuesFiles"), ...[at(spec, "valuesFile")].flatMap((each) => stringOf(each) ?? [])];
  return [
    ...fromRepository("chart", at(spec, "chart"), source),
    ...values.flatMap((each) => fromRepository("file", each, source)),
  ];
}

function textsAt(value: unknown, ...steps: readonly string[]): readonly string[] {
  const found = at(value, ...steps);
  return Array.isArray(found) ? found.flatMap((each) => stringOf(each) ?? []) : [];
}

function fromRepository(
  kind: "folder" | "component" | "chart" | "file",
  path: unknown,
  source: unknown,
): readonly FluxSource[] {
  if (at(source, "kind") !== "GitRepository" || typeof path !== "string") return [];
  return [{ kind, path, repository: textAt(source, "name") ?? "" }];
}
