import { messageOf } from "../../../lib/index.ts";
import { type Structs, takeStructs, withStructs } from "../../../pulumi/struct/index.ts";
import { type Message, type NetworkClient, RpcError, status } from "../grpc/index.ts";
import type { Answer, Call } from "./calls.ts";
import { failureOf, ProviderCallFailed } from "./failures.ts";

/** How long after the provider's own time limit the deadline of the call is: the provider's error says more than ours. */
const graceMilliseconds = 2_000;

/** How long after a broken connection the engine waits for the process's end, to say how it ended. */
const endMilliseconds = 1_000;

/** Typed calls to one provider instance. */
export class ProviderConnection {
  #end: string | undefined;

  /**
   * @param client is closed with the connection.
   * @param ended how the provider's process ended, once it has.
   */
  constructor(
    private readonly client: NetworkClient,
    private readonly ended?: Promise<string>,
  ) {
    void ended?.then((how) => (this.#end = how));
  }

  /** Resolves when the provider can be reached. @throws {Error} when it could not be in `milliseconds`. */
  async ready(milliseconds: number): Promise<void> {
    await this.client.ready(milliseconds);
  }

  /** @throws {ProviderCallFailed}, {@link ResourceInitFailed} */
  async call<Request extends Message, Response, Asked extends string, Answered extends string>(
    name: string,
    subject: string,
    { path, response, asked, answered }: Call<Request, Response, Asked, Answered>,
    request: Request,
    structs: Structs<Asked>,
    timeoutSeconds = 0,
  ): Promise<Answer<Response, Answered>> {
    if (this.#end !== undefined) throw endedBefore(name, subject, this.#end);
    const timeout = timeoutSeconds > 0 ? timeoutSeconds * 1_000 + graceMilliseconds : undefined;
    const message = withStructs(request.serializeBinary(), asked, structs);
    try {
      const { rest, structs: taken } = takeStructs(await this.client.call({ path, message }, timeout), answered);
      return { response: response.deserializeBinary(rest), structs: taken };
    } catch (error) {
      const failure = error instanceof RpcError ? error : unreadable(error);
      throw failureOf(
        name,
        subject,
        failure,
        isLost(failure) ? await this.#howItEnded().catch(() => undefined) : undefined,
      );
    }
  }

  close(): void {
    this.client.close();
  }

  /** The connection breaks before Node reports the process's exit. */
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

/** A response that cannot be decoded. The provider may have done what the call is for. */
function unreadable(cause: unknown): RpcError {
  return new RpcError(status.INTERNAL, `The response cannot be read: ${messageOf(cause)}`, undefined, { cause });
}

function isLost({ code }: RpcError): boolean {
  return code === status.UNAVAILABLE || code === status.CANCELLED;
}

function endedBefore(call: string, subject: string, end: string): ProviderCallFailed {
  return new ProviderCallFailed({
    call,
    subject,
    reason: `The provider had ended before it was asked to ${call} ${subject}, so nothing was done. ${end}`,
    outcomeKnown: true,
    unimplemented: false,
  });
}
