import pb from "@pulumi/pulumi/proto/provider_pb.js";
import emptyPb from "google-protobuf/google/protobuf/empty_pb.js";
import { setMember } from "../../../lib/index.ts";
import {
  containsUnknowns,
  isUnknown,
  nameOfUrn,
  type PropertyMap,
  packageOfProviderType,
  someValue,
  typeOfUrn,
  withoutSecretMarks,
} from "../../../pulumi/index.ts";
import { status } from "../grpc/index.ts";
import type { Properties } from "../stack/index.ts";
import {
  type CheckAnswer,
  type ConstructAnswer,
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
import {
  forProvider,
  keepingSecretsOf,
  type ProviderFeatures,
  withoutUnknowns,
  withSecretsOf,
} from "./properties/index.ts";
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
    // Whether the provider accepts secrets is known after Configure only, so this call sends plain values.
    const structs = { olds: forProvider(olds ?? {}, plainOnly), news: forProvider(news, plainOnly) };
    const answer = await this.#orUnimplemented(
      this.connection.call("check the configuration of", urn, calls.checkConfig, request, structs),
    );
    if (!answer) return { inputs: { ...news }, failures: [] };
    const inputs = withSecretsOf(answer.structs.inputs ?? {}, news);
    return { inputs, failures: decodeFailures(answer.response.getFailuresList()) };
  }

  async diffConfig(
    { urn, id }: Existing,
    olds: Olds,
    news: Properties,
    ignoreChanges: readonly string[] = [],
  ): Promise<DiffAnswer> {
    const answer = await this.#orUnimplemented(
      this.connection.call(
        "compare the configuration of",
        urn,
        calls.diffConfig,
        diffRequest({ urn, id }, ignoreChanges),
        diffStructs(olds, news, plainOnly),
      ),
    );
    return answer ? decodeDiff(answer.response) : { ...noDiff, changes: "unknown" };
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
      .setType(typeOfUrn(urn));
    const variables = request.getVariablesMap();
    for (const [key, value] of Object.entries(inputs)) {
      if (key === "version") continue;
      const plain = withoutSecretMarks(value);
      const prefix = packageOfProviderType(typeOfUrn(urn));
      variables.set(`${prefix}:config:${key}`, typeof plain === "string" ? plain : JSON.stringify(plain));
    }
    const { response } = await this.connection.call("configure", urn, calls.configure, request, { args: inputs });
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
    request.setRandomseed(options.randomSeed);
    const { response, structs } = await this.connection.call("check", urn, calls.check, request, {
      olds: this.#outgoing(olds ?? {}),
      news: this.#outgoing(options.preview ? news : withoutUnknowns(news)),
    });
    const inputs = this.#incoming("check", urn, structs.inputs, news, options.preview);
    return { inputs, failures: decodeFailures(response.getFailuresList()) };
  }

  async diff(existing: Existing, olds: Olds, news: Properties, ignoreChanges: readonly string[]): Promise<DiffAnswer> {
    if (!this.#configKnown) return { ...noDiff, changes: "unavailable" };
    const request = diffRequest(existing, ignoreChanges);
    const structs = diffStructs(olds, news, this.#features);
    const { response } = await this.connection.call("compare", existing.urn, calls.diff, request, structs);
    return decodeDiff(response);
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
      .setTimeout(options.timeoutSeconds)
      .setPreview(options.preview);
    const structs = { properties: this.#outgoing(inputs) };
    const { response, structs: answered } = await this.#withSecretsInFailure(
      inputs,
      this.connection.call("create", urn, calls.create, request, structs, options.timeoutSeconds),
    );
    const id = response.getId();
    if (id === "" && !options.preview)
      throw new ProviderAnswerInvalid({ call: "create", subject: urn, problem: "it gave the new resource no id" });
    const outputs = this.#incoming("create", urn, answered.properties, inputs, options.preview);
    return { id, outputs };
  }

  async read(
    { urn, id }: Existing,
    known: { readonly inputs: Properties | undefined; readonly outputs: Properties },
    timeoutSeconds: number,
  ): Promise<ReadAnswer> {
    if (!this.#configKnown) return { id, outputs: {}, inputs: {} };
    const request = new pb.ReadRequest().setUrn(urn).setId(id).setName(nameOfUrn(urn)).setType(typeOfUrn(urn));
    const { response, structs } = await this.#sealingFailure(
      (outputs) => this.#asRead(outputs, known.outputs),
      (inputs) => this.#asRead(inputs, known.inputs ?? {}),
      this.connection.call(
        "read",
        urn,
        calls.read,
        request,
        { properties: this.#outgoing(known.outputs), inputs: known.inputs && this.#outgoing(known.inputs) },
        timeoutSeconds,
      ),
    );
    const { properties, inputs } = structs;
    return {
      id: response.getId(),
      outputs: this.#asRead(this.#known("read", urn, properties), known.outputs),
      inputs: inputs && this.#asRead(this.#known("read", urn, inputs), known.inputs ?? {}),
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
      .setTimeout(options.timeoutSeconds)
      .setPreview(options.preview)
      .setIgnorechangesList([...options.ignoreChanges]);
    const { structs } = await this.#withSecretsInFailure(
      news,
      this.connection.call(
        "update",
        urn,
        calls.update,
        request,
        diffStructs(olds, news, this.#features),
        options.timeoutSeconds,
      ),
    );
    return this.#incoming("update", urn, structs.properties, news, options.preview);
  }

  async delete({ urn, id }: Existing, olds: Olds, timeoutSeconds: number): Promise<void> {
    const request = new pb.DeleteRequest()
      .setUrn(urn)
      .setId(id)
      .setName(nameOfUrn(urn))
      .setType(typeOfUrn(urn))
      .setTimeout(timeoutSeconds);
    const structs = { properties: this.#outgoing(olds.outputs), oldInputs: this.#outgoing(olds.inputs) };
    await this.connection.call("delete", urn, calls.delete, request, structs, timeoutSeconds);
  }

  async invoke(token: string, args: Properties, preview: boolean): Promise<InvokeAnswer> {
    if (!this.#configKnown) return { result: {}, failures: [] };
    const request = new pb.InvokeRequest().setTok(token).setPreview(preview);
    const asked = { args: this.#outgoing(args) };
    const { response, structs } = await this.connection.call("invoke", token, calls.invoke, request, asked);
    return { result: structs.return ?? {}, failures: decodeFailures(response.getFailuresList()) };
  }

  async construct(
    request: pb.ConstructRequest,
    inputs: Properties,
  ): Promise<ConstructAnswer | "unsupported" | "unknown"> {
    if (!this.#configKnown) return "unknown";
    const asked = { inputs: this.#outgoing(inputs) };
    const subject = `${request.getType()} ${request.getName()}`;
    const answer = await this.#orUnimplemented(
      this.connection.call("construct", subject, calls.construct, request, asked),
    );
    if (!answer) return "unsupported";
    const { response, structs } = answer;
    const dependencies: Record<string, readonly string[]> = {};
    for (const [key, value] of response.getStatedependenciesMap().entries())
      setMember(dependencies, key, value.getUrnsList());
    return { urn: response.getUrn(), state: structs.state ?? {}, dependencies };
  }

  async cancel(): Promise<void> {
    await this.connection.call("cancel the work of", this.packageName, calls.cancel, new emptyPb.Empty(), {}, 3);
  }

  async close(): Promise<void> {
    this.connection.close();
    await this.stopProcess();
  }

  #outgoing(properties: Properties): PropertyMap {
    return forProvider(properties, this.#features);
  }

  #incoming(
    call: string,
    urn: string,
    answer: PropertyMap | undefined,
    like: Properties,
    allowUnknowns: boolean,
  ): PropertyMap {
    return this.#sealed(allowUnknowns ? (answer ?? {}) : this.#known(call, urn, answer), like);
  }

  #known(call: string, urn: string, answer: PropertyMap = {}): PropertyMap {
    if (someValue(answer, isUnknown))
      throw new ProviderAnswerInvalid({ call, subject: urn, problem: "it left values unknown outside a preview" });
    return answer;
  }

  /** What a partly created resource looks like has secrets too. */
  async #withSecretsInFailure<Response>(like: Properties, call: Promise<Response>): Promise<Response> {
    const seal = (properties: PropertyMap) => this.#sealed(properties, like);
    return await this.#sealingFailure(seal, seal, call);
  }

  async #sealingFailure<Response>(
    sealOutputs: (outputs: PropertyMap) => PropertyMap,
    sealInputs: (inputs: PropertyMap) => PropertyMap,
    call: Promise<Response>,
  ): Promise<Response> {
    try {
      return await call;
    } catch (error) {
      if (!(error instanceof ResourceInitFailed)) throw error;
      const { id, outputs, inputs } = error.resource;
      throw new ResourceInitFailed(error.data, {
        id,
        outputs: sealOutputs(outputs),
        inputs: inputs && sealInputs(inputs),
      });
    }
  }

  /** What a provider returns is as secret as what it was given, whether or not it knows secrets. */
  #sealed(properties: PropertyMap, like: Properties): PropertyMap {
    return this.#features.acceptSecrets ? keepingSecretsOf(properties, like) : withSecretsOf(properties, like);
  }

  /** What is read is compared with what was known first: a provider that knows secrets may have something new to say of them. */
  #asRead(properties: PropertyMap, like: Properties): PropertyMap {
    return this.#features.acceptSecrets ? properties : withSecretsOf(properties, like);
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

function diffRequest({ urn, id }: Existing, ignoreChanges: readonly string[]): pb.DiffRequest {
  return new pb.DiffRequest()
    .setUrn(urn)
    .setId(id)
    .setName(nameOfUrn(urn))
    .setType(typeOfUrn(urn))
    .setIgnorechangesList([...ignoreChanges]);
}

function diffStructs(olds: Olds, news: Properties, features: ProviderFeatures) {
  return {
    olds: forProvider(olds.outputs, features),
    oldInputs: forProvider(olds.inputs, features),
    news: forProvider(news, features),
  };
}
