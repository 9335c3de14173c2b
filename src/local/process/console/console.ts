import { closest } from "fastest-levenshtein";
import {
  type Caller,
  type GcpCloud,
  ResourceNotFound,
  type ResourceStore,
  type StoredResource,
} from "../../cloud/index.ts";
import { AmbiguousResource } from "./errors.ts";
import { patched } from "./patch.ts";

/** Which of several resources of a name is meant, and who asks. */
interface Asked {
  readonly type?: string | undefined;
  readonly actor?: string | undefined;
}

/** The operations of a cloud's console: look at every resource, and change it without the engine's knowledge. */
export class Console {
  constructor(
    private readonly store: ResourceStore,
    private readonly cloud: GcpCloud,
  ) {}

  list(filter: { readonly type?: string; readonly project?: string; readonly id?: string }): ConsoleResource[] {
    const type = filter.type?.toLowerCase() ?? "";
    return [...this.store.all()]
      .filter((resource) => resource.type.toLowerCase().includes(type))
      .filter((resource) => resource.id.includes(filter.id ?? ""))
      .filter(({ properties }) => filter.project === undefined || properties["project"] === filter.project)
      .map(shown);
  }

  get(wanted: string, type?: string): ConsoleResource {
    return shown(this.#find(wanted, type));
  }

  async set(
    wanted: string,
    patch: Readonly<Record<string, unknown>>,
    { type, actor }: Asked = {},
  ): Promise<ConsoleResource> {
    const resource = this.#find(wanted, type);
    const properties = patched(resource, patch, this.cloud.facts.typeOf(resource.type));
    return shown(await this.cloud.patch(resource.type, resource.id, properties, person(actor)));
  }

  async delete(wanted: string, { type, actor }: Asked = {}): Promise<void> {
    const resource = this.#find(wanted, type);
    await this.cloud.delete(resource.type, resource.id, person(actor));
  }

  #find(wanted: string, type = ""): StoredResource {
    const candidates = [...this.store.all()].filter((resource) =>
      resource.type.toLowerCase().includes(type.toLowerCase()),
    );
    const byId = candidates.filter(({ id, properties }) => id === wanted || properties["selfLink"] === wanted);
    const matches = byId.length > 0 ? byId : candidates.filter(({ name }) => name === wanted);
    const [only, ...others] = matches;
    if (only === undefined) {
      const names = candidates.map(({ id }) => id);
      throw new ResourceNotFound({ id: wanted, ...(names.length > 0 && { nearest: closest(wanted, names) }) });
    }
    if (others.length > 0)
      throw new AmbiguousResource({ wanted, matches: matches.map((one) => `${one.type} ${one.id}`) });
    return only;
  }
}

/** A resource as the console shows it. */
export type ConsoleResource = Pick<
  StoredResource,
  "type" | "id" | "name" | "properties" | "createdAt" | "updatedAt" | "generation"
> & {
  /** The operation that runs on it. */
  readonly operation?: { readonly name: string; readonly kind: string };
  /** Why its last change failed half-way. */
  readonly failure?: string;
};

function shown({
  type,
  id,
  name,
  properties,
  sensitive,
  createdAt,
  updatedAt,
  generation,
  operation,
  failure,
}: StoredResource): ConsoleResource {
  const masked = Object.fromEntries(
    Object.entries(properties).map(([key, value]) => [key, sensitive.includes(key) ? "[secret]" : value]),
  );
  return {
    type,
    id,
    name,
    properties: masked,
    createdAt,
    updatedAt,
    generation,
    ...(operation !== undefined && { operation: { name: operation.name, kind: operation.kind } }),
    ...(failure !== undefined && { failure: failure.message }),
  };
}

function person(actor: string | undefined): Caller {
  return { by: "console", ...(actor !== undefined && { actor }), signal: new AbortController().signal };
}
