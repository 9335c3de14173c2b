import { randomUUID } from "node:crypto";
import { isObject } from "../../../lib/index.ts";
import {
  formatReference,
  isProviderType,
  type PropertyMap,
  packageOfProviderType,
  parseReference,
  typeOfUrn,
  unknownValue,
} from "../../../pulumi/index.ts";
import type { ProviderHost, ProviderRequest, ProviderSource } from "../../provider-source.ts";
import type { Properties, ResourceState } from "../stack/index.ts";
import type { CheckAnswer, DiffAnswer } from "./answers.ts";
import { ProviderAnswerInvalid } from "./failures.ts";
import { sameValue } from "./properties/index.ts";
import type { ResourceProvider } from "./resource-provider.ts";
import { startProvider } from "./start-provider.ts";

/** Key of a provider resource's inputs that is the engine's own and never reaches the provider. */
export const internalKey = "__internal";

/**
 * The provider instances of one deployment, each found by the reference of its provider resource.
 *
 * A provider resource goes through check, diff, create and update like any other; here these start, compare and
 * configure instances. An instance that was started for a check waits until its resource is the same, created or updated.
 */
export class ProviderRegistry {
  readonly #clients = new Map<string, Promise<ResourceProvider>>();
  readonly #checked = new Map<string, ResourceProvider>();
  readonly #started = new Set<ResourceProvider>();
  /** Providers that {@link prepare} has started, by their requests as JSON. Each serves one provider resource. */
  readonly #prepared = new Map<string, Promise<ResourceProvider>[]>();
  /** Processes of unknown make among them. */
  readonly #plugins = new Set<ResourceProvider>();
  readonly #aliases = new Map<string, string>();
  #closed = false;
  #closing: Promise<unknown> | undefined;

  constructor(
    private readonly source: ProviderSource,
    private readonly host: ProviderHost,
    private readonly preview: boolean,
    /** Serves the package `pulumi`, which is the engine's own. */
    private readonly builtin: ResourceProvider,
  ) {}

  /**
   * Starts the providers of old provider resources, so that they are ready when the program registers these: a plugin takes as
   * long to start as the program to load. Those that are not asked for end with the deployment, whether they started or not.
   */
  prepare(resources: readonly ResourceState[]): void {
    for (const { urn, type, inputs, delete: isLeftOver } of resources) {
      if (!isProviderType(type) || packageOfProviderType(type) === "pulumi" || isLeftOver) continue;
      const request = requestOf(urn, inputs);
      const key = JSON.stringify(request);
      const starting = this.#launch(request);
      starting.catch(() => undefined);
      this.#prepared.set(key, [...(this.#prepared.get(key) ?? []), starting]);
    }
  }

  /** The configured instance behind a reference. */
  async get(reference: string): Promise<ResourceProvider | undefined> {
    return await this.#clients.get(reference);
  }

  has(reference: string): boolean {
    return this.#clients.has(reference);
  }

  /** Resources of the old state still refer to a provider by the URN that it had. */
  registerAlias(urn: string, oldUrn: string): void {
    this.#aliases.set(urn, oldUrn);
  }

