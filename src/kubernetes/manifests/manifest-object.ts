import { isObject } from "../../lib/index.ts";

/** What every object of Kubernetes' API has. */
export interface ManifestObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly [field: string]: unknown;
  };
  readonly [field: string]: unknown;
}

/** What keeps a value from being an object that can be synced. */
export function problemOf(object: unknown): string | undefined {
  if (!isObject(object)) return "is not a Kubernetes object: a map with apiVersion, kind and metadata.name";
  const { apiVersion, kind, metadata } = object;
  if (typeof apiVersion !== "string" || apiVersion === "") return "apiVersion is missing";
  if (typeof kind !== "string" || kind === "") return "kind is missing";
  const name = isObject(metadata) ? metadata["name"] : undefined;
  if (typeof name === "string" && name !== "") return undefined;
  return isObject(metadata) && metadata["generateName"] !== undefined
    ? `${kind} has generateName: what is synced needs a metadata.name`
    : `${kind} has no metadata.name`;
}

/** A kustomization under a name that kustomize does not look for: it is no object of a cluster, and Flux leaves it out. */
export const isIgnored = ({ apiVersion, kind }: ManifestObject): boolean =>
  kind === "Kustomization" && groupOf(apiVersion) === "kustomize.config.k8s.io";

/** API group of an `apiVersion`; `""` is the core group. */
export const groupOf = (apiVersion: string): string => (apiVersion.includes("/") ? apiVersion.replace(/\/.*/, "") : "");

/** Equal for two descriptions of one object, in any version of its kind. */
export function identityOf({ apiVersion, kind, metadata }: ManifestObject): string {
  return [groupOf(apiVersion), kind, metadata.namespace ?? "", metadata.name].join("\n");
}

/** `Deployment shop/web` */
export function titleOf({ kind, metadata: { name, namespace } }: Pick<ManifestObject, "kind" | "metadata">): string {
  return `${kind} ${namespace === undefined ? name : `${namespace}/${name}`}`;
}
