import { at, listAt, memberOf, objectAt, setMember, textAt } from "../../../../lib/index.ts";
import type { ClusterApi, KubernetesObject } from "../../api-server/index.ts";
import { resources } from "../objects/index.ts";

/** The environment of a container, or why it cannot be made. */
export type ContainerEnvironment =
  | { readonly variables: Readonly<Record<string, string>> }
  | { readonly problem: string };

/** The variables of a container: `envFrom` first, then `env` in order, each able to refer to earlier ones as `$(NAME)`. */
export function environmentOf(api: ClusterApi, pod: KubernetesObject, container: unknown): ContainerEnvironment {
  try {
    const sources = listAt(container, "envFrom");
    const variables = Object.fromEntries(sources.flatMap((source) => Object.entries(allOf(api, pod, source))));
    for (const entry of listAt(container, "env")) {
      const name = textAt(entry, "name") ?? "";
      const value = valueOf(api, pod, container, entry);
      if (value !== undefined) setMember(variables, name, expanded(value, variables));
    }
    return { variables };
  } catch (thrown) {
    if (thrown instanceof MissingReference) return { problem: thrown.message };
    throw thrown;
  }
}

/** Puts variables into a text that refers to them as `$(NAME)`; `$$` is a dollar sign, unknown names stay. */
export function expanded(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replace(/\$\$|\$\(([A-Za-z_][A-Za-z0-9_.-]*)\)/g, (whole, name: string | undefined) =>
    whole === "$$" ? "$" : (memberOf(variables, name ?? "") ?? whole),
  );
}

class MissingReference extends Error {}

function valueOf(api: ClusterApi, pod: KubernetesObject, container: unknown, entry: unknown): string | undefined {
  const from = objectAt(entry, "valueFrom");
  if (from["fieldRef"] !== undefined) return fieldOf(pod, textAt(from, "fieldRef", "fieldPath") ?? "");
  if (from["resourceFieldRef"] !== undefined) {
    const [part = "", name = ""] = (textAt(from, "resourceFieldRef", "resource") ?? "").split(".");
    return textAt(container, "resources", part, name) ?? "0";
  }
  for (const kind of ["configMapKeyRef", "secretKeyRef"] as const) {
    if (from[kind] !== undefined) return keyOfReference(api, pod, kind, from[kind]);
  }
  return textAt(entry, "value") ?? "";
}

function keyOfReference(
  api: ClusterApi,
  pod: KubernetesObject,
  kind: "configMapKeyRef" | "secretKeyRef",
  reference: unknown,
): string | undefined {
  const key = textAt(reference, "key") ?? "";
  const data = dataOf(api, pod, kind === "secretKeyRef" ? "secret" : "configmap", reference);
  const value = memberOf(data, key);
  if (value !== undefined || at(reference, "optional") === true) return value;
  throw new MissingReference(
    `couldn't find key ${key} in ${kind === "secretKeyRef" ? "Secret" : "ConfigMap"} ${textAt(reference, "name") ?? ""}`,
  );
}

function allOf(api: ClusterApi, pod: KubernetesObject, source: unknown): Readonly<Record<string, string>> {
  const prefix = textAt(source, "prefix") ?? "";
  const secret = at(source, "secretRef");
  const data =
    dataOf(api, pod, secret === undefined ? "configmap" : "secret", secret ?? at(source, "configMapRef")) ?? {};
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [prefix + key, value]));
}

function dataOf(
  api: ClusterApi,
  pod: KubernetesObject,
  kind: "configmap" | "secret",
  reference: unknown,
): Readonly<Record<string, string>> | undefined {
  const name = textAt(reference, "name") ?? "";
  const object = api.get(kind === "secret" ? resources.secrets : resources.configMaps, name, pod.metadata.namespace);
  if (object === undefined) {
    if (at(reference, "optional") === true) return undefined;
    throw new MissingReference(`${kind} "${name}" not found`);
  }
  const entries = Object.entries(objectAt(object, "data")).map(([key, value]) => {
    const text = String(value);
    return [key, kind === "secret" ? Buffer.from(text, "base64").toString("utf8") : text] as const;
  });
  return Object.fromEntries(entries);
}

function fieldOf(pod: KubernetesObject, fieldPath: string): string {
  const [, part = "", key] = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(fieldPath) ?? [];
  if (key !== undefined) return textAt(pod, "metadata", part, key) ?? "";
  return textAt(pod, ...fieldPath.split(".")) ?? "";
}
