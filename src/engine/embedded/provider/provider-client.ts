import pb from "@pulumi/pulumi/proto/provider_pb.js";
import emptyPb from "google-protobuf/google/protobuf/empty_pb.js";
import { status } from "../grpc/index.ts";
import type { Properties } from "../state/snapshot.ts";
import { nameOfUrn, typeOfUrn } from "../urn.ts";
import {
  containsUnknowns,
  forProvider,
  fromStruct,
  isUnknown,
  type PropertyMap,
  type ProviderFeatures,
  someValue,
  toStruct,
  withoutSecretMarks,
  withoutUnknowns,
  withSecretsOf,
} from "../wire/index.ts";
import {
  type CheckAnswer,
  type CreateAnswer,
  type DiffAnswer,
  type InvokeAnswer,
  noDiff,
  type ReadAnswer,
} from "./answers.ts";
import { calls } from "./calls.ts";
import type { ProviderConnection } from "./connection.ts";
import { decodeDiff, decodeFailures } from "./decode.ts";
import { ProviderAnswerInvalid, ProviderCallFailed, ResourceInitFailed } from "./failures.ts";
import { packageOfProviderType } from "./reference.ts";
import type { Existing, Olds, ResourceProvider } from "./resource-provider.ts";

/** What a provider of which nothing is known gets: no mark of any kind. */
const plainOnly: ProviderFeatures = { acceptSecrets: false, acceptResources: false, supportsPreview: false };

/**
 * One configured provider, in plain JSON.
 *
 * Takes marks off that the provider does not know and puts secrecy back on what it returns. A provider whose
 * configuration is not known yet in a preview is not asked at all: what it would say is unknown.
 */
export class ProviderClient implements ResourceProvider {
  #features: ProviderFeatures;
  #configKnown = false;

  constructor(
    readonly packageName: string,
    private readonly connection: ProviderConnection,
    private readonly stopProcess: () => Promise<void>,
    /** Of an executable of unknown make: what it said in a handshake. The others say it when they are configured. */
    private readonly plugin?: { readonly features: ProviderFeatures | undefined },
  ) {
    this.#features = plugin?.features ?? plainOnly;
  }

  get isPlugin(): boolean {
    return this.plugin !== undefined;
  }

  /** False in a preview when the configuration depends on what does not exist yet. */
  get configKnown(): boolean {
    return this.#configKnown;
  }

