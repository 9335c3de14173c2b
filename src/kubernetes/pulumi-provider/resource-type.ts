import { type JsonObject, textAt } from "../../lib/index.ts";
import { UnsupportedByProvider } from "./errors.ts";

/** A kind as the API server knows it. */
export interface GroupVersionKind {
  /** `""` for the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

export interface ResourceType extends GroupVersionKind {
  /** A `…Patch` type: owns some fields of an object that another manager creates and deletes. */
  readonly patch: boolean;
}

const refusals: readonly { readonly token: RegExp; readonly instead: string }[] = [
  {
    token: /^kubernetes:helm\.sh\//,
    instead: "Use kubernetes.helm.v4.Chart, or v3.Release, which Helm itself installs.",
  },
  {
    token: /^kubernetes:yaml\/v2:/,
    instead: "Use kubernetes.yaml.ConfigFile or ConfigGroup, or the kinds themselves.",
  },
  {
    token: /^kubernetes:kustomize\/v2:/,
    instead: "Let the sync agent build the kustomization, or use the kinds themselves.",
  },
  { token: /List$/, instead: "Declare the objects of the list one by one." },
];

/** What a Pulumi type token such as `kubernetes:apps/v1:Deployment` stands for. @throws {UnsupportedByProvider} */
export function parseType(token: string, inputs: JsonObject | undefined): ResourceType {
  const [, groupVersion = "", typeKind = ""] = token.split(":");
  // A custom kind may be called …List: only what the object itself calls otherwise is a list of objects.
  const refusal = refusals.find((entry) => entry.token.test(token));
  if (refusal !== undefined && !(typeKind.endsWith("List") && isCustom(groupVersion))) {
    throw new UnsupportedByProvider({ token, instead: refusal.instead });
  }

  const given = textAt(inputs, "kind");
  const patch =
    given === undefined ? typeKind.endsWith("Patch") && !isCustom(groupVersion) : typeKind === `${given}Patch`;
  const kind = given ?? (patch ? typeKind.slice(0, -"Patch".length) : typeKind);
  return { ...parseApiVersion(textAt(inputs, "apiVersion") ?? groupVersion), kind, patch };
}

/** Group and version of `apps/v1`, `v1` or Pulumi's `core/v1`. */
export function parseApiVersion(apiVersion: string): { readonly group: string; readonly version: string } {
  const [first = "", second] = apiVersion.split("/");
  if (second === undefined) return { group: "", version: first };
  return { group: first === "core" ? "" : first, version: second };
}

export function apiVersionOf({ group, version }: Pick<GroupVersionKind, "group" | "version">): string {
  return group === "" ? version : `${group}/${version}`;
}

/** Whether a group comes with Kubernetes: such groups end in `.k8s.io`, have no dot, or are the core group. */
export function isBuiltIn(group: string): boolean {
  return !group.includes(".") || group.endsWith(".k8s.io");
}

function isCustom(groupVersion: string): boolean {
  return !isBuiltIn(parseApiVersion(groupVersion).group);
}
