import { Webhook } from "standardwebhooks";
import { expect, it } from "vitest";
import { RouteNotReady } from "../../../src/notify/errors.ts";
import { webhookNotifier } from "../../../src/notify/webhook/index.ts";
import { httpReceiver } from "../../fakes/notify/http-receiver.ts";
import { httpFailures } from "./http-failures.ts";
import { hastySending, openedIn } from "./notices.ts";
import { notifierContract } from "./notifier-contract.ts";

const secret = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
const route = { route: "ops", secret, from: "acme/platform", now: () => Date.now() };

notifierContract("a webhook", { messages: 3, findsAgain: false, saysHowLong: true }, async () => {
  const receiver = await httpReceiver();
  const url = `${receiver.url}/hooks/hidden?key=hidden-too`;
  const secrets = [secret, "hooks/hidden"];
  const { fail, other } = await httpFailures((fault) => receiver.fail(fault), secrets);
  const waited: number[] = [];
  return {
    notifier: webhookNotifier({ ...route, url, policy: hastySending(waited) }),
    shown: async () => receiver.received.map(({ body }) => body),
    fail,
    waited,
    secrets,
    elsewhere: other.attempts,
    stop: async () => void (await Promise.all([receiver.stop(), other.stop()])),
  };
});

it("a webhook is a CloudEvent whose signature the library of Standard Webhooks verifies, with one id for all attempts", async () => {
  const receiver = await httpReceiver();
  try {
    receiver.fail({ kind: "half an answer", times: 1 });
    await webhookNotifier({ ...route, url: receiver.url, policy: hastySending() }).tell(openedIn("dev"));
    expect(receiver.received).toHaveLength(2);
    for (const { body, headers } of receiver.received) {
      const event = new Webhook(secret).verify(body, headers);
      expect(event).toMatchObject({
        specversion: "1.0",
        id: "1".repeat(32),
        source: "groundwork:acme/platform",
        type: "dev.groundwork.drift.opened",
        subject: "drift:0123456789abcdef",
        data: { environments: ["dev"], joined: ["dev"], matter: { paths: ["sourceRanges"] } },
      });
      expect(headers["webhook-id"]).toBe("1".repeat(32));
      expect(headers["content-type"]).toContain("application/cloudevents+json");
    }
  } finally {
    await receiver.stop();
  }
});

it("a webhook takes no secret of another form, and does not repeat it", () => {
  const make = () => webhookNotifier({ ...route, secret: "hunter2", url: "https://a.example", policy: hastySending() });
  expect(make).toThrow(RouteNotReady);
  expect(make).not.toThrow("hunter2");
});