  async checkConfig(urn: string, olds: Properties | undefined, news: Properties): Promise<CheckAnswer> {
    const request = new pb.CheckRequest().setUrn(urn).setName(nameOfUrn(urn)).setType(typeOfUrn(urn));
    // Whether it accepts secrets may be known only after Configure, so here nobody gets any.
    request.setOlds(toStruct(forProvider(olds ?? {}, plainOnly)));
    request.setNews(toStruct(forProvider(news, plainOnly)));
    const response = await this.#orUnimplemented(
      this.connection.call("check the configuration of", urn, calls.checkConfig, request),
    );
    if (!response) return { inputs: { ...news }, failures: [] };
    const inputs = response.hasInputs() ? fromStruct(response.getInputs()) : {};
    return { inputs: withSecretsOf(inputs, news), failures: decodeFailures(response.getFailuresList()) };
  }

  async diffConfig(
    { urn, id }: Existing,
    olds: Olds,
    news: Properties,
    ignoreChanges: readonly string[] = [],
  ): Promise<DiffAnswer> {
    const request = diffRequest({ urn, id }, olds, news, ignoreChanges, plainOnly);
    const response = await this.#orUnimplemented(
      this.connection.call("compare the configuration of", urn, calls.diffConfig, request),
    );
    return response ? decodeDiff(response) : { ...noDiff, changes: "unknown" };
  }

  async configure({ urn, id }: Existing, inputs: Properties): Promise<void> {
    if (containsUnknowns(inputs)) return;
    const request = new pb.ConfigureRequest()
      .setAcceptsecrets(true)
      .setAcceptresources(true)
      .setSendsOldInputs(true)
      .setSendsOldInputsToDelete(true)
      .setUrn(urn)
      .setId(id)
      .setName(nameOfUrn(urn))
      .setType(typeOfUrn(urn))
      .setArgs(toStruct({ ...inputs }));
    const variables = request.getVariablesMap();
    for (const [key, value] of Object.entries(inputs)) {
      if (key === "version") continue;
      const plain = withoutSecretMarks(value);
      const prefix = packageOfProviderType(typeOfUrn(urn));
      variables.set(`${prefix}:config:${key}`, typeof plain === "string" ? plain : JSON.stringify(plain));
    }
    const response = await this.connection.call("configure", urn, calls.configure, request);
    this.#features = this.plugin?.features ?? {
      acceptSecrets: response.getAcceptsecrets(),
      acceptResources: response.getAcceptresources(),
      supportsPreview: response.getSupportspreview(),
    };
    this.#configKnown = true;
  }

  async check(
    urn: string,
    olds: Properties | undefined,
    news: Properties,
    options: { readonly preview: boolean; readonly randomSeed: Uint8Array },
  ): Promise<CheckAnswer> {
    if (!this.#configKnown) return { inputs: { ...news }, failures: [] };
    const request = new pb.CheckRequest().setUrn(urn).setName(nameOfUrn(urn)).setType(typeOfUrn(urn));
    request.setOlds(this.#outgoing(olds ?? {}));
    request.setNews(this.#outgoing(options.preview ? news : withoutUnknowns(news)));
    request.setRandomseed(options.randomSeed);
    const response = await this.connection.call("check", urn, calls.check, request);
    const inputs = this.#incoming("check", urn, fromStruct(response.getInputs()), news, options.preview);
    return { inputs, failures: decodeFailures(response.getFailuresList()) };
  }

  async diff(existing: Existing, olds: Olds, news: Properties, ignoreChanges: readonly string[]): Promise<DiffAnswer> {
    if (!this.#configKnown) return { ...noDiff, changes: "unavailable" };
    const request = diffRequest(existing, olds, news, ignoreChanges, this.#features);
    return decodeDiff(await this.connection.call("compare", existing.urn, calls.diff, request));
  }

  async create(
    urn: string,
    inputs: Properties,
    options: { readonly preview: boolean; readonly timeoutSeconds: number },
  ): Promise<CreateAnswer> {
    if (options.preview && !this.#configKnown) return { id: "", outputs: {} };
    if (options.preview && !this.#features.supportsPreview) return { id: "", outputs: { ...inputs } };
    const request = new pb.CreateRequest()
      .setUrn(urn)
      .setName(nameOfUrn(urn))
      .setType(typeOfUrn(urn))
      .setProperties(this.#outgoing(inputs))
      .setTimeout(options.timeoutSeconds)
      .setPreview(options.preview);
    const response = await this.#withSecretsInFailure(
      inputs,
      this.connection.call("create", urn, calls.create, request, options.timeoutSeconds),
    );
    const id = response.getId();
    if (id === "" && !options.preview)
      throw new ProviderAnswerInvalid({ call: "create", subject: urn, problem: "it gave the new resource no id" });
    const outputs = this.#incoming("create", urn, fromStruct(response.getProperties()), inputs, options.preview);
    return { id, outputs };
  }

  async read(
    { urn, id }: Existing,
    known: { readonly inputs: Properties | undefined; readonly outputs: Properties },
    timeoutSeconds: number,
  ): Promise<ReadAnswer> {
    if (!this.#configKnown) return { id, outputs: {}, inputs: {} };
    const request = new pb.ReadRequest()
      .setUrn(urn)
      .setId(id)
      .setName(nameOfUrn(urn))
      .setType(typeOfUrn(urn))
      .setProperties(this.#outgoing(known.outputs));
    if (known.inputs) request.setInputs(this.#outgoing(known.inputs));
    const response = await this.#withSecretsInFailure(
      known.outputs,
      this.connection.call("read", urn, calls.read, request, timeoutSeconds),
    );
    const inputs = response.getInputs();
    return {
      id: response.getId(),
      outputs: this.#incoming("read", urn, fromStruct(response.getProperties()), known.outputs, false),
      inputs: inputs && this.#incoming("read", urn, fromStruct(inputs), known.inputs ?? {}, false),
    };
  }

  async update(
    { urn, id }: Existing,
    olds: Olds,
    news: Properties,
    options: {
      readonly preview: boolean;
      readonly timeoutSeconds: number;
      readonly ignoreChanges: readonly string[];
    },
  ): Promise<PropertyMap> {
    if (options.preview && !this.#configKnown) return {};
    if (options.preview && !this.#features.supportsPreview) return { ...news };
    const request = new pb.UpdateRequest()
      .setUrn(urn)
      .setId(id)
      .setName(nameOfUrn(urn))
      .setType(typeOfUrn(urn))
      .setOlds(this.#outgoing(olds.outputs))
      .setOldInputs(this.#outgoing(olds.inputs))
      .setNews(this.#outgoing(news))
      .setTimeout(options.timeoutSeconds)
      .setPreview(options.preview)
      .setIgnorechangesList([...options.ignoreChanges]);
    const response = await this.#withSecretsInFailure(
      news,
      this.connection.call("update", urn, calls.update, request, options.timeoutSeconds),
    );
    return this.#incoming("update", urn, fromStruct(response.getProperties()), news, options.preview);
  }

  async delete({ urn, id }: Existing, olds: Olds, timeoutSeconds: number): Promise<void> {
    const request = new pb.DeleteRequest()
      .setUrn(urn)
      .setId(id)
      .setName(nameOfUrn(urn))
      .setType(typeOfUrn(urn))
      .setProperties(this.#outgoing(olds.outputs))
      .setOldInputs(this.#outgoing(olds.inputs))
      .setTimeout(timeoutSeconds);
    await this.connection.call("delete", urn, calls.delete, request, timeoutSeconds);
  }

  async invoke(token: string, args: Properties, preview: boolean): Promise<InvokeAnswer> {
    if (!this.#configKnown) return { result: {}, failures: [] };
    const request = new pb.InvokeRequest().setTok(token).setArgs(this.#outgoing(args)).setPreview(preview);
    const response = await this.connection.call("invoke", token, calls.invoke, request);
    return { result: fromStruct(response.getReturn()), failures: decodeFailures(response.getFailuresList()) };
  }

  async cancel(): Promise<void> {
    await this.connection.call("cancel the work of", this.packageName, calls.cancel, new emptyPb.Empty(), 3);
  }

  async close(): Promise<void> {
    this.connection.close();
    await this.stopProcess();
  }

  #outgoing(properties: Properties): ReturnType<typeof toStruct> {
    return toStruct(forProvider(properties, this.#features));
  }

  #incoming(call: string, urn: string, answer: PropertyMap, like: Properties, allowUnknowns: boolean): PropertyMap {
    if (!allowUnknowns && someValue(answer, isUnknown))
      throw new ProviderAnswerInvalid({ call, subject: urn, problem: "it left values unknown outside a preview" });
    return this.#features.acceptSecrets ? answer : withSecretsOf(answer, like);
  }

  /** What a partly created resource looks like has secrets too. */
  async #withSecretsInFailure<Response>(like: Properties, call: Promise<Response>): Promise<Response> {
    try {
      return await call;
    } catch (error) {
      if (!(error instanceof ResourceInitFailed) || this.#features.acceptSecrets) throw error;
      const { id, outputs, inputs } = error.resource;
      throw new ResourceInitFailed(error.data, { id, outputs: withSecretsOf(outputs, like), inputs });
    }
  }

  /** Old providers do not know the calls about configuration: then nothing is checked and the engine compares. */
  async #orUnimplemented<Response>(call: Promise<Response>): Promise<Response | undefined> {
    try {
      return await call;
    } catch (error) {
      if (
        error instanceof ProviderCallFailed &&
        (error.data.unimplemented || meansUnimplemented(error, this.packageName))
      )
        return undefined;
      throw error;
    }
  }
}

/** Old versions of two providers have their own ways to say that they do not know a call. */
function meansUnimplemented({ cause, message }: ProviderCallFailed, packageName: string): boolean {
  const code = (cause as { readonly code?: number } | undefined)?.code;
  if (packageName === "pulumi-nodejs") return code === status.INTERNAL;
  return packageName === "kubernetes" && code === status.UNKNOWN && message.includes("Unimplemented");
}

function diffRequest(
  { urn, id }: Existing,
  olds: Olds,
  news: Properties,
  ignoreChanges: readonly string[],
  features: ProviderFeatures,
): pb.DiffRequest {
  const struct = (properties: Properties) => toStruct(forProvider(properties, features));
  return new pb.DiffRequest()
    .setUrn(urn)
    .setId(id)
    .setName(nameOfUrn(urn))
    .setType(typeOfUrn(urn))
    .setOlds(struct(olds.outputs))
    .setOldInputs(struct(olds.inputs))
    .setNews(struct(news))
    .setIgnorechangesList([...ignoreChanges]);
}
