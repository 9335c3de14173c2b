import { type Clock, memberOf, systemClock } from "../../../../lib/index.ts";
import type { PropertyMap } from "../../../../provider/index.ts";
import type { ChangedBy, ResourceChange, ResourceStore, StoredResource } from "../../store/index.ts";
import type { GcpFacts, TypeFacts } from "../facts/index.ts";
import { DeletionRefused, type Draft, defaultsOf, isTakenOver, rulesOf, type Settings } from "../rules/index.ts";
import { lastPart } from "../values/index.ts";
import { admitCreate, admitUpdate } from "./admission.ts";
import type { ClusterEffects } from "./cluster-effects.ts";
import { AlreadyExists, ResourceNotFound } from "./errors.ts";
import { genericOutputs } from "./generic-outputs.ts";
import type { Latency } from "./latency.ts";
import { idOf, planned } from "./naming.ts";
import { withPrefixedName } from "./place.ts";
import { References } from "./references.ts";

export interface GcpCloudParts {
  readonly store: ResourceStore;
  readonly facts: GcpFacts;
  readonly latency: Latency;
  readonly effects: ClusterEffects;
  readonly clock?: Clock;
}

/** The origin of a change, and the signal that ends it early. */
export interface Caller {
  readonly by: ChangedBy;
  /** The person at the console, as that person says. */
  readonly actor?: string;
  readonly signal: AbortSignal;
  readonly urn?: string;
}

/** The simulated GCP: what its APIs would accept, answer and refuse. */
export class GcpCloud {
  readonly references: References;
  readonly #parts: GcpCloudParts;
  readonly #clock: Clock;

  constructor(parts: GcpCloudParts) {
    this.#parts = parts;
    this.#clock = parts.clock ?? systemClock;
    this.references = new References(parts.store, parts.facts);
  }

  get facts(): GcpFacts {
    return this.#parts.facts;
  }

  find(type: string, id: string): StoredResource | undefined {
    return this.#parts.store.get(type, id);
  }

  /** What a new resource would be as far as that is known before it is made. Unknown inputs stay unknown. */
  planned(type: string, inputs: PropertyMap, settings: Settings): PropertyMap {
    return planned(this.facts.typeOf(type), inputs, settings);
  }

  /**
   * Takes over resources that GCP has by itself, or has once for each project. @throws {AlreadyExists} {@link
   * ReferenceNotFound} {@link InvalidRequest} {@link SettingMissing} {@link StoreWriteFailed}
   */
  async create(type: string, inputs: PropertyMap, settings: Settings, caller: Caller): Promise<StoredResource> {
    await this.#parts.latency("create", type, caller.signal);
    const facts = this.facts.typeOf(type);
    const named = withPrefixedName(this.planned(type, inputs, settings), facts);
    const fresh = this.#draft(facts, named, settings, undefined);
    admitCreate(facts, fresh.id, inputs);
    const existing = this.find(type, fresh.id);
    if (existing !== undefined && !isTakenOver(facts)) throw new AlreadyExists({ type, id: fresh.id });
    const draft = existing === undefined ? fresh : this.#draft(facts, named, settings, existing);
    const properties = this.#completed(draft);
    await this.#put(facts, draft.id, properties, caller);
    return this.#afterEffects(facts, draft.id, caller, (resource) => this.#parts.effects.created(resource));
  }

  /**
   * Sets the resource to `inputs`. Properties that were given before and are missing now get their defaults. @throws as
   * {@link create}
   */
  async update(
    type: string,
    id: string,
    { oldInputs, inputs }: { readonly oldInputs: PropertyMap; readonly inputs: PropertyMap },
    settings: Settings,
    caller: Caller,
  ): Promise<StoredResource> {
    await this.#parts.latency("update", type, caller.signal);
    const facts = this.facts.typeOf(type);
    const previous = this.#existing(type, id);
    admitUpdate(facts, id, { oldInputs, inputs });
    const kept = this.#cloudsOwn(facts, previous.properties, oldInputs);
    const draft = this.#draft(facts, this.planned(type, { ...kept, ...inputs }, settings), settings, previous);
    await this.#put(facts, id, this.#completed(draft), caller);
    return this.#afterEffects(facts, id, caller, (resource) => this.#parts.effects.updated(resource));
  }

  /** Changes single properties as a console or another tool does, without the rules for programs. */
  async patch(type: string, id: string, properties: PropertyMap, caller: Caller): Promise<StoredResource> {
    const facts = this.facts.typeOf(type);
    const previous = this.#existing(type, id);
    const draft = this.#draft(facts, properties, { labels: defaultLabelsOf(previous) }, previous);
    await this.#put(facts, id, { ...genericOutputs(draft), ...properties, ...labelsOf(draft) }, caller);
    return this.#afterEffects(facts, id, caller, (resource) => this.#parts.effects.updated(resource));
  }

