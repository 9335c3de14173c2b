import type { Discovery } from "../home/index.ts";
import { LocalCloudRefused } from "./errors.ts";

export interface ConsoleCall {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: object;
}

/** Calls the console once. @throws {LocalCloudRefused}, and whatever `fetch` throws when nobody answers. */
export async function callConsole<Answer>({ url, token }: Discovery, call: ConsoleCall): Promise<Answer> {
  const address = new URL(call.path, url);
  for (const [name, value] of Object.entries(call.query ?? {})) {
    if (value !== undefined) address.searchParams.set(name, String(value));
  }
  const response = await fetch(address, {
    method: call.method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(call.body !== undefined && { "content-type": "application/json" }),
    },
    ...(call.body !== undefined && { body: JSON.stringify(call.body) }),
  });
  const answer: unknown = await response.json();
  if (response.ok) return answer as Answer;
  const { code, message } = (answer as { error: { code: string; message: string } }).error;
  throw new LocalCloudRefused({ status: response.status, refusal: code, reason: message });
}
