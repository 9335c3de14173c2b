import {
  type CallOptions,
  Client,
  credentials,
  Metadata,
  type MethodDefinition,
  type ServiceError,
} from "@grpc/grpc-js";
import { failureOf } from "./failures.ts";

/** How much longer than its own time limit a provider may take before the engine gives up on the call. */
const graceMilliseconds = 2_000;

/** One gRPC channel to one provider instance. */
export class ProviderConnection {
  readonly #client: Client;

  constructor(readonly address: string) {
    this.#client = new Client(address, credentials.createInsecure(), {
      "grpc.max_receive_message_length": -1,
      "grpc.max_send_message_length": -1,
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
    const options: CallOptions =
      timeoutSeconds > 0 ? { deadline: Date.now() + timeoutSeconds * 1_000 + graceMilliseconds } : {};
    return await new Promise<Response>((resolve, reject) => {
      const done = (error: ServiceError | null, response: Response | undefined) => {
        if (error) reject(failureOf(name, subject, error));
        else resolve(response as Response);
      };
      const { path, requestSerialize, responseDeserialize } = method;
      this.#client.makeUnaryRequest(
        path,
        requestSerialize,
        responseDeserialize,
        request,
        new Metadata(),
        options,
        done,
      );
    });
  }

  close(): void {
    this.#client.close();
  }
}
