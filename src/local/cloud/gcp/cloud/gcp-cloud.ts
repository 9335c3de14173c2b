import { setTimeout as wait } from "node:timers/promises";
import { type Clock, memberOf, systemClock } from "../../../../lib/index.ts";
import type { PropertyMap } from "../../../../provider/index.ts";
import type { ResourceStore, StoredResource } from "../../store/index.ts";
import type { GcpFacts, TypeFacts } from "../facts/index.ts";
import { type CloudCall, type Faults, noFaults } from "../faults/index.ts";
import { busyRefusal, type CloudOperation } from "../operations/index.ts";
import { type QuotaLimits, type QuotaUse, quotasIn, refuseBeyondQuota } from "../quotas/index.ts";
import { DeletionRefused, type Draft, defaultsOf, isTakenOver, rulesOf, type Settings } from "../rules/index.ts";
import { admitCreate, admitUpdate } from "./admission.ts";
import type { Caller } from "./caller.ts";
import type { ClusterEffects } from "./cluster-effects.ts";
import { AlreadyExists, ResourceNotFound, ResourceNotReady } from "./errors.ts";
import { genericOutputs, isFingerprint } from "./generic-outputs.ts";
import type { Latency } from "./latency.ts";
import { idOf, planned } from "./naming.ts";
import { OperationRunner } from "./operation-runner.ts";
import { withPrefixedName } from "./place.ts";
import { References } from "./references.ts";
import { refuseStale } from "./stale-fingerprints.ts";

export interface GcpCloudParts {
  readonly store: ResourceStore;
  readonly facts: GcpFacts;
  readonly latency: Latency;
  readonly effects: ClusterEffects;
  /** @default none */
  readonly faults?: Faults;
  /** @default no quota ends */
  readonly quotas?: QuotaLimits;
  readonly clock?: Clock;
}

/** The simulated GCP: what its APIs would accept, answer and refuse. */
export class GcpCloud {
  readonly references: References;
  readonly #parts: GcpCloudParts;
  readonly #clock: Clock;
  readonly #faults: Faults;
  readonly #runner: OperationRunner;

  constructor(parts: GcpCloudParts) {
    this.#parts = parts;
    this.#clock = parts.clock ?? systemClock;
    this.#faults = parts.faults ?? noFaults;
    this.#runner = new OperationRunner({ ...parts, clock: this.#clock, faults: this.#faults });
    this.references = new References(parts.store, parts.facts);
  }

  get facts(): GcpFacts {
    return this.#parts.facts;
  }

  find(type: string, id: string): StoredResource | undefined {
    return this.#parts.store.get(type, id);
  }

  /** Operations that run, and the last of those that ended. */
  operations(): readonly CloudOperation[] {
    return this.#runner.log.list();
  }

  /** Ends what the last run of the process left unfinished. Call it before any other change. */
  async finishInterrupted(): Promise<void> {
    await this.#runner.finishInterrupted((resource) => this.#withDependents(resource));
  }

  /** Interrupts operations that run; {@link finishInterrupted} ends them in the next run. */
  async close(): Promise<void> {
    await this.#runner.close();
  }

  /** Quotas of which something is taken, or whose limit was set. */
  quotas(): readonly QuotaUse[] {
    const { store, quotas } = this.#parts;
    return quotas === undefined ? [] : quotasIn(store.all(), this.references, quotas);
  }

  /** Acts out what the fault plan has for a call that changes nothing. @throws {InjectedFailure} */
  async asked(call: CloudCall, signal: AbortSignal): Promise<void> {
    const met = await this.#faults.meet(call, signal);
    if (met !== undefined && met.lateMilliseconds > 0) await wait(met.lateMilliseconds, undefined, { signal });
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
    const facts = this.facts.typeOf(type);
    const named = withPrefixedName(this.planned(type, inputs, settings), facts);
    const course = await this.#runner.begin("create", facts, this.#draft(facts, named, settings, undefined).id, caller);
    // Others may have been made during the wait, and ids may depend on what there is.
    const fresh = this.#draft(facts, named, settings, undefined);
    admitCreate(facts, fresh.id, inputs);
    const existing = this.find(type, fresh.id);
    if (existing !== undefined && !isTakenOver(facts)) throw new AlreadyExists({ type, id: fresh.id });
    const draft = existing === undefined ? fresh : this.#draft(facts, named, settings, existing);
    const properties = this.#withinQuota(draft, this.#completed(draft));
    return await this.#runner.change({ kind: "create", facts, id: draft.id, properties }, course, caller);
  }

