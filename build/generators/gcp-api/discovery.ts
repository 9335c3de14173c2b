// Google's discovery documents, as far as the facts need them.

/** One schema, or one property of a schema. */
export interface DiscoverySchema {
  readonly id?: string;
  readonly type?: "any" | "array" | "boolean" | "integer" | "number" | "object" | "string";
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, DiscoverySchema>>;
  readonly items?: DiscoverySchema;
  readonly additionalProperties?: DiscoverySchema;
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly format?: string;
  readonly minimum?: string;
  readonly maximum?: string;
  readonly readOnly?: boolean;
  readonly deprecated?: boolean;
  readonly annotations?: { readonly required?: readonly string[] };
}

export interface DiscoveryParameter extends DiscoverySchema {
  readonly location: "path" | "query";
  readonly required?: boolean;
}

export interface DiscoveryMethod {
  readonly id: string;
  readonly path: string;
  readonly flatPath?: string;
  readonly httpMethod: string;
  readonly parameters?: Readonly<Record<string, DiscoveryParameter>>;
  readonly request?: { readonly $ref: string };
  readonly response?: { readonly $ref: string };
}

export interface DiscoveryCollection {
  readonly methods?: Readonly<Record<string, DiscoveryMethod>>;
  readonly resources?: Readonly<Record<string, DiscoveryCollection>>;
}

export interface DiscoveryDocument extends DiscoveryCollection {
  readonly name: string;
  readonly version: string;
  readonly revision: string;
  readonly schemas: Readonly<Record<string, DiscoverySchema>>;
}

/** A collection of resources with its methods, for example `instances` of compute. */
export interface NamedCollection {
  readonly name: string;
  readonly methods: Readonly<Record<string, DiscoveryMethod>>;
}

/** Every collection of a document, outer ones first. */
export function collectionsOf(within: DiscoveryCollection): NamedCollection[] {
  return Object.entries(within.resources ?? {}).flatMap(([name, inner]) => [
    { name, methods: inner.methods ?? {} },
    ...collectionsOf(inner),
  ]);
}

/** The schema itself where `schema` only refers to it. */
export function resolved(document: DiscoveryDocument, schema: DiscoverySchema): DiscoverySchema {
  return schema.$ref === undefined ? schema : (document.schemas[schema.$ref] ?? schema);
}

/** The path of a method with names of its parts in braces and without the API's version. */
export function flatPathOf({ flatPath, path }: DiscoveryMethod): string {
  return (flatPath ?? path).replace(/^(?:\w+\/)?v\d\w*\//, "").replace(/\{\+/g, "{");
}
