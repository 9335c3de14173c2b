import { type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";
import type { ErrorKind } from "../../../lib/index.ts";
import type { Discovery } from "../home/index.ts";
import { LocalCloudRefused } from "./errors.ts";

export interface ConsoleCall {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: object;
}

interface ConsoleRefusal {
  readonly error: { readonly code: string; readonly kind?: ErrorKind; readonly message: string };
}

/** A console that says nothing for as long is taken for one that does not answer. */
const SILENT_MILLISECONDS = 300_000;

/** Sends one request to the console. @throws {LocalCloudRefused}, and the error of a connection that fails. */
export async function callConsole<Answer>({ url, token }: Discovery, call: ConsoleCall): Promise<Answer> {
  const address = new URL(call.path, url);
  for (const [name, value] of Object.entries(call.query ?? {})) {
    if (value !== undefined) address.searchParams.set(name, String(value));
  }
  const response = await send(address, token, call);
  const answer: unknown = JSON.parse(await text(response));
  const { statusCode: status = 0 } = response;
  if (status >= 200 && status < 300) return answer as Answer;
  // A process of an earlier version does not say the kind.
  const { code, kind = "failed", message } = (answer as ConsoleRefusal).error;
  throw new LocalCloudRefused({ status, refusal: code, kind, reason: message });
}

/** By Node's plain client: loading what `fetch` consists of takes longer than all calls of a preview. */
function send(address: URL, token: string, { method, body }: ConsoleCall): Promise<IncomingMessage> {
  const content = body === undefined ? undefined : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const call = request(address, {
      method,
      // A connection for each call: one that is kept may be closed by the other side in the moment in which it is used.
      agent: false,
      timeout: SILENT_MILLISECONDS,
      headers: {
        authorization: `Bearer ${token}`,
        ...(content !== undefined && {
          "content-type": "application/json",
          "content-length": Buffer.byteLength(content),
        }),
      },
    });
    call.once("response", resolve);
    call.once("error", reject);
    call.once("timeout", () => call.destroy(new Error(`${address.origin} has not answered.`)));
    call.end(content);
  });
}
