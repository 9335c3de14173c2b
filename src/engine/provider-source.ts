import type { Diagnostic } from "../change/index.ts";

/** What a program asks for when it needs a provider. */
export interface ProviderRequest {
  /** Package name, for example `gcp`. */
  readonly package: string;
  readonly version?: string;
  readonly pluginDownloadUrl?: string;
}

/** Something that a provider tells the user. */
export interface ProviderLine {
  readonly severity: Diagnostic["severity"];
  readonly message: string;
  /** Resource that it is about; empty when it is about none. */
  readonly urn: string;
  /** It tells how far something is, and is of no interest any more once that is done. */
  readonly ephemeral?: boolean;
}

/** A resource whose creation was asked for, in plain JSON. */
export interface Creation {
  /** Type token, for example `gcp:compute/network:Network`. */
  readonly type: string;
  /** Inputs as the provider's check left them. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Inputs of the provider resource. */
  readonly configuration: Readonly<Record<string, unknown>>;
}

/** The run that a provider serves: what its process may know of it, and where it reports to. */
export interface ProviderHost {
  readonly project: string;
  /** Working directory of the program. */
  readonly folder: string;
  /** Options of the program's runtime, as `Pulumi.yaml` has them. */
  readonly runtimeOptions: Readonly<Record<string, unknown>>;
  /** Configuration in a package's namespace, in clear, by names without it. */
  configOf(packageName: string): Readonly<Record<string, string>>;
  log(line: ProviderLine): void;
}

/** What an executable that speaks Pulumi's plugin protocol is told when it is first called. */
export interface PluginProtocol {
  /** As messages name it: the path of its executable. */
  readonly name: string;
  /** Where it finds the `pulumirpc.Engine` service. */
  readonly engineAddress: string;
  /** Folder of the executable; absent for a process that the engine did not start. */
  readonly folder?: string;
  /**
   * The process was started by another program, such as a debugger, so `Attach` has to send it the engine's address.
   */
  readonly attached?: boolean;
  /** Calls to it take the engine's own HTTP/2 client instead of `@grpc/grpc-js`. */
  readonly lightGrpc?: boolean;
  /** How its process ended and what it wrote last, once it has ended. Never rejects. */
  readonly ended: Promise<string>;
}

/** A provider that answers Pulumi's `pulumirpc.ResourceProvider` gRPC service, without TLS, on loopback. */
export interface RunningProvider {
  /** `127.0.0.1:<port>` */
  readonly address: string;
  /** Present for executables of unknown make: with them the engine shakes hands before anything else. */
  readonly plugin?: PluginProtocol;
  /** Ends this instance. Repeatable. */
  stop(): Promise<void>;
}

/**
 * Where the embedded engine gets providers: the local cloud, or executables that speak Pulumi's plugin protocol.
 *
 * Each call gives an instance of its own, because `Configure` is per provider resource.
 */
export interface ProviderSource {
  /** @throws {GroundworkError} naming the package when this source does not have it. */
  start(request: ProviderRequest, host: ProviderHost): Promise<RunningProvider>;
  /** Looks whether {@link start} would find the provider, without starting anything. @throws as it does. */
  verify?(request: ProviderRequest): Promise<void>;
  /** The id that a creation leads to; `undefined` where the cloud draws it or the source does not know the package. */
  idOfCreation?(request: ProviderRequest, creation: Creation): Promise<string | undefined>;
}
