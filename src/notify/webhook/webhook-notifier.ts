import { createHmac } from "node:crypto";
import { RouteNotReady } from "../errors.ts";
import type { Notice, Notifier } from "../notice.ts";
import { newsText, noticeText } from "../notice-text.ts";
import { explainHttp, limitedFetch, postJson, type SendingPolicy, secretParts, sendRepeatedly } from "../sending.ts";

export interface WebhookSettings {
  readonly route: string;
  readonly url: string;
  /** `whsec_` and 24 to 64 bytes in base64. */
  readonly secret: string;
  /** The repository, for people. */
  readonly from: string;
  readonly policy: SendingPolicy;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/**
 * Sends each notice as a CloudEvent 1.0 in JSON, signed by Standard Webhooks. A receiver knows by `webhook-id`, which is the event's `id`,
 * what it has already, and by the signature over id, time and body who sent it.
 *
 * Sources: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md (structured mode),
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 *
 * @throws {RouteNotReady} for a secret of another form, and for what is no address
 */
export function webhookNotifier({ route, url, secret, from, policy, now }: WebhookSettings): Notifier {
  const key = keyOf(route, secret);
  if (!URL.canParse(url))
    throw new RouteNotReady({ route, problem: "its address is none", remedy: "Write the address of the server." });
  const target = { route, to: new URL(url).host, secrets: [secret, ...secretParts(url)] };
  const send = limitedFetch(target, policy);
  return {
    async tell(notice) {
      const body = JSON.stringify(eventOf(notice, from));
      const attempt = () => {
        const timestamp = String(Math.floor(now() / 1000));
        return postJson(send, url, body, {
          "content-type": "application/cloudevents+json; charset=utf-8",
          "webhook-id": notice.id,
          "webhook-timestamp": timestamp,
          "webhook-signature": `v1,${createHmac("sha256", key).update(`${notice.id}.${timestamp}.${body}`).digest("base64")}`,
        });
      };
      await sendRepeatedly(target, policy, attempt, explainHttp);
      return {};
    },
  };
}

function keyOf(route: string, secret: string): Buffer {
  const [, written = ""] = /^whsec_([A-Za-z0-9+/]+={0,2})$/u.exec(secret.trim()) ?? [];
  const key = Buffer.from(written, "base64");
  if (key.length >= 24 && key.length <= 64) return key;
  throw new RouteNotReady({
    route,
    problem: "its secret is none of Standard Webhooks",
    remedy: 'Write whsec_ and 24 to 64 bytes in base64, such as: echo "whsec_$(openssl rand -base64 32)"',
  });
}

function eventOf(notice: Notice, from: string): object {
  const { id, thread, kind, news, matter, appearance, environments, joined, altered, left, accepted } = notice;
  const { since, until, at, commit, route } = notice;
  const { title, next } = noticeText(notice);
  return {
    specversion: "1.0",
    id,
    source: `groundwork:${encodeURI(from)}`,
    type: `dev.groundwork.${kind}.${news}`,
    time: at,
    subject: matter?.key ?? kind,
    datacontenttype: "application/json",
    data: {
      version: 1,
      thread,
      route,
      title,
      text: newsText(notice),
      environments,
      joined,
      altered,
      left,
      accepted,
      ...(matter && { matter: { ...matter, ...appearance } }),
      since,
      ...(until !== undefined && { until }),
      commit,
      next,
    },
  };
}
