import {
  Metadata,
  Server,
  ServerCredentials,
  type sendUnaryData,
  status,
  type UntypedHandleCall,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import pluginPb from "@pulumi/pulumi/proto/plugin_pb.js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import pb from "@pulumi/pulumi/proto/provider_pb.js";
import statusPb from "@pulumi/pulumi/proto/status_pb.js";
import anyPb from "google-protobuf/google/protobuf/any_pb.js";
import emptyPb from "google-protobuf/google/protobuf/empty_pb.js";
import structPb from "google-protobuf/google/protobuf/struct_pb.js";
import type { Creation, ProviderRequest, ProviderSource, RunningProvider } from "../../src/engine/index.ts";

type Json = Record<string, unknown>;

export type ProviderCall =
  | "checkConfig"
  | "diffConfig"
  | "configure"
  | "check"
  | "diff"
  | "create"
  | "read"
  | "update"
  | "delete"
  | "invoke";

/** One call as it arrived, properties as plain JSON. */
export interface RecordedCall {
  readonly call: ProviderCall;
  readonly package: string;
  readonly version: string | undefined;
  readonly name: string;
  readonly urn: string;
  readonly id: string;
  readonly preview: boolean;
  readonly inputs: Json;
  readonly olds: Json;
  readonly timeout: number;
}

/** What exists in the fake cloud. */
export interface CloudResource {
  readonly id: string;
  readonly type: string;
  inputs: Json;
  outputs: Json;
}

/** The scripted behaviour of one call; `undefined` runs the default behaviour. */
export type Script = (call: RecordedCall) => unknown;

/** A scripted answer. */
export class Fails extends Error {
  constructor(
    message: string,
    readonly code: status = status.UNKNOWN,
  ) {
    super(message);
  }
}

/** The resource was created or changed, but is not healthy. */
export class HalfDone extends Error {
  constructor(
    readonly id: string,
    readonly outputs: Json,
    readonly reasons: readonly string[],
  ) {
    super(reasons.join("; "));
  }
}

/**
 * A cloud with providers for any package, in memory, behind Pulumi's real gRPC service.
 *
 * Any input may change in place, but for keys that start with `fixed` (replacement) and `first` (replacement, the old
 * one first). Outputs repeat the inputs and add `out`, which is `<id>-out` and not known before the resource exists.
 */
export class FakeCloud implements ProviderSource {
  readonly calls: RecordedCall[] = [];
  /** Calls that have come and have no answer yet. */
  readonly unanswered = new Set<RecordedCall>();
  readonly resources = new Map<string, CloudResource>();
  readonly configurations: Json[] = [];
  readonly started: ProviderRequest[] = [];
  #tellCancelled: () => void = () => undefined;
  /** Resolves when an engine sends `Cancel` to a provider. */
  readonly cancelled = new Promise<void>((resolve) => (this.#tellCancelled = resolve));
  /** Packages that this source has no provider for. */
  readonly missing = new Set<string>();
  acceptSecrets = true;
  supportsPreview = true;
  readonly #scripts = new Map<string, Script>();
  readonly #servers = new Set<Server>();
  /** Creations by name, so that ids do not depend on other resources created at the same time. */
  readonly #made = new Map<string, number>();

  /** A copy of this cloud: the same resources, and the same counters of ids. */
  copy(): FakeCloud {
    const copy = new FakeCloud();
    for (const [id, resource] of this.resources) copy.resources.set(id, { ...resource });
    for (const [name, count] of this.#made) copy.#made.set(name, count);
    return copy;
  }

  /** Changes what a call does for the resource (or function) of a name; `*` for all. */
  on(call: ProviderCall, name: string, script: Script): void {
    this.#scripts.set(`${call} ${name}`, script);
  }

  off(call: ProviderCall, name: string): void {
    this.#scripts.delete(`${call} ${name}`);
  }

  /** Names of resources in the order in which a call came, previews left out. */
  order(call: ProviderCall): string[] {
    return this.calls.filter((each) => each.call === call && !each.preview).map(({ name }) => name);
  }

  byName(name: string): CloudResource | undefined {
    return [...this.resources.values()].find(({ id }) => id.startsWith(`${name}-`));
  }

  /** Adds a resource that no engine has created. */
  put(id: string, inputs: Json): void {
    this.resources.set(id, { id, type: "", inputs, outputs: { ...inputs, out: `${id}-out` } });
  }

  /** A check's answer with failures. */
  rejection(property: string, reason: string): pb.CheckResponse {
    return new pb.CheckResponse().setFailuresList([new pb.CheckFailure().setProperty(property).setReason(reason)]);
  }

  /** A check's answer with these inputs. */
  checked(inputs: Json): pb.CheckResponse {
    return new pb.CheckResponse().setInputs(structOf(inputs));
  }

  /** A create's answer. */
  created(id: string, outputs: Json): pb.CreateResponse {
    return new pb.CreateResponse().setId(id).setProperties(structOf(outputs));
  }

  /** A delete's answer, which providers also give for what is gone already. */
  deleted(): emptyPb.Empty {
    return new emptyPb.Empty();
  }

  /** A diff's answer that leaves the comparison to the engine. */
  noOpinion(): pb.DiffResponse {
    return new pb.DiffResponse();
  }

  async start(request: ProviderRequest): Promise<RunningProvider> {
    if (this.missing.has(request.package)) throw new Error(`no provider for ${request.package}`);
    this.started.push(request);
    const server = new Server();
    server.addService(ResourceProviderService, this.#handlers(request, server));
    const port = await new Promise<number>((resolve, reject) =>
      server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
        error ? reject(error) : resolve(bound),
      ),
    );
    this.#servers.add(server);
    return {
      address: `127.0.0.1:${port}`,
      stop: async () => {
        server.forceShutdown();
        this.#servers.delete(server);
        await Promise.resolve();
      },
    };
  }

  /** `called` among the inputs decides the id. */
  async idOfCreation(_request: ProviderRequest, { inputs }: Creation): Promise<string | undefined> {
    const { called } = inputs;
    return await Promise.resolve(typeof called === "string" ? called : undefined);
  }

  /** Provider instances that no engine has ended. */
  get running(): number {
    return this.#servers.size;
  }

  stopAll(): void {
    for (const server of this.#servers) server.forceShutdown();
    this.#servers.clear();
  }

  #handlers(request: ProviderRequest, server: Server): UntypedServiceImplementation {
    const serve =
      (call: ProviderCall, ordinary: (recorded: RecordedCall) => unknown): UntypedHandleCall =>
      (raw: { request: Record<string, unknown> }, callback: sendUnaryData<unknown>) => {
        const recorded = record(call, request, raw.request);
        this.calls.push(recorded);
        this.unanswered.add(recorded);
        void reply(this.#answer(recorded, ordinary, server), (...answer) => {
          this.unanswered.delete(recorded);
          callback(...answer);
        });
      };
    return {
      checkConfig: serve("checkConfig", ({ inputs }) => new pb.CheckResponse().setInputs(structOf(inputs))),
      diffConfig: serve("diffConfig", (call) => diffOf(call)),
      configure: serve("configure", ({ inputs }) => {
        this.configurations.push(inputs);
        return new pb.ConfigureResponse()
          .setAcceptsecrets(this.acceptSecrets)
          .setAcceptresources(false)
          .setSupportspreview(this.supportsPreview);
      }),
      check: serve("check", ({ inputs }) => new pb.CheckResponse().setInputs(structOf(inputs))),
      diff: serve("diff", (call) => diffOf(call)),
      create: serve("create", (call) => this.#create(call)),
      read: serve("read", (call) => this.#read(call)),
      update: serve("update", (call) => this.#update(call)),
      delete: serve("delete", (call) => this.#delete(call)),
      invoke: serve("invoke", ({ inputs, name }) =>
        new pb.InvokeResponse().setReturn(structOf({ ...inputs, token: name })),
      ),
      getPluginInfo: (_raw: unknown, callback: sendUnaryData<unknown>) =>
        callback(null, new pluginPb.PluginInfo().setVersion(request.version ?? "0.0.1")),
      attach: (_raw: unknown, callback: sendUnaryData<unknown>) => callback(null, new emptyPb.Empty()),
      cancel: (_raw: unknown, callback: sendUnaryData<unknown>) => {
        this.#tellCancelled();
        callback(null, new emptyPb.Empty());
      },
    };
  }

  async #answer(call: RecordedCall, ordinary: (call: RecordedCall) => unknown, server: Server): Promise<unknown> {
    const script = this.#scripts.get(`${call.call} ${call.name}`) ?? this.#scripts.get(`${call.call} *`);
    const scripted = await script?.(call);
    if (scripted === "die") {
      server.forceShutdown();
      return new Promise(() => undefined);
    }
    if (scripted instanceof HalfDone)
      this.resources.set(scripted.id, { id: scripted.id, type: "", inputs: call.inputs, outputs: scripted.outputs });
    if (scripted instanceof Error) throw scripted;
    return scripted ?? ordinary(call);
  }

  #create({ name, urn, inputs, preview }: RecordedCall): pb.CreateResponse {
    if (preview) return new pb.CreateResponse().setProperties(structOf(inputs));
    const number = (this.#made.get(name) ?? 0) + 1;
    this.#made.set(name, number);
    const id = `${name}-${number}`;
    const outputs = { ...inputs, out: `${id}-out` };
    this.resources.set(id, { id, type: urn, inputs, outputs });
    return new pb.CreateResponse().setId(id).setProperties(structOf(outputs));
  }

  #read({ id }: RecordedCall): pb.ReadResponse {
    const found = this.resources.get(id);
    if (!found) return new pb.ReadResponse();
    return new pb.ReadResponse().setId(id).setInputs(structOf(found.inputs)).setProperties(structOf(found.outputs));
  }

  #update({ id, inputs, preview }: RecordedCall): pb.UpdateResponse {
    const outputs = { ...inputs, out: `${id}-out` };
    const found = this.resources.get(id);
    if (!preview) {
      if (!found) throw new Fails(`${id} does not exist`, status.NOT_FOUND);
      found.inputs = inputs;
      found.outputs = outputs;
    }
    return new pb.UpdateResponse().setProperties(structOf(outputs));
  }

  #delete({ id }: RecordedCall): emptyPb.Empty {
    if (!this.resources.delete(id)) throw new Fails(`${id} does not exist`, status.NOT_FOUND);
    return new emptyPb.Empty();
  }
}

async function reply(answered: Promise<unknown>, callback: sendUnaryData<unknown>): Promise<void> {
  try {
    callback(null, await answered);
  } catch (error) {
    callback(serviceError(error));
  }
}

function structOf(value: Json): structPb.Struct {
  return structPb.Struct.fromJavaScript(value as Parameters<typeof structPb.Struct.fromJavaScript>[0]);
}

function record(call: ProviderCall, request: ProviderRequest, raw: Record<string, unknown>): RecordedCall {
  const read = (getter: string): unknown => (raw[getter] as (() => unknown) | undefined)?.call(raw);
  const text = (getter: string): string => {
    const value = read(getter);
    return typeof value === "string" ? value : "";
  };
  const struct = (...getters: string[]): Json => {
    for (const getter of getters) {
      const value = read(getter);
      if (value instanceof structPb.Struct) return value.toJavaScript();
    }
    return {};
  };
  return {
    call,
    package: request.package,
    version: request.version,
    name: text("getName") || text("getTok"),
    urn: text("getUrn"),
    id: text("getId"),
    preview: read("getPreview") === true,
    inputs:
      call === "create"
        ? struct("getProperties")
        : call === "read"
          ? struct("getInputs")
          : struct("getNews", "getArgs"),
    olds: struct("getOldInputs", "getOlds"),
    timeout: Number(read("getTimeout") ?? 0),
  };
}

/** Top-level keys compared as JSON. */
function diffOf({ olds, inputs }: RecordedCall): pb.DiffResponse {
  const changed = [...new Set([...Object.keys(olds), ...Object.keys(inputs)])].filter(
    (key) => JSON.stringify(olds[key]) !== JSON.stringify(inputs[key]),
  );
  const replaces = changed.filter((key) => /^(fixed|first)/.test(key));
  const response = new pb.DiffResponse()
    .setChanges(changed.length > 0 ? pb.DiffResponse.DiffChanges.DIFF_SOME : pb.DiffResponse.DiffChanges.DIFF_NONE)
    .setDiffsList(changed)
    .setReplacesList(replaces)
    .setDeletebeforereplace(replaces.some((key) => key.startsWith("first")))
    .setHasdetaileddiff(true);
  const { Kind } = pb.PropertyDiff;
  for (const key of changed) {
    const kind = key in olds ? (key in inputs ? Kind.UPDATE : Kind.DELETE) : Kind.ADD;
    const replacing = {
      [Kind.UPDATE]: Kind.UPDATE_REPLACE,
      [Kind.DELETE]: Kind.DELETE_REPLACE,
      [Kind.ADD]: Kind.ADD_REPLACE,
    };
    response
      .getDetaileddiffMap()
      .set(
        key,
        new pb.PropertyDiff().setKind(replaces.includes(key) ? (replacing[kind] ?? kind) : kind).setInputdiff(true),
      );
  }
  return response;
}

function serviceError(error: unknown): { code: status; details: string; metadata?: Metadata } {
  if (error instanceof HalfDone) {
    const failure = new pb.ErrorResourceInitFailed()
      .setId(error.id)
      .setProperties(structOf(error.outputs))
      .setReasonsList([...error.reasons]);
    const packed = new anyPb.Any();
    packed.pack(failure.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
    const full = new statusPb.Status().setCode(status.UNKNOWN).setMessage(error.message).setDetailsList([packed]);
    const metadata = new Metadata();
    metadata.add("grpc-status-details-bin", Buffer.from(full.serializeBinary()));
    return { code: status.UNKNOWN, details: error.message, metadata };
  }
  return {
    code: error instanceof Fails ? error.code : status.UNKNOWN,
    details: error instanceof Error ? error.message : String(error),
  };
}
