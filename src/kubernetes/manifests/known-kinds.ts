import { isObject, memberOf } from "../../lib/index.ts";
import { didYouMean, nearestName } from "../../lib/nearest-name.ts";
import { builtInKinds } from "./built-in-kinds.ts";
import { groupOf, type ManifestObject } from "./manifest-object.ts";
import { removalText } from "./removed-kinds.ts";

/** What a cluster serves beside what Kubernetes has itself. */
export interface ClusterKinds {
  /** Runs on Google's Kubernetes, which brings kinds of its own. */
  readonly gke: boolean;
}

/** Where an object says that its kind is defined outside of these manifests: `elsewhere`. */
export const definitionAnnotation = "groundwork.dev/definition";

/** A kind that manifests define. */
interface DefinedKind {
  readonly group: string;
  readonly kind: string;
  readonly versions: readonly string[];
}

const builtInGroups = new Set([...Object.keys(builtInKinds), "extensions/v1beta1"].map(groupOf));
const fluxGroup = /\.toolkit\.fluxcd\.io$/;
const gkeGroup =
  /(?:^|\.)(?:gke\.io|cloud\.google\.com|googleapis\.com|x-k8s\.io)$|^(?:gateway\.networking|snapshot\.storage|metrics|autoscaling)\.k8s\.io$/;

/** Groups whose objects make something install definitions at run time: packages, operators, other sync agents. */
const installerGroup =
  /^(?:helm\.toolkit\.fluxcd\.io|helm\.cattle\.io|operators\.coreos\.com|pkg\.crossplane\.io|argoproj\.io|operator\.cluster\.x-k8s\.io)$/;

/** Tells of each object whether the cluster will know its kind, by all objects that will be in it. */
export class KnownKinds {
  private readonly defined: readonly DefinedKind[];
  private readonly open: boolean;

  /** @param complete whether these are all objects: otherwise a definition may be among the others. */
  constructor(
    objects: readonly ManifestObject[],
    private readonly cluster: ClusterKinds,
    complete: boolean,
  ) {
    this.defined = objects.flatMap(definedBy);
    this.open = !complete || objects.some(installsDefinitions);
  }

  /** Why the cluster will not know the kind; `undefined` when it will, or when that cannot be told. */
  problemOf({ apiVersion, kind, metadata }: ManifestObject): string | undefined {
    if (/\$\{|^ENC\[/.test(apiVersion + kind)) return undefined;
    if (metadata.annotations?.[definitionAnnotation] === "elsewhere") return undefined;
    const removed = removalText(apiVersion, kind);
    if (removed !== undefined) return `no matches for kind "${kind}" in version "${apiVersion}": ${removed}`;
    const group = groupOf(apiVersion);
    if (builtInGroups.has(group)) return builtInProblem(apiVersion, kind);
    if (fluxGroup.test(group) || (this.cluster.gke && gkeGroup.test(group))) return undefined;
    return this.customProblem(apiVersion, kind);
  }

  private customProblem(apiVersion: string, kind: string): string | undefined {
    const [group, version = ""] = [groupOf(apiVersion), apiVersion.split("/")[1]];
    const known = this.defined.filter((each) => each.group === group && each.kind === kind);
    if (known.some(({ versions }) => versions.includes(version)) || (known.length === 0 && this.open)) return undefined;
    const versions = known.flatMap((each) => each.versions);
    if (versions.length > 0)
      return `its CustomResourceDefinition here has no version "${version}" of kind "${kind}"; it has ${versions.join(", ")}`;
    return (
      `no matches for kind "${kind}" in version "${apiVersion}": it is not built in, and no CustomResourceDefinition among these ` +
      `manifests defines it. Add the definition, or, where something else installs it, annotate the object with ${definitionAnnotation}: elsewhere`
    );
  }
}

/** Alpha and beta versions come and go with releases and settings of the cluster: those that were not removed are let pass. */
function builtInProblem(apiVersion: string, kind: string): string | undefined {
  const kinds = kindsOf(apiVersion);
  if (kinds.includes(kind) || /v\d+(?:alpha|beta)\d+$/.test(apiVersion)) return undefined;
  const elsewhere = Object.keys(builtInKinds).filter((version) => kindsOf(version).includes(kind));
  const near = nearestName(kind, kinds);
  const hint =
    elsewhere.length > 0
      ? `; it is in ${elsewhere.join(", ")}`
      : near !== undefined
        ? didYouMean(near)
        : kinds.length > 0
          ? `; it has ${kinds.join(", ")}`
          : "; Kubernetes has no such version";
  return `no matches for kind "${kind}" in version "${apiVersion}"${hint}`;
}

const kindsOf = (apiVersion: string): readonly string[] => memberOf(builtInKinds, apiVersion)?.split(" ") ?? [];

function definedBy({ apiVersion, kind, ...object }: ManifestObject): readonly DefinedKind[] {
  const spec = object["spec"];
  if (kind !== "CustomResourceDefinition" || groupOf(apiVersion) !== "apiextensions.k8s.io" || !isObject(spec))
    return [];
  const { group, names, versions, version } = spec;
  const defined = isObject(names) ? names["kind"] : undefined;
  if (typeof group !== "string" || typeof defined !== "string") return [];
  const listed = Array.isArray(versions) ? versions.flatMap((each) => (isObject(each) ? [each["name"]] : [])) : [];
  return [{ group, kind: defined, versions: [...listed, version].filter((each) => typeof each === "string") }];
}

/** Whether an object may bring definitions into the cluster: a package, or a right to create them. */
function installsDefinitions({ apiVersion, kind, ...object }: ManifestObject): boolean {
  const group = groupOf(apiVersion);
  if (installerGroup.test(group)) return true;
  if (group !== "rbac.authorization.k8s.io") return false;
  const reference = object["roleRef"];
  if (kind === "ClusterRoleBinding") return isObject(reference) && reference["name"] === "cluster-admin";
  const rules = object["rules"];
  return kind === "ClusterRole" && Array.isArray(rules) && rules.some(createsDefinitions);
}

function createsDefinitions(rule: unknown): boolean {
  const has = (field: string, values: readonly string[]) => {
    const list = isObject(rule) ? memberOf(rule, field) : undefined;
    return Array.isArray(list) && list.some((each) => each === "*" || values.includes(String(each)));
  };
  return (
    has("apiGroups", ["apiextensions.k8s.io"]) &&
    has("resources", ["customresourcedefinitions"]) &&
    has("verbs", ["create"])
  );
}
