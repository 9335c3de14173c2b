import {
  type CheckRequest,
  type CheckResult,
  type CreatedResource,
  type DiffResult,
  type ExistingSubject,
  PartlyCreated,
  type PropertyMap,
  type ReadResource,
  type ResourceProvider,
  type Subject,
} from "../../../provider/index.ts";
import { nameOfUrn } from "../../../pulumi/index.ts";
import { checkResource } from "./check/index.ts";
import { type Caller, type GcpCloud, OperationFailed, WaitGivenUp } from "./cloud/index.ts";
import { diffResource, inputsFromState, outputsAfter } from "./diff/index.ts";
import { answerInvoke } from "./invokes/index.ts";
import { configDiff, settingsOf } from "./provider-config.ts";
import type { Settings } from "./rules/index.ts";
import { lastPart, type NewerOffers } from "./values/index.ts";

/**
 * The `gcp` package's provider on the local cloud. One instance per provider resource, all on the same cloud.
 *
 * Errors are the cloud's own, each with its remedy; nothing is retried here.
 */
export class GcpProvider implements ResourceProvider {
  readonly #cloud: GcpCloud;
  readonly #newer: NewerOffers;
  #settings: Settings = { labels: {} };

  constructor(cloud: GcpCloud, newer: NewerOffers = { machineTypes: [], zones: [] }) {
    this.#cloud = cloud;
    this.#newer = newer;
  }

  async checkConfig(news: PropertyMap): Promise<CheckResult> {
    return { inputs: news, failures: [] };
  }

  async diffConfig(oldInputs: PropertyMap, news: PropertyMap): Promise<DiffResult> {
    return configDiff(oldInputs, news);
  }

  async configure(inputs: PropertyMap): Promise<void> {
    this.#settings = settingsOf(inputs);
  }

  async check({ type, name }: Subject, request: CheckRequest): Promise<CheckResult> {
    return checkResource(this.#cloud.facts.typeOf(type), { resourceName: name, ...request }, this.#newer);
  }

  async diff({ type }: ExistingSubject, request: Parameters<ResourceProvider["diff"]>[1]): Promise<DiffResult> {
    return diffResource(this.#cloud.facts.typeOf(type), request);
  }

  async create(
    subject: Subject,
    { inputs, preview }: { inputs: PropertyMap; preview: boolean },
  ): Promise<CreatedResource> {
    if (preview) return { id: "", outputs: this.#cloud.planned(subject.type, inputs, this.#settings) };
    const { id, properties } = await keepingWhatExists(
      this.#cloud.create(subject.type, inputs, this.#settings, callerOf(subject)),
    );
    return { id, outputs: properties };
  }

  async read(
    { type, id, urn, signal }: ExistingSubject,
    { inputs }: { inputs: PropertyMap | undefined; outputs: PropertyMap | undefined },
  ): Promise<ReadResource | undefined> {
    const facts = this.#cloud.facts.typeOf(type);
    await this.#cloud.asked({ operation: "read", type, names: [id, lastPart(id), nameOfUrn(urn)] }, signal);
    const resource = this.#cloud.find(type, id) ?? this.#cloud.references.resolve(id, type, this.#place());
    if (resource === undefined) return undefined;
    const read = {
      id: resource.id,
      inputs: inputsFromState(facts, resource.properties, inputs),
      outputs: resource.properties,
    };
    if (resource.failure !== undefined) throw new PartlyCreated(read, [resource.failure.message]);
    return read;
  }

  async update(
    subject: ExistingSubject,
    { oldInputs, oldOutputs, news, preview }: Parameters<ResourceProvider["update"]>[1],
  ): Promise<{ outputs: PropertyMap }> {
    if (preview) {
      const planned = this.#cloud.planned(subject.type, news, this.#settings);
      return { outputs: outputsAfter(oldOutputs, planned, this.#cloud.facts.typeOf(subject.type)) };
    }
    const { properties } = await keepingWhatExists(
      this.#cloud.update(
        subject.type,
        subject.id,
        { oldInputs, oldOutputs, inputs: news },
        this.#settings,
        callerOf(subject),
      ),
    );
    return { outputs: properties };
  }

  async delete(subject: ExistingSubject): Promise<void> {
    await this.#cloud.delete(subject.type, subject.id, callerOf(subject));
  }

  async invoke(
    token: string,
    args: PropertyMap,
    signal: AbortSignal = new AbortController().signal,
  ): ReturnType<ResourceProvider["invoke"]> {
    const names = Object.values(args).filter((value): value is string => typeof value === "string");
    await this.#cloud.asked({ operation: "invoke", type: token, names }, signal);
    return { result: answerInvoke(token, args, { cloud: this.#cloud, settings: this.#settings }), failures: [] };
  }

  #place(): { properties: PropertyMap; settings: Settings } {
    return { properties: {}, settings: this.#settings };
  }
}

function callerOf({ urn, signal }: Subject): Caller {
  return { by: "provider", urn, signal };
}

/** @throws {PartlyCreated} for a resource that exists although its operation failed, or runs without the caller. */
async function keepingWhatExists<Resource>(changed: Promise<Resource>): Promise<Resource> {
  try {
    return await changed;
  } catch (thrown) {
    if (!(thrown instanceof OperationFailed || thrown instanceof WaitGivenUp)) throw thrown;
    const { id, properties } = thrown.resource;
    throw new PartlyCreated({ id, outputs: properties }, [thrown.message]);
  }
}
