// Which resource of which API a type of `@pulumi/gcp` is.
import {
  collectionsOf,
  type DiscoveryDocument,
  type DiscoveryMethod,
  type DiscoverySchema,
  flatPathOf,
  type NamedCollection,
} from "./discovery.ts";
import { plural, sameWord } from "./words.ts";

/** A resource of an API: what is sent to make it, and its place. */
export interface ApiResource {
  readonly document: DiscoveryDocument;
  readonly create: DiscoveryMethod;
  readonly collection: NamedCollection;
  /** The body of the call that makes it. */
  readonly body: DiscoverySchema;
  /** The field of the body that holds the resource itself, where the body is a request around it. */
  readonly wrappedIn: string | undefined;
}

/** Methods that make a resource or set what there is of it, first choice first. */
const MAKING = ["insert", "create", "add", "register", "patch", "update", "set", "createOrUpdate"];

export interface SoughtType {
  /** For example `compute/network:Network`. */
  readonly token: string;
  readonly idFormat: string | undefined;
}

/** The resource by its path, and else by the name of its class. */
export function findResource(type: SoughtType, documents: readonly DiscoveryDocument[]): ApiResource | undefined {
  for (const find of [byPath, byClassName, byEndOfClassName]) {
    for (const document of documents) {
      const found = find(type, document);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function byPath({ idFormat }: SoughtType, document: DiscoveryDocument): ApiResource | undefined {
  if (idFormat === undefined || !/[a-z]+\/\{\{/i.test(idFormat)) return undefined;
  const wanted = idFormat.replace(/\{\{\w+\}\}/g, "*").split("/");
  for (const collection of collectionsOf(document)) {
    const isItem = Object.values(collection.methods).some((method) => leadsTo(wanted, flatPathOf(method)));
    const found = isItem ? resourceOf(document, collection) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A part that the address leaves open may be fixed for a type: `locations/global`. */
function leadsTo(wanted: readonly string[], flatPath: string): boolean {
  const parts = flatPath.replace(/\{\w+\}/g, "*").split("/");
  return (
    parts.length === wanted.length &&
    parts.at(-1) === wanted.at(-1) &&
    parts.every((part, index) => part === "*" || part === wanted[index])
  );
}

function byClassName(type: SoughtType, document: DiscoveryDocument): ApiResource | undefined {
  const name = plural(classOf(type));
  return firstResource(document, (collection) => sameWord(collection, name));
}

/** `CxFlow` and `AiDataset` are among `flows` and `datasets`. */
function byEndOfClassName(type: SoughtType, document: DiscoveryDocument): ApiResource | undefined {
  const words = classOf(type).match(/[A-Z][a-z0-9]+/g) ?? [];
  for (let start = 1; start < words.length; start += 1) {
    const end = plural(words.slice(start).join(""));
    const found = firstResource(document, (collection) => sameWord(collection, end));
    if (found !== undefined) return found;
  }
  return undefined;
}

function classOf({ token }: SoughtType): string {
  return token.slice(token.indexOf(":") + 1);
}

function firstResource(document: DiscoveryDocument, isMeant: (collection: string) => boolean): ApiResource | undefined {
  return collectionsOf(document)
    .filter(({ name }) => isMeant(name))
    .map((collection) => resourceOf(document, collection))
    .find((found) => found !== undefined);
}

function resourceOf(document: DiscoveryDocument, collection: NamedCollection): ApiResource | undefined {
  const names = Object.keys(collection.methods);
  const singular = MAKING.flatMap((verb) =>
    names.filter(
      (name) => name === verb || (verb.length > 3 && name.startsWith(verb) && /[A-Z]/.test(name[verb.length] ?? "")),
    ),
  );
  for (const name of singular) {
    const create = collection.methods[name];
    const body = document.schemas[create?.request?.$ref ?? ""];
    if (create === undefined || body === undefined) continue;
    return { document, create, collection, body, wrappedIn: wrapping(collection, create, body) };
  }
  return undefined;
}

/** `CreateClusterRequest` holds the cluster in its field `cluster`. */
function wrapping(collection: NamedCollection, create: DiscoveryMethod, body: DiscoverySchema): string | undefined {
  if (!create.request?.$ref.endsWith("Request")) return undefined;
  const answered = collection.methods["get"]?.response?.$ref;
  const fields = Object.entries(body.properties ?? {}).filter(([, field]) => field.$ref !== undefined);
  const exact = fields.find(([, field]) => field.$ref === answered);
  const named = fields.find(([name]) => sameWord(plural(name), collection.name));
  return (exact ?? named)?.[0];
}
