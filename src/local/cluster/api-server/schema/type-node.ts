import { type Definitions, definition, type Schema } from "./schema.ts";

/** The shape of a value. `any` is unchecked; `scalar` is one JSON value without parts. */
export type Shape = "scalar" | "struct" | "map" | "list" | "any";

/**
 * A schema with its references followed: one node per place in an object, made when first asked for.
 *
 * Recursive schemas are endless trees, of which only what objects reach is ever made.
 */
export class TypeNode {
  readonly schema: Schema;
  readonly shape: Shape;
  /** Name of the definition that the place refers to, such as `io.k8s.api.core.v1.Container`. */
  readonly definition: string | undefined;
  readonly #definitions: Definitions;
  readonly #fields = new Map<string, TypeNode | undefined>();
  #items: TypeNode | undefined;
  #values: TypeNode | undefined;

  constructor(schema: Schema, definitions: Definitions) {
    this.#definitions = definitions;
    const target = schema.$ref === undefined ? undefined : definitions[schema.$ref];
    const { $ref, ...siblings } = schema;
    this.definition = target === undefined ? undefined : $ref;
    this.schema = target === undefined ? siblings : { ...target, ...siblings };
    this.shape = shapeOf(this.schema, this.definition);
  }

  /** The type of a field of that name, `undefined` when the type declares none. */
  field(name: string): TypeNode | undefined {
    if (this.#fields.has(name)) return this.#fields.get(name);
    const properties = this.schema.properties;
    const schema = properties !== undefined && Object.hasOwn(properties, name) ? properties[name] : undefined;
    const node = schema === undefined ? undefined : new TypeNode(schema, this.#definitions);
    this.#fields.set(name, node);
    return node;
  }

  get fieldNames(): readonly string[] {
    return Object.keys(this.schema.properties ?? {});
  }

  /** The type of a list's items; of any when the schema says nothing. */
  get items(): TypeNode {
    this.#items ??= new TypeNode(this.schema.items ?? {}, this.#definitions);
    return this.#items;
  }

  /** The type of the values of a map, or of undeclared fields that the type keeps. */
  get values(): TypeNode | undefined {
    if (this.#values === undefined) {
      const declared = this.schema.additionalProperties;
      if (typeof declared === "object") this.#values = new TypeNode(declared, this.#definitions);
      else if (declared === true || this.keepsUnknown) this.#values = anyType;
    }
    return this.#values;
  }

  get keepsUnknown(): boolean {
    return this.shape === "any" || this.schema["x-kubernetes-preserve-unknown-fields"] === true;
  }

  /** Owned and compared as a whole: no manager owns a part of it. */
  get atomic(): boolean {
    if (this.shape === "list") return this.listType === "atomic";
    return this.schema["x-kubernetes-map-type"] === "atomic";
  }

  get listType(): "atomic" | "set" | "map" {
    const declared = this.schema["x-kubernetes-list-type"];
    return declared === "set" || declared === "map" ? declared : "atomic";
  }

  get listKeys(): readonly string[] {
    return this.schema["x-kubernetes-list-map-keys"] ?? [];
  }

  get isQuantity(): boolean {
    return this.definition === definition.quantity;
  }
}

/** The type of values that no schema describes. */
export const anyType = new TypeNode({}, {});

function shapeOf(schema: Schema, name: string | undefined): Shape {
  if (
    schema["x-kubernetes-int-or-string"] === true ||
    name === definition.quantity ||
    name === definition.intOrString
  ) {
    return "scalar";
  }
  if (schema.type === "array") return "list";
  if (schema.type === "object" || (schema.type === undefined && schema.properties !== undefined)) {
    if (schema.properties !== undefined) return "struct";
    if (typeof schema.additionalProperties === "object" || schema.additionalProperties === true) return "map";
    // A built-in object type without fields (RawExtension, FieldsV1) holds what the client wrote.
    return name !== undefined || schema["x-kubernetes-preserve-unknown-fields"] === true ? "any" : "struct";
  }
  if (schema.type === undefined) return "any";
  return "scalar";
}
