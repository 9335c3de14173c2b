import { expect, it } from "vitest";
import { teamsNotifier } from "../../../src/notify/teams/index.ts";
import { httpReceiver } from "../../fakes/notify/http-receiver.ts";
import { httpFailures } from "./http-failures.ts";
import { hastySending, joinedBy, openedIn } from "./notices.ts";
import { notifierContract } from "./notifier-contract.ts";

const path = "/workflows/hidden/triggers/manual?sig=hidden-signature";

/** The texts of a card. */
function textsOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(textsOf);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => (key === "text" ? [String(each)] : textsOf(each)));
}

notifierContract("Microsoft Teams", { messages: 3, findsAgain: false, saysHowLong: true }, async () => {
  const receiver = await httpReceiver();
  const secrets = [path, "hidden-signature", "/workflows/hidden"];
  const { fail, other } = await httpFailures((fault) => receiver.fail(fault), secrets);
  const waited: number[] = [];
  return {
    notifier: teamsNotifier({
      route: "ops",
      url: receiver.url + path,
      from: "acme/platform",
      policy: hastySending(waited),
    }),
    shown: async () => receiver.received.map(({ body }) => textsOf(JSON.parse(body)).join("\n")),
    fail,
    waited,
    secrets,
    elsewhere: other.attempts,
    stop: async () => void (await Promise.all([receiver.stop(), other.stop()])),
  };
});

it("a card of Teams has names of others as plain text, and none is sent for environments that left others behind", async () => {
  const receiver = await httpReceiver();
  try {
    const teams = teamsNotifier({ route: "ops", url: receiver.url, from: "acme/platform", policy: hastySending() });
    await teams.tell(openedIn("dev"));
    await teams.tell({ ...joinedBy(openedIn("dev"), "shop", undefined), joined: [], left: ["shop"] });
    const [first, ...more] = receiver.received.map(
      ({ body }) => JSON.parse(body) as { attachments: { content: object }[] },
    );
    expect(more).toEqual([]);
    expect(first).toMatchObject({
      type: "message",
      attachments: [{ contentType: "application/vnd.microsoft.card.adaptive", content: { type: "AdaptiveCard" } }],
    });
    expect(JSON.stringify(first)).not.toContain('"TextBlock"');
  } finally {
    await receiver.stop();
  }
});
