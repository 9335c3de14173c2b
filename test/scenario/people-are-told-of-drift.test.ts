import { writeFile } from "node:fs/promises";
import path from "node:path";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type FakeSlack, fakeSlack } from "../fakes/notify/fake-slack.ts";
import { type HttpReceiver, httpReceiver } from "../fakes/notify/http-receiver.ts";
import { type SmtpServer, smtpServer } from "../fakes/notify/smtp-server.ts";
import { PlatformRepository } from "./driver-harness/platform-repository.ts";

const secret = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;

describe("people who are told of drift of the local cloud", { timeout: 120_000 }, () => {
  let repository: PlatformRepository;
  let hooks: HttpReceiver;
  let slack: FakeSlack;
  let mails: SmtpServer;

  beforeAll(async () => {
    [repository, hooks, slack, mails] = await Promise.all([
      PlatformRepository.withEnvironments(),
      httpReceiver(),
      fakeSlack(),
      smtpServer(),
    ]);
    const routes = [
      `{ name: hook, webhook: { url: "${hooks.url}/drift", secretFrom: HOOK_SECRET } }`,
      `{ name: slack, slack: { channel: ${slack.channel}, tokenFrom: SLACK_TOKEN, url: "${slack.url}" } }`,
      `{ name: mail, tell: [drift], email: { host: 127.0.0.1, port: ${mails.port}, tls: none, from: a@b.example, to: [c@d.example] } }`,
    ];
    const file = [
      "apiVersion: groundwork.dev/v1",
      "kind: Notifications",
      "spec:",
      "  after: { drift: 0s, unknown: 1h }",
      "  routes:",
      ...routes.map((route) => `    - ${route}`),
      "",
    ];
    await writeFile(path.join(repository.folder, "environments", "notifications.yaml"), file.join("\n"));
    await repository.commit("Tell people");
    repository.variables = { HOOK_SECRET: secret, SLACK_TOKEN: slack.token };
  }, 120_000);
  afterAll(async () => {
    await repository.groundwork("local", "down");
    await Promise.all([repository.remove(), hooks.stop(), slack.stop(), mails.stop()]);
  });

  const arrived = () => [hooks.received.length, slack.messages.length, mails.mails.length] as const;

  it("can be tried to be told, and a route without its secret is named", async () => {
    const before = arrived();
    const tried = await repository.groundwork("notify", "test");
    expect([tried.code, tried.err]).toEqual([0, ""]);
    expect(arrived()).toEqual(before.map((count) => count + 1));
    repository.variables = { SLACK_TOKEN: slack.token };
    const { code, out } = await repository.groundwork("notify", "test", "--json");
    expect(code).toBe(1);
    expect(out).toContain("HOOK_SECRET");
    repository.variables = { HOOK_SECRET: secret, SLACK_TOKEN: slack.token };
  });

  it("are told once by several processes, over every route, and without a value", async () => {
    const up = await repository.groundwork("up", "--env", "dev", "--yes");
    expect(up).toMatchObject({ code: 0 });
    const firewall = "projects/groundwork-local/global/firewalls/dev-ssh";
    await repository.groundwork("local", "set", firewall, 'sourceRanges=["203.0.113.7/32"]');
    const before = arrived();
    const flags = ["drift", "--env", "dev", "--layer", "infrastructure", "--notify"];
    const first = await repository.groundwork(...flags);
    expect(first).toMatchObject({ code: 0 });
    expect(await repository.groundwork(...flags)).toMatchObject({ code: 0 });
    const [events, messages, letters] = [
      hooks.received.slice(before[0]),
      slack.messages.slice(before[1]),
      mails.mails.slice(before[2]),
    ];
    expect([events.length, messages.length, letters.length]).toEqual([1, 2, 1]);
    const [event] = events;
    expect(event && new Webhook(secret).verify(event.body, event.headers)).toMatchObject({
      type: "dev.groundwork.drift.opened",
      data: { environments: ["dev"], matter: { subject: "gcp:compute:Firewall ssh", paths: ["sourceRanges[0]"] } },
    });
    expect(JSON.stringify([events, messages, letters])).not.toContain("203.0.113.7");
    expect((await repository.groundwork("history", "dev")).out).toContain("dev told");
  });
});