  /**
   * Sets the resource to `inputs`. `oldOutputs` holds the fingerprints that the program knows. Properties that were given before and are missing now get their defaults. @throws as
   * {@link create}
   */
  async update(
    type: string,
    id: string,
    {
      oldInputs,
      oldOutputs,
      inputs,
    }: { readonly oldInputs: PropertyMap; readonly oldOutputs: PropertyMap; readonly inputs: PropertyMap },
    settings: Settings,
    caller: Caller,
  ): Promise<StoredResource> {
    const facts = this.facts.typeOf(type);
    const course = await this.#runner.begin("update", facts, id, caller);
    const previous = this.#settled(type, id);
    refuseStale(previous, oldOutputs, inputs);
    admitUpdate(facts, id, { oldInputs, inputs });
    const kept = this.#cloudsOwn(facts, previous.properties, oldInputs);
    const draft = this.#draft(facts, this.planned(type, { ...kept, ...inputs }, settings), settings, previous);
    const properties = this.#withinQuota(draft, this.#completed(draft));
    return await this.#runner.change({ kind: "update", facts, id, properties }, course, caller);
  }

  /** Changes single properties as a console or another tool does, without the rules for programs. */
  async patch(type: string, id: string, properties: PropertyMap, caller: Caller): Promise<StoredResource> {
    const facts = this.facts.typeOf(type);
    const previous = this.#settled(type, id);
    const draft = this.#draft(facts, properties, { labels: defaultLabelsOf(previous) }, previous);
    const given = Object.entries(properties).filter(([name]) => !isFingerprint(facts, name));
    const patched = { ...properties, ...genericOutputs(draft), ...Object.fromEntries(given), ...labelsOf(draft) };
    const course = { milliseconds: 0, lateMilliseconds: 0 };
    return await this.#runner.change({ kind: "update", facts, id, properties: patched }, course, caller);
  }

  /** Deleting a missing resource does nothing. @throws {ResourceInUse} {@link DeletionRefused} {@link ResourceNotReady} */
  async delete(type: string, id: string, caller: Caller): Promise<void> {
    const facts = this.facts.typeOf(type);
    const course = await this.#runner.begin("delete", facts, id, caller);
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
    refuseWhileBusy(resource);
    if (caller.by === "provider") rulesOf(type).guardDelete?.(resource, this.references);
    for (const each of this.#withDependents(resource)) refuseWhileBusy(each);
    await this.#runner.remove(resource, () => this.#withDependents(resource), course, caller);
  }

  /** The properties that the cloud keeps by itself: the program neither gave them before nor may give them now. */
  #cloudsOwn(facts: TypeFacts, properties: PropertyMap, oldInputs: PropertyMap): PropertyMap {
    const defaults = defaultsOf(facts);
    return Object.fromEntries(
      Object.entries(properties).filter(
        ([key]) =>
          !Object.hasOwn(oldInputs, key) &&
          !Object.hasOwn(defaults, key) &&
          !isFingerprint(facts, key) &&
          memberOf(facts.inputs, key)?.always !== false,
      ),
    );
  }

  #withDependents(resource: StoredResource): StoredResource[] {
    const dependents = this.references.dependentsOf(resource);
    return [...dependents.flatMap((dependent) => this.#withDependents(dependent)), resource];
  }

  /** The resource as it is without a failure of its last change. @throws {ResourceNotFound} {@link ResourceNotReady} */
  #settled(type: string, id: string): StoredResource {
    const resource = this.find(type, id);
    if (resource === undefined) throw new ResourceNotFound({ id });
    refuseWhileBusy(resource);
    return { ...resource, properties: { ...resource.properties, ...resource.failure?.settled } };
  }

  #draft(facts: TypeFacts, properties: PropertyMap, settings: Settings, previous: StoredResource | undefined): Draft {
    const draft = { facts, properties, settings, previous, now: this.#clock.now().toISOString() };
    return { ...draft, id: previous?.id ?? idOf(draft, this.references) };
  }

  /** @throws {QuotaExceeded} */
  #withinQuota({ facts, id }: Draft, properties: PropertyMap): PropertyMap {
    const { store, quotas } = this.#parts;
    if (quotas !== undefined)
      refuseBeyondQuota({ type: facts.token, id, properties }, () => store.all(), this.references, quotas);
    return properties;
  }

  /** The draft's properties as they are stored: references as links, outputs filled in. @throws what the type's rules refuse */
  #completed(draft: Draft): PropertyMap {
    const rules = rulesOf(draft.facts.token);
    const resolved: Draft = { ...draft, properties: this.references.resolved(draft) };
    rules.admit?.(resolved, this.references);
    const generic = { ...genericOutputs(resolved), ...resolved.properties, ...labelsOf(resolved) };
    return { ...generic, ...rules.complete?.({ ...resolved, properties: generic }, this.references) };
  }
}

/** @throws {ResourceNotReady} */
function refuseWhileBusy({ type, id, operation }: StoredResource): void {
  if (operation !== undefined) throw new ResourceNotReady({ id, operation, refusal: busyRefusal(type) });
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