  /** Deleting a missing resource does nothing. @throws {ResourceInUse} {@link DeletionRefused} */
  async delete(type: string, id: string, caller: Caller): Promise<void> {
    await this.#parts.latency("delete", type, caller.signal);
    const resource = this.find(type, id);
    if (resource === undefined) return;
    if (resource.properties["deletionPolicy"] === "ABANDON" || rulesOf(type).outlivesDeletion === true) return;
    if (resource.properties["deletionPolicy"] === "PREVENT") {
      throw new DeletionRefused({
        id,
        because: "its deletionPolicy is PREVENT",
        remedy: "Set it to DELETE and run up first.",
      });
    }
    if (caller.by === "provider") rulesOf(type).guardDelete?.(resource, this.references);
    const going = this.#withDependents(resource);
    for (const each of going) await this.#parts.effects.deleted(each);
    await this.#parts.store.commit(
      going.map((each): ResourceChange => ({ remove: { type: each.type, id: each.id } })),
      caller,
    );
  }

  /** The properties that the cloud keeps by itself: the program neither gave them before nor may give them now. */
  #cloudsOwn(facts: TypeFacts, properties: PropertyMap, oldInputs: PropertyMap): PropertyMap {
    const defaults = defaultsOf(facts);
    return Object.fromEntries(
      Object.entries(properties).filter(
        ([key]) =>
          !Object.hasOwn(oldInputs, key) &&
          !Object.hasOwn(defaults, key) &&
          memberOf(facts.inputs, key)?.always !== false,
      ),
    );
  }

  #withDependents(resource: StoredResource): StoredResource[] {
    const dependents = this.references.dependentsOf(resource);
    return [...dependents.flatMap((dependent) => this.#withDependents(dependent)), resource];
  }

  #existing(type: string, id: string): StoredResource {
    const resource = this.find(type, id);
    if (resource === undefined) throw new ResourceNotFound({ id });
    return resource;
  }

  #draft(facts: TypeFacts, properties: PropertyMap, settings: Settings, previous: StoredResource | undefined): Draft {
    const draft = { facts, properties, settings, previous, now: this.#clock.now().toISOString() };
    return { ...draft, id: previous?.id ?? idOf(draft, this.references) };
  }

  /** The draft's properties as they are stored: references as links, outputs filled in. @throws what the type's rules refuse */
  #completed(draft: Draft): PropertyMap {
    const rules = rulesOf(draft.facts.token);
    const resolved: Draft = { ...draft, properties: this.references.resolved(draft) };
    rules.admit?.(resolved, this.references);
    const generic = { ...genericOutputs(resolved), ...resolved.properties, ...labelsOf(resolved) };
    return { ...generic, ...rules.complete?.({ ...resolved, properties: generic }, this.references) };
  }

  async #put(facts: TypeFacts, id: string, properties: PropertyMap, caller: Caller): Promise<void> {
    const sensitive = [...Object.entries(facts.inputs), ...Object.entries(facts.outputs)]
      .filter(([, property]) => property.sensitive)
      .map(([name]) => name);
    const owner = caller.urn ?? this.find(facts.token, id)?.urn;
    const name = lastPart(id);
    const put = { type: facts.token, id, name, properties, sensitive, ...(owner !== undefined && { urn: owner }) };
    await this.#parts.store.commit([{ put }], caller);
  }

  /** Starts or changes the servers behind a resource, and stores the properties that they return. */
  async #afterEffects(
    facts: TypeFacts,
    id: string,
    caller: Caller,
    effect: (resource: StoredResource) => Promise<PropertyMap | undefined>,
  ): Promise<StoredResource> {
    const answered = await effect(this.#existing(facts.token, id));
    const resource = this.#existing(facts.token, id);
    if (answered === undefined) return resource;
    await this.#put(facts, id, { ...resource.properties, ...answered }, { ...caller, by: "cloud" });
    return this.#existing(facts.token, id);
  }
}

/** Labels as they are in effect: what the resource says over what the provider puts on everything. */
function labelsOf({ facts, properties, settings }: Draft): PropertyMap {
  if (facts.outputs["effectiveLabels"] === undefined) return {};
  const effective = { ...settings.labels, ...(properties["labels"] as PropertyMap | undefined) };
  return { effectiveLabels: effective, pulumiLabels: effective };
}

/** The labels that came from the provider, as far as the resource shows. */
function defaultLabelsOf({ properties }: StoredResource): Record<string, string> {
  const own = (properties["labels"] ?? {}) as Record<string, string>;
  const effective = (properties["effectiveLabels"] ?? {}) as Record<string, string>;
  return Object.fromEntries(Object.entries(effective).filter(([key]) => !Object.hasOwn(own, key)));
}
