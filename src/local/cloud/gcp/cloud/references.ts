import { closest } from "fastest-levenshtein";
import type { PropertyMap } from "../../../../provider/index.ts";
import { formatPath, isUnknown } from "../../../../pulumi/index.ts";
import type { ResourceStore, StoredResource } from "../../store/index.ts";
import type { GcpFacts } from "../facts/index.ts";
import { busyRefusal } from "../operations/index.ts";
import { type Draft, type Reference, rulesOf, type Settings, type World } from "../rules/index.ts";
import { changedAt, regionOf, relativeLink, textOf, valuesAt } from "../values/index.ts";
import { ReferenceNotFound, ResourceInUse, ResourceNotReady } from "./errors.ts";
import { formatId } from "./place.ts";

/** Resolves references, and finds the resources that refer to one. */
export class References implements World {
  constructor(
    private readonly store: ResourceStore,
    private readonly facts: GcpFacts,
  ) {}

  find(type: string, id: string): StoredResource | undefined {
    return this.store.get(type, id);
  }

  ofType(type: string): readonly StoredResource[] {
    return [...this.store.all()].filter((resource) => resource.type === type);
  }

  resolve(value: string, type: string, from: Pick<Draft, "properties" | "settings">): StoredResource | undefined {
    const id = this.#idOf(value, type, from.properties, from.settings);
    return id === undefined ? undefined : this.store.get(type, id);
  }

  /**
   * The draft's properties with references as the cloud answers them.
   *
   * @throws {ReferenceNotFound} for the first reference without a target.
   * @throws {ResourceNotReady} for one whose target is being made or deleted.
   */
  resolved(draft: Draft): PropertyMap {
    let properties = draft.properties;
    for (const [pattern, reference] of Object.entries(rulesOf(draft.facts.token).references ?? {})) {
      for (const { path, value } of valuesAt(draft.properties, pattern)) {
        if (typeof value !== "string" || value === "" || isUnknown(value)) continue;
        const target = reference.types
          .map((type) => this.resolve(value, type, draft))
          .find((found) => found !== undefined);
        if (target === undefined && !existsOutside(value, reference)) {
          throw this.#notFound(draft, formatPath(path), value, reference);
        }
        if (target?.operation !== undefined && target.operation.kind !== "update") {
          const user = `${formatPath(path)} of ${draft.id}`;
          const refusal = busyRefusal(draft.facts.token);
          throw new ResourceNotReady({ id: target.id, operation: target.operation, refusal, user });
        }
        const link = target?.properties["selfLink"];
        if (reference.asLink && typeof link === "string" && !value.startsWith("https://")) {
          properties = changedAt(properties, path, () => link) as PropertyMap;
        }
      }
    }
    return properties;
  }

  /**
   * The resources that are deleted together with `resource`. @throws {ResourceInUse} naming the resource that refers to
   * it.
   */
  dependentsOf(resource: StoredResource): readonly StoredResource[] {
    const cascade: StoredResource[] = [];
    const users: string[] = [];
    for (const other of this.store.all()) {
      if (other === resource) continue;
      const use = this.#useOf(resource, other);
      if (use === "cascade") cascade.push(other);
      if (use === "refuse") users.push(other.id);
    }
    if (users.length > 0) throw new ResourceInUse({ id: resource.id, users });
    return cascade;
  }

  #useOf(resource: StoredResource, other: StoredResource): Reference["onDelete"] | undefined {
    for (const [pattern, reference] of Object.entries(rulesOf(other.type).references ?? {})) {
      if (!reference.types.includes(resource.type) || reference.onDelete === "allow") continue;
      for (const { value } of valuesAt(other.properties, pattern)) {
        if (typeof value === "string" && this.#idOf(value, resource.type, other.properties, {}) === resource.id) {
          return reference.onDelete;
        }
      }
    }
    return undefined;
  }

  #idOf(value: string, type: string, properties: PropertyMap, settings: Partial<Settings>): string | undefined {
    const rules = rulesOf(type);
    const place = { ...settings, labels: {} };
    const own = rules.idFromReference?.(value, { properties, settings: place });
    if (own !== undefined) return own;
    const link = relativeLink(value);
    if (link.startsWith("projects/")) return link;
    const project = properties["project"] ?? settings.project;
    if (link.includes("/")) return typeof project === "string" ? `projects/${project}/${link}` : link;
    const facts = this.facts.typeOf(type);
    const format = rules.idFormat ?? facts.idFormat;
    if (format === undefined) return link;
    const last = /\{\{(\w+)\}\}$/.exec(format)?.[1] ?? "name";
    try {
      const zone = textOf(properties["zone"]);
      const region = textOf(properties["region"]) ?? (zone && regionOf(zone)) ?? settings.region;
      return formatId(format, { ...settings, ...properties, region, [last]: link }, facts, place);
    } catch {
      return undefined; // Without a project or a place, a bare name is ambiguous.
    }
  }

  #notFound(draft: Draft, property: string, wanted: string, reference: Reference): ReferenceNotFound {
    const ids = reference.types.flatMap((type) => this.ofType(type)).map(({ id }) => id);
    const nearest = ids.length > 0 ? { nearest: closest(relativeLink(wanted), ids) } : {};
    return new ReferenceNotFound({ id: draft.id, property, wanted, ...nearest });
  }
}

/** Every project starts with a network named default, with a subnetwork of that name in each region. */
function existsOutside(value: string, { types }: Reference): boolean {
  const network = types.some((type) => /^gcp:compute\/(network|subnetwork):/.test(type));
  return network && /(^|\/)default$/.test(value);
}
