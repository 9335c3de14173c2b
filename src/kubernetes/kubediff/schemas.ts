import { at, isObject, type JsonObject, listAt, listOf, memberOf, objectAt, textAt } from "../../lib/index.ts";
import { groupVersion } from "../client/index.ts";

/** What a cluster's OpenAPI v3 document says of one value, references followed. */
export interface Schema {
  /** Name of the type that a reference led to. */
  readonly name: string | undefined;
  readonly content: JsonObject;
}

const prefix = "#/components/schemas/";

/** The schemas of one group and version. */
export class Schemas {
  readonly #schemas: JsonObject;
  readonly #kinds = new Map<string, string>();

  /** @param document of `/openapi/v3` */
  constructor(document: object) {
    this.#schemas = objectAt(document, "components", "schemas");
    for (const [name, schema] of Object.entries(this.#schemas))
      for (const each of listAt(schema, "x-kubernetes-group-version-kind"))
        this.#kinds.set(["group", "version", "kind"].map((part) => textAt(each, part) ?? "").join("/"), name);
  }

  /** `undefined` for a kind that the document does not describe. */
  of(apiVersion: string, kind: string): Schema | undefined {
    const { group, version } = groupVersion(apiVersion);
    const name = this.#kinds.get([group, version, kind].join("/"));
    return name === undefined ? undefined : this.#named(name);
  }

  /** Of a member of a map; `undefined` where nothing is said of it. */
  member(schema: Schema | undefined, name: string): Schema | undefined {
    if (schema === undefined) return undefined;
    const property = memberOf(objectAt(schema.content, "properties"), name);
    return this.#resolved(property ?? schema.content["additionalProperties"]);
  }

  item(schema: Schema | undefined): Schema | undefined {
    return this.#resolved(schema?.content["items"]);
  }

  /** Whether the server would refuse a member of this name. */
  refuses(schema: Schema | undefined, name: string): boolean {
    if (schema === undefined) return false;
    const { content } = schema;
    if (content["x-kubernetes-preserve-unknown-fields"] === true || content["x-kubernetes-embedded-resource"] === true)
      return false;
    return isObject(content["properties"]) && !Object.hasOwn(content["properties"], name) && !hasFreeMembers(content);
  }

  #named(name: string): Schema | undefined {
    const content = memberOf(this.#schemas, name);
    return isObject(content) ? { name, content } : undefined;
  }

  /** A reference may stand alone, or in `allOf` beside a default. */
  #resolved(schema: unknown): Schema | undefined {
    if (!isObject(schema)) return undefined;
    const reference = textAt(schema, "$ref") ?? textAt(listOf(schema["allOf"])[0], "$ref");
    if (reference === undefined) return { name: undefined, content: schema };
    const found = reference.startsWith(prefix) ? this.#named(reference.slice(prefix.length)) : undefined;
    return found && { name: found.name, content: { ...found.content, ...schema } };
  }
}

const hasFreeMembers = (content: JsonObject): boolean => at(content, "additionalProperties") !== undefined;
