import { setTimeout as pause } from "node:timers/promises";
import { boundedFetch, type RequestPolicy, withoutSecrets } from "../forge/http/index.ts";
import { ForgeRefused, ForgeUnavailable } from "../forge/index.ts";
import { asClause, printable, retryDelay, secondsText } from "../lib/index.ts";
import { NoticeNotSent } from "./errors.ts";

/** What one notice may take, and how often it is sent. */
export type SendingPolicy = RequestPolicy;

export const usualSending: SendingPolicy = {
  timeout: 10_000,
  answerBytes: 1024 * 1024,
  attempts: 3,
  backoff: { first: 500, longest: 5_000 },
  longestWait: 60_000,
  pause,
};

/** Where a notifier sends to. */
export interface Target {
  readonly route: string;
  /** For people, without anything secret. */
  readonly to: string;
  /** Values that stand in no error. */
  readonly secrets: readonly string[];
}

const shortestSecret = 6;

/** The parts of an address that may be secret, for {@link Target.secrets}: receivers repeat them in their answers. */
export function secretParts(url: string): readonly string[] {
  const { pathname, search, searchParams } = new URL(url);
  const parts = [url, pathname, search, ...pathname.split("/"), ...searchParams.values()];
  return parts.filter((part) => part.length >= shortestSecret).toSorted((one, other) => other.length - one.length);
}

/** Why an attempt did not arrive. */
export interface Failed {
  readonly what: string;
  readonly status?: number;
  /** Sending the same again may help: the answer was lost, late, or that of a server that is in trouble. */
  readonly mayHelp: boolean;
  /** Milliseconds for which the receiver says that it takes nothing. */
  readonly wait?: number;
}

/**
 * Does an attempt until it succeeds, as the policy allows.
 *
 * @param attempt gives what it came to, or throws an error that `explain` explains; `isRepeated` says that an earlier one may have arrived
 * @throws {NoticeNotSent}
 */
export async function sendRepeatedly<T>(
  { route, to, secrets }: Target,
  policy: SendingPolicy,
  attempt: (isRepeated: boolean) => Promise<T>,
  explain: (thrown: unknown) => Failed,
): Promise<T> {
  for (let number = 1; ; number++)
    try {
      return await attempt(number > 1);
    } catch (thrown) {
      const failed = explain(thrown);
      const wait = failed.wait ?? retryDelay(number, policy.backoff, Math.random());
      if (!failed.mayHelp || number === policy.attempts || wait > policy.longestWait) {
        const late = failed.wait !== undefined ? `, and it takes nothing for another ${secondsText(failed.wait)}` : "";
        const what = printable(withoutSecrets(asClause(failed.what), secrets)) + late;
        // The cause may repeat an address that is secret.
        throw new NoticeNotSent({ route, to, what, ...(failed.status !== undefined && { status: failed.status }) });
      }
      await policy.pause(wait);
    }
}

/** An answer of HTTP that is no success. */
export class AnswerRefused extends Error {
  readonly failed: Failed;
  constructor(failed: Failed) {
    super(failed.what);
    this.failed = failed;
  }
}

/** `fetch` with limits, that follows no redirect and reads the answer whole. */
export function limitedFetch({ to, secrets }: Target, { timeout, answerBytes }: SendingPolicy): typeof fetch {
  const send = boundedFetch({ forge: to, secrets, timeout, answerBytes, nameOf: (method) => method });
  return (input, init) => send(input instanceof Request ? input.url : input, init);
}

/** Posts JSON. @returns what was answered with a success @throws {AnswerRefused} and what {@link limitedFetch} throws */
export async function postJson(
  send: typeof fetch,
  url: string,
  body: string,
  headers: Readonly<Record<string, string>>,
): Promise<string> {
  const answer = await send(url, { method: "POST", headers, body });
  const text = await answer.text();
  if (answer.ok) return text;
  throw new AnswerRefused(failedAnswer(answer.status, answer.headers.get("retry-after")));
}

/** What an answer that is no success says, and whether sending the same again may help. Its words are left out: a receiver may repeat a token. */
export function failedAnswer(status: number, retryAfter: string | null | undefined): Failed {
  const mayHelp = status === 408 || status === 429 || status >= 500;
  // Only seconds are read: a date would be held against a clock that may go wrong.
  const wait = mayHelp && /^\d+$/u.test(retryAfter ?? "") ? Number(retryAfter) * 1_000 : undefined;
  const what = status === 429 ? "too many requests" : `it answered ${status}`;
  return { what, status, mayHelp, ...(wait !== undefined && { wait }) };
}

/** What went wrong with a request of HTTP. */
export function explainHttp(thrown: unknown): Failed {
  if (thrown instanceof AnswerRefused) return thrown.failed;
  if (thrown instanceof ForgeUnavailable) return { what: thrown.data.what, mayHelp: true };
  if (thrown instanceof ForgeRefused) {
    // Where it leads may be secret, and the one who reads this can ask for it.
    return {
      what: "it redirects to another address, which is not followed; give the route the address as it is now",
      mayHelp: false,
    };
  }
  throw thrown;
}
