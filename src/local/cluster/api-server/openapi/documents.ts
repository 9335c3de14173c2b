import { createHash } from "node:crypto";
import { jsonText, memberOf, setMember } from "../../../../lib/index.ts";
import { apiGroups } from "../discovery/index.ts";
import type { Catalog, ResourceType } from "../kinds/index.ts";
import { definition, facts, type Schema } from "../schema/index.ts";

type Documented = Readonly<Record<string, unknown>>;

/** Raised whenever documents of the same types change, because clients keep them by hash. */
const format = 2;

/** Where the document of each group version is, with a hash that changes with its contents. */
export function openApiIndex(catalog: Catalog): object {
  const paths = apiGroups(catalog).flatMap(({ versions }) =>
    versions.map(({ apiVersion, types }) => {
      const path = documentPath(apiVersion);
      return [path, { serverRelativeURL: `/openapi/v3/${path}?hash=${hashOf(types)}` }] as const;
    }),
  );
  return { paths: Object.fromEntries(paths) };
}

/** @param path `api/v1` or `apis/<group>/<version>`; `undefined` for what is not served */
export function openApiV3(catalog: Catalog, path: string, version: string): object | undefined {
  const types = catalog.all().filter((type) => documentPath(type.apiVersion) === path);
  if (types.length === 0) return undefined;
  return {
    openapi: "3.0.0",
    info: { title: "Kubernetes", version },
    paths: pathsOf(types, requestBody),
    components: { schemas: schemasOf(types, (name) => `#/components/schemas/${name}`, true) },
  };
}

/** All types in one document, for clients that do not know version 3. */
export function openApiV2(catalog: Catalog, version: string): object {
  const types = catalog.all();
  return {
    swagger: "2.0",
    info: { title: "Kubernetes", version },
    paths: pathsOf(types, () => ({})),
    definitions: schemasOf(types, (name) => `#/definitions/${name}`, false),
  };
}

function documentPath(apiVersion: string): string {
  return apiVersion.includes("/") ? `apis/${apiVersion}` : `api/${apiVersion}`;
}

function hashOf(types: readonly ResourceType[]): string {
  const hash = createHash("sha256").update(`${format} ${facts().kubernetes}`);
  for (const { resource, custom } of types) hash.update(custom === undefined ? resource : jsonText(custom));
  return hash.digest("hex").toUpperCase();
}

/** The definition's name of a type; custom ones are named as a real server names them, by their group turned round. */
function definitionName({ type, group, version, kind }: ResourceType): string {
  return type.definition ?? [...group.split(".").toReversed(), version, kind].join(".");
}

function pathsOf(types: readonly ResourceType[], bodyOf: (name: string) => Documented): Documented {
  const paths: Record<string, unknown> = {};
  for (const type of types) {
    const root = type.group === "" ? `/api/${type.version}` : `/apis/${type.apiVersion}`;
    const collection = `${root}${type.namespaced ? "/namespaces/{namespace}" : ""}/${type.resource}`;
    const name = definitionName(type);
    const operation = (action: string): Documented => ({
      operationId: `${action}${type.kind}`,
      parameters: action === "get" || action === "list" ? [] : writeParameters,
      responses: { "200": { description: "OK" } },
      "x-kubernetes-action": action,
      "x-kubernetes-group-version-kind": { group: type.group, kind: type.kind, version: type.version },
      ...(action === "post" || action === "put" ? bodyOf(name) : {}),
    });
    const can = (verb: string, method: string, action: string): Documented =>
      type.verbs.includes(verb) ? { [method]: operation(action) } : {};
    setMember(paths, collection, { ...can("list", "get", "list"), ...can("create", "post", "post") });
    if (!type.verbs.includes("get")) continue;
    setMember(paths, `${collection}/{name}`, {
      ...can("get", "get", "get"),
      ...can("update", "put", "put"),
      ...can("patch", "patch", "patch"),
      ...can("delete", "delete", "delete"),
    });
    if (type.subresources.has("status")) {
      setMember(paths, `${collection}/{name}/status`, {
        get: operation("get"),
        put: operation("put"),
        patch: operation("patch"),
      });
    }
  }
  return paths;
}

/** By these a client learns that the server checks unknown fields and can do a dry run. */
const writeParameters = ["dryRun", "fieldManager", "fieldValidation"].map((name) => ({
  name,
  in: "query",
  schema: { type: "string", uniqueItems: true },
}));

function requestBody(name: string): Documented {
  return { requestBody: { content: { "*/*": { schema: { $ref: `#/components/schemas/${name}` } } } } };
}

/** Every definition that the types reach, with references spelled as the document wants them. */
function schemasOf(types: readonly ResourceType[], reference: (name: string) => string, wraps: boolean): Documented {
  const { schemas } = facts();
  const found: Record<string, unknown> = {};
  const add = (name: string, schema: Schema): void => {
    if (Object.hasOwn(found, name)) return;
    setMember(found, name, null);
    setMember(found, name, rewrite(schema));
  };
  const rewrite = (schema: unknown): unknown => {
    if (Array.isArray(schema)) return schema.map(rewrite);
    if (typeof schema !== "object" || schema === null) return schema;
    const { $ref, ...siblings } = schema as Schema;
    const result: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(siblings))
      setMember(result, name, name === "properties" ? rewriteEach(value) : keptAsIs.has(name) ? value : rewrite(value));
    if ($ref === undefined) return result;
    const target = memberOf(schemas, $ref);
    if (target !== undefined) add($ref, target);
    const link = { $ref: reference($ref) };
    return wraps && Object.keys(result).length > 0 ? { allOf: [link], ...result } : link;
  };
  // A property may be called like a keyword: it is a schema all the same.
  const rewriteEach = (properties: unknown): unknown =>
    Object.fromEntries(Object.entries(properties as Schema).map(([name, value]) => [name, rewrite(value)]));
  for (const type of types) {
    const schema = type.custom?.schema ?? memberOf(schemas, type.type.definition ?? "");
    if (schema === undefined) continue;
    const of = { group: type.group, kind: type.kind, version: type.version };
    add(definitionName(type), { ...schema, "x-kubernetes-group-version-kind": [of] });
  }
  for (const name of [definition.deleteOptions, definition.status]) {
    const schema = schemas[name];
    if (schema !== undefined) add(name, schema);
  }
  return found;
}

/** Values in a schema that are data, not schemas. */
const keptAsIs = new Set([
  "default",
  "enum",
  "example",
  "required",
  "x-kubernetes-validations",
  "x-kubernetes-group-version-kind",
]);
