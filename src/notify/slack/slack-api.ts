import type { LogLevel, WebClient } from "@slack/web-api";
import { isObject, listAt, textAt } from "../../lib/index.ts";
import { NoticeNotSent } from "../errors.ts";
import { explainHttp, type Failed, failedAnswer, limitedFetch, type SendingPolicy, type Target } from "../sending.ts";
import { noticeEvent, type SlackMessage } from "./slack-message.ts";

/** The requests to Slack, each sent once. */
export interface SlackApi {
  post(
    message: SlackMessage & { readonly channel: string; readonly thread_ts?: string },
  ): Promise<{ channel: string; ts: string }>;
  update(message: SlackMessage & { readonly channel: string; readonly ts: string }): Promise<void>;
  /** The message of a thread; `undefined` where there is none, or where the token may not look. @param since in ISO 8601 */
  find(channel: string, since: string, thread: string): Promise<string | undefined>;
  isReplied(channel: string, ts: string, id: string): Promise<boolean>;
  readonly explain: (thrown: unknown) => Failed;
}

/** Loads Slack's client when the first notice is told, since other commands do not need it. */
export async function openSlack({
  token,
  url,
  target,
  policy,
}: {
  readonly token: string;
  readonly url?: string;
  readonly target: Target;
  readonly policy: SendingPolicy;
}): Promise<SlackApi> {
  // It is CommonJS, of which a late import has the default member alone where the command is built.
  const { default: slack } = await import("@slack/web-api");
  const client = new slack.WebClient(token, {
    ...(url !== undefined && { slackApiUrl: url.endsWith("/") ? url : `${url}/` }),
    fetch: limitedFetch(target, policy),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
    logger: silent(slack.LogLevel.ERROR),
  });
  return {
    async post(message) {
      const answer = await client.apiCall("chat.postMessage", { ...message, unfurl_links: false, unfurl_media: false });
      const [channel, ts] = [textAt(answer, "channel"), textAt(answer, "ts")];
      if (channel === undefined || ts === undefined) throw new Error("its answer names no message");
      return { channel, ts };
    },
    async update(message) {
      await client.apiCall("chat.update", { ...message });
    },
    async find(channel, since, thread) {
      // Its name is no channel for those who read its history.
      if (channel.startsWith("#")) return undefined;
      const oldest = String(Date.parse(since) / 1000);
      return await orUnseen(() => searched(pages(client, "conversations.history", { channel, oldest }), thread));
    },
    async isReplied(channel, ts, id) {
      return (
        (await orUnseen(() => searched(pages(client, "conversations.replies", { channel, ts }), id))) !== undefined
      );
    },
    explain(thrown) {
      if (thrown instanceof slack.WebAPIRateLimitedError) return failedAnswer(429, String(thrown.retryAfter));
      if (thrown instanceof slack.WebAPIHTTPError)
        return failedAnswer(thrown.statusCode, thrown.headers["retry-after"]);
      if (thrown instanceof slack.WebAPIPlatformError)
        return { what: thrown.data.error, mayHelp: passing.has(thrown.data.error) };
      if (thrown instanceof slack.WebAPIRequestError) return explainHttp(thrown.original);
      if (thrown instanceof Error) return { what: thrown.message, mayHelp: false };
      throw thrown;
    },
  };
}

/** Errors of Slack itself. Source: https://docs.slack.dev/reference/methods/chat.postMessage#errors */
const passing: ReadonlySet<string> = new Set([
  "internal_error",
  "fatal_error",
  "service_unavailable",
  "request_timeout",
  "ratelimited",
]);

type Page = (cursor: { readonly cursor?: string }) => Promise<unknown>;

/** Pages of the messages of a channel, or of a thread. */
function pages(client: WebClient, method: "conversations.history" | "conversations.replies", of: object): Page {
  return (cursor) => client.apiCall(method, { limit: 200, include_all_metadata: true, ...of, ...cursor });
}

/** A channel that is full of others' messages is not read to its end. */
const mostPages = 10;

async function searched(page: Page, id: string): Promise<string | undefined> {
  let cursor: string | undefined;
  for (let number = 0; number < mostPages; number++) {
    const found = await page(cursor === undefined ? {} : { cursor });
    const messages = listAt(found, "messages");
    const own = messages.find(
      (each) =>
        isObject(each) &&
        textAt(each, "metadata", "event_type") === noticeEvent &&
        textAt(each, "metadata", "event_payload", "id") === id,
    );
    if (own !== undefined) return textAt(own, "ts");
    cursor = textAt(found, "response_metadata", "next_cursor");
    if (cursor === undefined || cursor === "") return undefined;
  }
  return undefined;
}

/** Without the right to look, a message whose answer was lost is posted again: told twice rather than not at all. */
async function orUnseen<T>(look: () => Promise<T>): Promise<T | undefined> {
  try {
    return await look();
  } catch (thrown) {
    const error = textAt(thrown, "data", "error") ?? "";
    if (["missing_scope", "not_in_channel", "no_permission", "channel_not_found", "thread_not_found"].includes(error))
      return undefined;
    throw thrown;
  }
}

/** Whether an error is this one of Slack's own. */
export function isAnswer(thrown: unknown, error: string): boolean {
  return thrown instanceof NoticeNotSent && thrown.data.what === error;
}

function silent(level: LogLevel) {
  const nothing = () => undefined;
  return {
    debug: nothing,
    info: nothing,
    warn: nothing,
    error: nothing,
    setLevel: nothing,
    getLevel: () => level,
    setName: nothing,
  };
}
