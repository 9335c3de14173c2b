/** What a program asks for when it needs a provider. */
export interface ProviderRequest {
  /** Package name, for example `gcp`. */
  readonly package: string;
  readonly version?: string;
  readonly pluginDownloadUrl?: string;
}

/** A provider that answers Pulumi's `pulumirpc.ResourceProvider` gRPC service, without TLS, on loopback. */
export interface RunningProvider {
  /** `127.0.0.1:<port>` */
  readonly address: string;
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
  start(request: ProviderRequest): Promise<RunningProvider>;
}