  async check(urn: string, olds: Properties | undefined, news: Properties): Promise<CheckAnswer> {
    const client = await this.#start(urn, news);
    const answer = await client.checkConfig(urn, olds && withoutInternals(olds), withoutInternals(news));
    if (answer.failures.length > 0) {
      await this.#stop(client);
      return answer;
    }
    const previous = this.#checked.get(urn);
    this.#checked.set(urn, client);
    if (previous) await this.#stop(previous);
    return { inputs: this.#withOwnKeys(urn, answer.inputs, news), failures: [] };
  }

  async diff(
    { urn, id }: { readonly urn: string; readonly id: string },
    olds: { readonly inputs: Properties; readonly outputs: Properties },
    news: Properties,
    ignoreChanges: readonly string[],
  ): Promise<DiffAnswer> {
    const client = this.#checked.get(urn) ?? (await this.get(formatReference({ urn, id })));
    if (!client) throw new TypeError(`${urn} is compared before it was checked.`);
    const plainNews = withoutInternals(news);
    const diff = await client.diffConfig(
      { urn, id },
      { inputs: withoutInternals(olds.inputs), outputs: olds.outputs },
      plainNews,
      ignoreChanges,
    );
    if (diff.changes !== "unknown") return diff;
    return { ...diff, changes: sameValue(withoutInternals(olds.outputs), plainNews) ? "none" : "some" };
  }

  /** A new provider resource: configured under an id of its own, unknown in a preview. */
  async create(urn: string, inputs: Properties): Promise<{ readonly id: string; readonly outputs: PropertyMap }> {
    const id = this.preview ? unknownValue : randomUUID();
    const outputs = withoutInternals(inputs);
    await this.#configure(urn, id, inputs, this.#takeChecked(urn));
    return { id, outputs };
  }

  async update(urn: string, id: string, news: Properties): Promise<PropertyMap> {
    await this.#configure(urn, id, news, this.#takeChecked(urn));
    return withoutInternals(news);
  }

  /** A provider resource that did not change. */
  async same(state: ResourceState): Promise<void> {
    const reference = formatReference({ urn: state.urn, id: state.id ?? "" });
    const checked = this.#takeChecked(state.urn);
    if (this.#clients.has(reference)) {
      if (checked) await this.#stop(checked);
      return;
    }
    await this.#configure(state.urn, state.id ?? "", state.inputs, checked);
  }

  /** Makes sure that the provider of an old resource can be asked, as the state says that it was configured. */
  async ensure(reference: string, state: ResourceState): Promise<void> {
    if (this.#clients.has(reference)) {
      await this.#clients.get(reference);
      return;
    }
    await this.#configure(parseReference(reference).urn, parseReference(reference).id, state.inputs, undefined);
  }

  /** Tells every provider that the user does not want to wait: what is under way ends where the provider can break it off. */
  async cancelAll(): Promise<void> {
    await Promise.allSettled([...this.#started].map(async (client) => await client.cancel()));
  }

  /** Repeatable: later calls wait for the same end. */
  async closeAll(): Promise<void> {
    this.#closed = true;
    this.#closing ??= Promise.allSettled([
      ...[...this.#started].map(async (client) => await this.#end(client)),
      // Those that are still starting end themselves as soon as they have started.
      ...[...this.#prepared.values()].flat(),
    ]);
    await this.#closing;
  }

  async #configure(urn: string, id: string, inputs: Properties, checked: ResourceProvider | undefined): Promise<void> {
    const configured = (async () => {
      const client = checked ?? (await this.#start(urn, inputs));
      await client.configure({ urn, id }, withoutInternals(inputs));
      return client;
    })();
    const references = [formatReference({ urn, id })];
    const oldUrn = this.#aliases.get(urn);
    if (oldUrn !== undefined) references.push(formatReference({ urn: oldUrn, id }));
    for (const reference of references) this.#clients.set(reference, configured);
    try {
      await configured;
    } catch (error) {
      for (const reference of references) this.#clients.delete(reference);
      throw error;
    }
  }

  #takeChecked(urn: string): ResourceProvider | undefined {
    const client = this.#checked.get(urn);
    this.#checked.delete(urn);
    return client;
  }

  async #start(urn: string, inputs: Properties): Promise<ResourceProvider> {
    if (packageOfProviderType(typeOfUrn(urn)) === "pulumi") return this.builtin;
    const request = requestOf(urn, inputs);
    return await (this.#prepared.get(JSON.stringify(request))?.shift() ?? this.#launch(request));
  }

  async #launch(request: ProviderRequest): Promise<ResourceProvider> {
    const client = await startProvider(this.source, request, this.host);
    this.#started.add(client);
    if (client.isPlugin) this.#plugins.add(client);
    if (this.#closed) await this.#stop(client);
    return client;
  }

  async #stop(client: ResourceProvider): Promise<void> {
    this.#started.delete(client);
    await this.#end(client);
  }

  /** A plugin that is told first can tell its end from a breakdown. */
  async #end(client: ResourceProvider): Promise<void> {
    if (this.#plugins.delete(client)) await client.cancel().catch(() => undefined);
    await client.close();
  }

  #withOwnKeys(urn: string, checked: PropertyMap, news: Properties): PropertyMap {
    const result = { ...checked };
    if (news["version"] !== undefined) {
      if (result["version"] !== undefined && !sameValue(result["version"], news["version"]))
        throw new ProviderAnswerInvalid({ call: "check", subject: urn, problem: "it changed its own version" });
      result["version"] = news["version"];
    }
    if (news[internalKey] !== undefined) result[internalKey] = news[internalKey];
    return result;
  }
}

function requestOf(urn: string, inputs: Properties): ProviderRequest {
  const internals = isObject(inputs[internalKey]) ? inputs[internalKey] : {};
  const version = inputs["version"];
  const url = internals["pluginDownloadURL"];
  return {
    package: packageOfProviderType(typeOfUrn(urn)),
    ...(typeof version === "string" ? { version } : {}),
    ...(typeof url === "string" ? { pluginDownloadUrl: url } : {}),
  };
}

function withoutInternals(properties: Properties): PropertyMap {
  const { [internalKey]: _own, ...others } = properties;
  return others;
}
