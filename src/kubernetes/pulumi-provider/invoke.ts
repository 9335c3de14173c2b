import { parseAllDocuments } from "yaml";
import { isObject, type JsonObject, listAt, memberOf, textAt, withValue } from "../../lib/index.ts";
import type { PropertyMap } from "../../provider/resource-provider.ts";
import { toProgram } from "./checkpoint.ts";
import { UnsupportedByProvider } from "./errors.ts";
import { parseApiVersion } from "./resource-type.ts";
import type { Session } from "./session.ts";

const refusals: Readonly<Record<string, string>> = {
  "kubernetes:helm:template": "Keep Helm charts as HelmRelease objects in Git, for the sync agent.",
  "kubernetes:kustomize:directory": "Let the sync agent build the kustomization, or use kubernetes.yaml.ConfigFile.",
};

/** Carries out a function of the package. @throws {UnsupportedByProvider} */
export async function invokeFunction(session: Session, token: string, args: PropertyMap): Promise<PropertyMap> {
  if (token === "kubernetes:yaml:decode") return { result: toProgram(await decodeYaml(session, args)) };
  throw new UnsupportedByProvider({
    token,
    instead: memberOf(refusals, token) ?? "It is no function that this provider knows.",
  });
}

/** The objects of a multi-document YAML text; lists of objects count as their items. */
async function decodeYaml(session: Session, args: PropertyMap): Promise<readonly JsonObject[]> {
  const namespace = textAt(args, "defaultNamespace");
  const documents = parseAllDocuments(textAt(args, "text") ?? "");
  const objects = (Array.isArray(documents) ? documents : []).flatMap((document) => {
    const [problem] = document.errors;
    if (problem !== undefined) throw problem;
    return flattened(document.toJS());
  });
  if (namespace === undefined) return objects;
  return Promise.all(objects.map(async (object) => inNamespace(session, object, namespace)));
}

function flattened(value: unknown): readonly JsonObject[] {
  if (!isObject(value)) return [];
  const isList = textAt(value, "kind")?.endsWith("List") === true && "items" in value;
  return isList ? listAt(value, "items").flatMap(flattened) : [value];
}

async function inNamespace(session: Session, object: JsonObject, namespace: string): Promise<JsonObject> {
  const kind = { ...parseApiVersion(textAt(object, "apiVersion") ?? ""), kind: textAt(object, "kind") ?? "" };
  if (textAt(object, "metadata", "namespace") !== undefined || !(await session.isNamespaced(kind))) return object;
  return withValue(object, ["metadata", "namespace"], namespace);
}
