import type { JsonObject } from "../../lib/index.ts";

/** One object that installs Flux. */
export interface FluxManifest extends JsonObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: JsonObject & { readonly name: string; readonly namespace?: string };
}

/** What installs Flux, in the order of its files. */
export interface FluxManifests {
  /** The namespace that Flux is in. */
  readonly namespace: FluxManifest;
  /** CustomResourceDefinitions. */
  readonly definitions: readonly FluxManifest[];
  readonly others: readonly FluxManifest[];
  /** The object by which flux-operator installs Flux. */
  readonly instance?: FluxManifest;
}

/** Where Flux is, and where an environment's own objects for it are. */
export const fluxNamespace = "flux-system";
const neededDefinitions = ["gitrepositories.source.toolkit.fluxcd.io", "kustomizations.kustomize.toolkit.fluxcd.io"];
const neededControllers = ["source-controller", "kustomize-controller"];

/** An object, and the place in a file where it begins. */
export interface PlacedObject {
  readonly place: string;
  readonly object: unknown;
}

/** Sorts what was read, or says everything that is wrong with it. */
export function fluxManifestsOf(
  placed: readonly PlacedObject[],
): FluxManifests | { readonly problems: readonly string[] } {
  const problems: string[] = [];
  const found = new Map<string, FluxManifest>();
  for (const { place, object } of placed) {
    const problem = problemOf(object);
    if (problem !== undefined) problems.push(`${place}: ${problem}`);
    if (problem !== undefined || !isManifest(object)) continue;
    const id = idOf(object);
    if (found.has(id)) problems.push(`${place}: ${object.kind} ${object.metadata.name} stands there twice; keep one`);
    found.set(id, object);
  }
  const all = [...found.values()];
  const isDefinition = ({ kind }: FluxManifest) => kind === "CustomResourceDefinition";
  const isInstance = ({ kind, apiVersion }: FluxManifest) =>
    kind === "FluxInstance" && apiVersion.startsWith("fluxcd.controlplane.io/");
  const namespace = all.find(({ kind, metadata }) => kind === "Namespace" && metadata.name === fluxNamespace);
  const [instance, ...more] = all.filter(isInstance);
  if (more.length > 0) problems.push("there is more than one FluxInstance; keep one");
  if (instance === undefined) problems.push(...missingIn(all, isDefinition));
  if (namespace === undefined) problems.push(`the Namespace ${fluxNamespace} is missing`);
  if (problems.length > 0 || namespace === undefined) return { problems };
  const definitions = all.filter(isDefinition);
  const others = all.filter((one) => one !== namespace && !isDefinition(one) && !isInstance(one));
  return { namespace, definitions, others, ...(instance === undefined ? {} : { instance }) };
}

function missingIn(all: readonly FluxManifest[], isDefinition: (one: FluxManifest) => boolean): readonly string[] {
  const definitions = new Set(all.filter(isDefinition).map(({ metadata }) => metadata.name));
  const deployments = new Set(all.filter(({ kind }) => kind === "Deployment").map(({ metadata }) => metadata.name));
  return [
    ...neededDefinitions
      .filter((name) => !definitions.has(name))
      .map((name) => `the CustomResourceDefinition ${name} is missing`),
    ...neededControllers.filter((name) => !deployments.has(name)).map((name) => `the Deployment ${name} is missing`),
  ];
}

function problemOf(object: unknown): string | undefined {
  if (!isManifest(object)) return "is no object of Kubernetes with apiVersion, kind and metadata.name";
  const { apiVersion, kind, metadata } = object;
  if (apiVersion.startsWith("kustomize.config.k8s.io/"))
    return "is a folder for kustomize, which is not built here; name the file, or write what it builds into one";
  if (/^(?:source|kustomize)\.toolkit\.fluxcd\.io\//.test(apiVersion))
    return `${kind} ${metadata.name} says what Flux follows, which the environment declares in spec.sync; leave it out`;
  return undefined;
}

function isManifest(value: unknown): value is FluxManifest {
  if (typeof value !== "object" || value === null) return false;
  const { apiVersion, kind, metadata } = value as Record<string, unknown>;
  if (typeof apiVersion !== "string" || typeof kind !== "string" || typeof metadata !== "object") return false;
  const name = (metadata as Record<string, unknown> | null)?.["name"];
  return typeof name === "string" && name !== "";
}

const idOf = ({ apiVersion, kind, metadata }: FluxManifest): string =>
  [apiVersion.split("/").slice(0, -1).join("/"), kind, metadata.namespace ?? "", metadata.name].join(" ");
