// Everything that is known of a type: its resource in an API, and what its properties are there.
import type { ObjectCodes, TypeCodes } from "./declared-types.ts";
import { collectionsOf, type DiscoveryDocument, type DiscoverySchema } from "./discovery.ts";
import { propertyExceptions, resourceExceptions } from "./exceptions/index.ts";
import type { Root } from "./find-field.ts";
import { type ApiResource, findResource } from "./find-resource.ts";
import { type MappedProperty, mapProperties } from "./map-properties.ts";
import { parametersOf } from "./parameters.ts";

export interface DeclaredType {
  /** Without `gcp:`. */
  readonly token: string;
  readonly idFormat: string | undefined;
  readonly inputs: TypeCodes;
  readonly objects: ObjectCodes;
}

export interface MappedType {
  readonly token: string;
  readonly document: DiscoveryDocument;
  /** Id of the method that makes the resource, for example `compute.instances.insert`. */
  readonly method: string;
  /** In front of the paths of fields: the field of the request that holds the resource. */
  readonly wrappedIn: string | undefined;
  readonly properties: readonly MappedProperty[];
}

/** Documents by name, each with what its betas add. */
export type Documents = (name: string) => DiscoveryDocument;

const GRANT = /I[Aa][Mm](Member|Binding|Policy|AuditConfig)$/;

/** Below this a resource that a name led to is another one. */
const LEAST_MAPPED = 0.5;

/** `undefined` where no document has the resource. */
export function mapType(
  type: DeclaredType,
  documentNames: readonly string[],
  documentOf: Documents,
): MappedType | undefined {
  if (GRANT.test(type.token)) return mapGrant(type, documentOf("iam.v1"));
  const resource = resourceOf(type, documentNames, documentOf);
  if (resource === undefined) return undefined;
  const properties = mapProperties(type.inputs, {
    document: resource.document,
    roots: rootsOf(resource),
    parameters: parametersOf(resource),
    exceptions: propertyExceptions[type.token] ?? {},
    objects: type.objects,
  });
  const sent = properties.filter(({ to }) => to.kind !== "provider");
  const mapped = sent.filter(({ to }) => to.kind !== "none");
  if (resourceExceptions[type.token] === undefined && mapped.length < sent.length * LEAST_MAPPED) return undefined;
  const { document, create, wrappedIn } = resource;
  return { token: type.token, document, method: create.id, wrappedIn, properties };
}

function resourceOf(
  type: DeclaredType,
  documentNames: readonly string[],
  documentOf: Documents,
): ApiResource | undefined {
  const exception = resourceExceptions[type.token];
  if (exception === undefined) return findResource(type, documentNames.map(documentOf));
  const document = documentOf(exception.document);
  for (const collection of collectionsOf(document)) {
    const create = Object.values(collection.methods).find(({ id }) => id === exception.method);
    if (create === undefined) continue;
    const body = document.schemas[exception.schema ?? create.request?.$ref ?? ""];
    if (body === undefined) break;
    const wrapped = Object.entries(body.properties ?? {}).find(
      ([, field]) => field.$ref !== undefined && field.$ref === collection.methods["get"]?.response?.$ref,
    );
    return { document, create, collection, body, wrappedIn: wrapped?.[0] };
  }
  throw new Error(
    `the exceptions' table names the method ${exception.method}, which ${exception.document} does not have`,
  );
}

/** The resource, what its request holds beside it, and the properties that a template holds for its instances. */
function rootsOf({ document, body, wrappedIn }: ApiResource): Root[] {
  const held = (name: string) => document.schemas[body.properties?.[name]?.$ref ?? ""];
  const wrapped = wrappedIn === undefined ? undefined : held(wrappedIn);
  const own: Root[] =
    wrapped === undefined
      ? [{ prefix: "", schema: body }]
      : [
          { prefix: "", schema: wrapped },
          { prefix: "^", schema: body },
        ];
  const template = held("properties");
  return template === undefined ? own : [...own, { prefix: "properties.", schema: template }];
}

/** Members, bindings, policies and audit configurations are parts of the policy of what they are about, in every API alike. */
function mapGrant(type: DeclaredType, document: DiscoveryDocument): MappedType {
  const roots = [
    { prefix: "policy.bindings[].", schema: schemaOf(document, "Binding") },
    { prefix: "policy.auditConfigs[].", schema: schemaOf(document, "AuditConfig") },
  ];
  const mapped = mapProperties(type.inputs, {
    document,
    roots,
    parameters: new Map(),
    exceptions: {},
    objects: type.objects,
  });
  const properties = mapped.map((each): MappedProperty => {
    if (each.to.kind !== "none" || each.property.includes(".")) return each;
    if (each.property === "policyData") {
      return { ...each, to: { kind: "field", path: "policy", schema: {}, isChecked: false } };
    }
    // What is left names what the policy is of, in the address of the call.
    return { ...each, to: { kind: "parameter", name: "resource", pattern: undefined } };
  });
  return { token: type.token, document, method: "setIamPolicy", wrappedIn: undefined, properties };
}

function schemaOf(document: DiscoveryDocument, name: string): DiscoverySchema {
  const schema = document.schemas[name];
  if (schema === undefined) throw new Error(`${document.name} ${document.revision} has no schema ${name}`);
  return schema;
}
