import type { AddressInfo } from "node:net";
import fastify from "fastify";
import { type Fault, faults } from "../forge-host/faults.ts";

/** A message in a channel, or in the thread of one. */
export interface SlackMessage {
  readonly channel: string;
  readonly ts: string;
  readonly thread?: string;
  text: string;
  blocks: string;
  metadata?: unknown;
}

/** A hand-written Web API of Slack on loopback, with one channel `#ops`. */
export interface FakeSlack {
  /** Of the API. */
  readonly url: string;
  readonly token: string;
  readonly channel: string;
  readonly messages: SlackMessage[];
  /** Methods that were called. */
  readonly calls: string[];
  /** The token has no right to look at messages. */
  mayLook: boolean;
  fail(fault: Fault): void;
  stop(): Promise<void>;
}

export async function fakeSlack(): Promise<FakeSlack> {
  const app = fastify({ forceCloseConnections: true });
  const token = "xoxb-1-the-token";
  const channel = "C0123456789";
  const messages: SlackMessage[] = [];
  const calls: string[] = [];
  const fail = faults(app);
  app.addContentTypeParser("application/x-www-form-urlencoded", { parseAs: "string" }, (_request, body, done) =>
    done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  );
  const methods: Readonly<Record<string, (given: Record<string, string>) => object>> = {
    "chat.postMessage": ({ channel: to, text = "", blocks = "", metadata, thread_ts: thread }) => {
      if (to !== channel && to !== "#ops") return { ok: false, error: "channel_not_found" };
      const ts = `${1_767_700_000 + messages.length}.000100`;
      messages.push({
        channel,
        ts,
        text,
        blocks,
        ...(thread !== undefined && { thread }),
        ...(metadata !== undefined && { metadata: JSON.parse(metadata) as unknown }),
      });
      return { ok: true, channel, ts };
    },
    "chat.update": ({ channel: of, ts, text = "", blocks = "", metadata }) => {
      const found = messages.find((each) => each.channel === of && each.ts === ts);
      if (!found) return { ok: false, error: "message_not_found" };
      Object.assign(
        found,
        { text, blocks },
        metadata === undefined ? {} : { metadata: JSON.parse(metadata) as unknown },
      );
      return { ok: true, channel: of, ts, text };
    },
    "conversations.history": ({ channel: of, oldest = "0" }) =>
      looked(
        messages.filter(
          (each) => each.channel === of && each.thread === undefined && Number(each.ts) >= Number(oldest),
        ),
      ),
    "conversations.replies": ({ channel: of, ts }) =>
      looked(messages.filter((each) => each.channel === of && (each.ts === ts || each.thread === ts))),
  };
  const looked = (found: readonly SlackMessage[]) =>
    slack.mayLook ? { ok: true, messages: found.toReversed() } : { ok: false, error: "missing_scope" };
  app.post("/api/:method", async (request, reply) => {
    const { method } = request.params as { method: string };
    calls.push(method);
    if (request.headers.authorization !== `Bearer ${token}`)
      return await reply.send({ ok: false, error: "invalid_auth" });
    const answer = methods[method]?.(request.body as Record<string, string>);
    return await reply.send(answer ?? { ok: false, error: "unknown_method" });
  });
  await app.listen({ host: "127.0.0.1", port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const slack: FakeSlack = {
    url: `http://127.0.0.1:${port}/api/`,
    token,
    channel,
    messages,
    calls,
    mayLook: true,
    fail,
    stop: () => app.close(),
  };
  return slack;
}
