import {
  type CallOptions,
  Client,
  credentials,
  Metadata,
  type MethodDefinition,
  type ServiceError,
  status,
} from "@grpc/grpc-js";
import { failureOf, ProviderCallFailed } from "./failures.ts";

/** How much longer than its own time limit a provider may take before the engine gives up on the call. */
const graceMilliseconds = 2_000;

/** How long after a broken connection the end of the process behind it is awaited. */
const endMilliseconds = 1_000;

/** One gRPC channel to one provider instance. */
export class ProviderConnection {
  readonly #client: Client;
  #end: string | undefined;

  /** @param ended how the provider's process ended, once it has. */
  constructor(
    readonly address: string,
    private readonly ended?: Promise<string>,
  ) {
    // Pulumi limits messages to 400 MB; a resource that was accepted once has to go through again, whatever its size.
    this.#client = new Client(address, credentials.createInsecure(), {
      "grpc.max_receive_message_length": -1,
      "grpc.max_send_message_length": -1,
    });
    void ended?.then((how) => (this.#end = how));
  }

  /** Resolves when the provider can be reached. @throws {Error} when it could not be in `milliseconds`. */
  async ready(milliseconds: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#client.waitForReady(Date.now() + milliseconds, (error) => (error ? reject(error) : resolve()));
    });
  }

  /** @throws {ProviderCallFailed}, {@link ResourceInitFailed} */
  async call<Request, Response>(
    name: string,
    subject: string,
    method: MethodDefinition<Request, Response>,
    request: Request,
    timeoutSeconds = 0,
  ): Promise<Response> {
    if (this.#end !== undefined) throw neverAsked(name, subject, this.#end);
    const options: CallOptions =
      timeoutSeconds > 0 ? { deadline: Date.now() + timeoutSeconds * 1_000 + graceMilliseconds } : {};
    try {
      return await this.#unary(method, request, options);
    } catch (error) {
      const failure = error as ServiceError;
      throw failureOf(name, subject, failure, isLost(failure) ? await this.#howItEnded() : undefined);
    }
  }

  close(): void {
    this.#client.close();
  }

  async #unary<Request, Response>(
    { path, requestSerialize, responseDeserialize }: MethodDefinition<Request, Response>,
    request: Request,
    options: CallOptions,
  ): Promise<Response> {
    return await new Promise<Response>((resolve, reject) => {
      this.#client.makeUnaryRequest(
        path,
        requestSerialize,
        responseDeserialize,
        request,
        new Metadata(),
        options,
        (error: ServiceError | null, response: Response | undefined) => {
          if (error) reject(error);
          else resolve(response as Response);
        },
      );
    });
  }

  /** The connection breaks before the system tells that the process is gone. */
  async #howItEnded(): Promise<string | undefined> {
    if (!this.ended) return undefined;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), endMilliseconds);
    });
    try {
      return await Promise.race([this.ended, late]);
    } finally {
      clearTimeout(timer);
    }
  }
}

function isLost({ code }: ServiceError): boolean {
  return code === status.UNAVAILABLE || code === status.CANCELLED;
}

function neverAsked(call: string, subject: string, end: string): ProviderCallFailed {
  return new ProviderCallFailed({
    call,
    subject,
    reason: `The provider had ended before it was asked to ${call} ${subject}, so nothing was done. ${end}`,
    outcomeKnown: true,
    unimplemented: false,
  });
}
