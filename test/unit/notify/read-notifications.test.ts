import { describe, expect, it } from "vitest";
import { formatIssue } from "../../../src/environment/index.ts";
import { memoryTree } from "../../../src/lib/index.ts";
import { type NotificationSettings, ownersOf, readNotifications } from "../../../src/notify/index.ts";
import { fleetFacts } from "../../../src/promotion/index.ts";
import { written } from "../environment/written.ts";

const fleet = { dev: "", "prod-eu": "metadata: { owner: payments }\n" };

async function read(spec: string) {
  const text = `apiVersion: groundwork.dev/v1\nkind: Notifications\nspec:\n${spec}`;
  const tree = memoryTree(written({ ...fleet, "notifications.yaml": text }));
  return await readNotifications(tree, await fleetFacts(tree));
}

async function valid(spec: string): Promise<NotificationSettings> {
  const reading = await read(spec);
  if (!reading?.ok) throw new Error(reading?.issues.map(formatIssue).join("\n"));
  return reading.value;
}

async function issuesOf(spec: string): Promise<readonly string[]> {
  return ((await read(spec))?.issues ?? []).map((issue) => formatIssue(issue).replace("environments/", ""));
}

describe("a notifications file", () => {
  it("is absent where there is none", async () => {
    const tree = memoryTree(written(fleet));
    expect(await readNotifications(tree, await fleetFacts(tree))).toBeUndefined();
  });

  it("has times that fit most, and routes for all environments, kinds and owners", async () => {
    expect(await valid("  routes:\n    - { name: all, issue: true }\n")).toEqual({
      afterMilliseconds: { drift: 1_800_000, unknown: 1_800_000, failed: 0, waiting: 3_600_000 },
      settleMilliseconds: 900_000,
      digestBeyond: 10,
      convergedMilliseconds: 1_800_000,
      routes: [
        {
          name: "all",
          environments: ["*"],
          owners: [],
          kinds: ["drift", "unknown", "failed", "waiting", "converged"],
          to: { kind: "issue" },
        },
      ],
    });
  });

  it("leads routes to each kind of place, with quiet hours of all of them or their own", async () => {
    const { routes, settleMilliseconds } = await valid(`  settle: 1h
  quietHours: { from: "22:00", to: "06:30", zone: Europe/Berlin }
  routes:
    - { name: a, environments: ["prod-*"], owners: [payments], heartbeat: 24h, slack: { channel: "#ops", tokenFrom: SLACK_TOKEN } }
    - { name: b, teams: { urlFrom: TEAMS_URL }, quietHours: { from: "08:00", to: "09:00", days: [sat] } }
    - { name: c, tell: [failed], webhook: { url: "https://hooks.example.com/a?b=c", secretFrom: HOOK_SECRET } }
    - { name: d, email: { host: mail.example.com, from: a@example.com, to: [b@example.com], user: a, passwordFrom: MAIL_PASSWORD } }
`);
    expect(settleMilliseconds).toBe(3_600_000);
    expect(routes.map(({ to }) => to)).toEqual([
      { kind: "slack", channel: "#ops", tokenFrom: "SLACK_TOKEN" },
      { kind: "teams", urlFrom: "TEAMS_URL" },
      { kind: "webhook", url: "https://hooks.example.com/a?b=c", secretFrom: "HOOK_SECRET" },
      {
        kind: "smtp",
        host: "mail.example.com",
        port: 587,
        tls: "starttls",
        from: "a@example.com",
        to: ["b@example.com"],
        user: "a",
        passwordFrom: "MAIL_PASSWORD",
      },
    ]);
    const [first, second, third] = routes;
    expect(first).toMatchObject({ owners: ["payments"], heartbeatMilliseconds: 86_400_000 });
    expect(first?.quietHours).toMatchObject({ from: 1320, to: 390, zone: "Europe/Berlin" });
    expect(second?.quietHours).toEqual({ from: 480, to: 540, days: ["sat"], zone: "UTC" });
    expect(third?.kinds).toEqual(["failed"]);
  });

  it("names everything that is wrong with its place, and the nearest key that there is", async () => {
    expect(
      await issuesOf(`  routes:
    - { name: a, enviroments: [dev], issue: true }
    - { name: b, tell: [drifts], issue: true }
    - { name: c, heartbeat: often, issue: true }
`),
    ).toEqual([
      expect.stringMatching(/^notifications\.yaml:5:18 spec\.routes\[a\]\.enviroments: .*environments/u),
      expect.stringMatching(/^notifications\.yaml:6:25 spec\.routes\[b\]\.tell\[0\]: .*drift/u),
      expect.stringMatching(/^notifications\.yaml:7:29 spec\.routes\[c\]\.heartbeat: .*duration/u),
    ]);
  });

  it("refuses what has the right shape and makes no sense, all at once", async () => {
    const found = await issuesOf(`  quietHours: { from: "22:00", to: "22:00", zone: Europe/Berlon }
  routes:
    - { name: a }
    - { name: a, environments: [prod], issue: true, teams: { urlFrom: X } }
    - { name: c, webhook: { secretFrom: X } }
    - { name: d, webhook: { url: "http://example.com", secretFrom: X } }
    - { name: e, email: { host: example.com, tls: none, from: a@b, to: [c@d], passwordFrom: X } }
`);
    expect(found.map((text) => text.replace(/^\S+ /u, "").replace(/: .*/u, ""))).toEqual([
      "spec.quietHours.to",
      "spec.quietHours.zone",
      "spec.routes[a]",
      "spec.routes[a]",
      "spec.routes[a].name",
      "spec.routes[a].environments[0]",
      "spec.routes[c].webhook",
      "spec.routes[d].webhook.url",
      "spec.routes[e].email",
      "spec.routes[e].email.tls",
    ]);
  });

  it("never repeats a secret that was written where the name of its variable belongs", async () => {
    const found = await issuesOf(`  routes:
    - { name: a, slack: { channel: "#ops", tokenFrom: xoxb-123-secret } }
    - { name: b, teams: { urlFrom: "https://example.com/secret" } }
    - { name: c, webhook: { url: "https://me:secret-1@example.com", secretFrom: whsec_secret-2 } }
`);
    expect(found).toHaveLength(4);
    expect(found.join("\n")).not.toContain("secret-");
    expect(found.join("\n")).not.toMatch(/xoxb|example\.com\/secret|whsec/u);
  });

  it("takes owners from the metadata of environments", async () => {
    expect(ownersOf(await fleetFacts(memoryTree(written(fleet))))).toEqual(new Map([["prod-eu", "payments"]]));
  });
});
