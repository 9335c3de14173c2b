import { describe, expect, it } from "vitest";
import { environmentIn, issuesIn } from "./written.ts";

const around = `
  buckets: [{ name: exports }]
  serviceAccounts: [{ name: worker }]
  runServices: [{ name: api, image: "example.com/api:1" }, { name: open, image: "example.com/open:1", public: true }]
`;

/** Issues of one subscription, which stands in line 11. */
async function issuesOf(subscription: string): Promise<readonly string[]> {
  const spec = `spec:${around}  topics:
    - name: undelivered
      subscriptions: [{ name: inspection }]
    - name: orders
      subscriptions:
        - { name: billing, ${subscription} }
`;
  const issues = await issuesIn({ dev: spec });
  return issues.map((issue) => issue.replace(/^.*?spec\.topics\[orders\]\.subscriptions\[billing\]\.?/, ""));
}

describe("a subscription", () => {
  it.each([
    "push: { endpoint: https://example.com/, serviceAccount: worker, audience: shop }",
    "push: { runService: api, path: /orders, serviceAccount: worker }",
    "push: { runService: open }",
    'push: { endpoint: "https://example.com/" }',
    "bucket: { name: exports, every: 1m }",
    "deadLetters: { topic: undelivered, attempts: 100 }, ackDeadline: 10m, retention: 31d, exactlyOnce: true",
    "retry: { min: 0s, max: 0s }, expiresAfter: 7d",
  ])("may be declared with %s", async (subscription) => {
    expect(await issuesOf(subscription)).toEqual([]);
  });

  it.each([
    ["push: {}", "push: write either endpoint or runService: where messages are sent"],
    [
      'push: { endpoint: "https://example.com/", runService: open }',
      "push: write either endpoint or runService: where messages are sent",
    ],
    [
      'push: { endpoint: "http://example.com/" }',
      'push.endpoint: is "http://example.com/"; Pub/Sub pushes to https:// addresses',
    ],
    [
      'push: { endpoint: "https://example.com/", path: /a }',
      "push.path: is of a runService; write it as a part of the endpoint",
    ],
    [
      "push: { runService: open, audience: a }",
      "push.audience: is of a token, and there is none without a serviceAccount",
    ],
    [
      "push: { runService: opem }",
      'push.runService: no run service is called "opem" (did you mean open?); there are api, open',
    ],
    [
      "push: { runService: api }",
      "push.serviceAccount: is missing; api is not public, so requests need the token of a service account that may call it",
    ],
    [
      "push: { runService: api, serviceAccount: werker }",
      'push.serviceAccount: no service account is called "werker" (did you mean worker?); there are worker',
    ],
    [
      "bucket: { name: exprts }",
      'bucket.name: no bucket is called "exprts" (did you mean exports?); there are exports',
    ],
    ["bucket: { name: exports, every: 11m }", "bucket.every: is 11m; allowed: 1m to 10m"],
    [
      'push: { endpoint: "https://example.com/" }, bucket: { name: exports }',
      "bucket: push is declared, too; messages are delivered in one way",
    ],
    [
      'push: { endpoint: "https://example.com/" }, exactlyOnce: true',
      "exactlyOnce: is for subscribers that pull; push delivers at least once",
    ],
    [
      "deadLetters: { topic: undelivred }",
      'deadLetters.topic: no topic is called "undelivred" (did you mean undelivered?); there are undelivered, orders',
    ],
    [
      "deadLetters: { topic: orders }",
      "deadLetters.topic: is the subscription's own topic, which would deliver them again and again",
    ],
    ["ackDeadline: 9s", "ackDeadline: is 9s; allowed: 10s to 10m"],
    ["ackDeadline: 10m1s", "ackDeadline: is 10m1s; allowed: 10s to 10m"],
    ["retention: 9m59s", "retention: is 9m59s; allowed: 10m to 31d"],
    ["retry: { min: 11m, max: 12m }", "retry.min: is 11m; allowed: 0s to 10m"],
    ["retry: { min: 2m, max: 1m }", "retry.max: is 1m, shorter than min 2m"],
    ["retention: 10m, expiresAfter: 23h", "expiresAfter: is 23h; allowed: 1d to 36500d"],
    [
      "retention: 3d, expiresAfter: 2d",
      "expiresAfter: is 2d, shorter than the retention of 3d, within which messages wait for a subscriber",
    ],
  ])("with %s is refused", async (subscription, issue) => {
    expect(await issuesOf(subscription)).toContain(issue);
  });

  it("has every issue told at its place, all at once, beside those of its topic", async () => {
    const dev = `spec:
  topics:
    - name: orders
      retention: 32d
      subscriptions:
        - { name: a, ackDeadline: 1s }
        - { name: a, push: { runService: api } }
    - name: orders
`;
    expect(await issuesIn({ dev })).toEqual([
      "dev/environment.yaml:6:18 spec.topics[orders].retention: is 32d; allowed: 10m to 31d",
      "dev/environment.yaml:8:35 spec.topics[orders].subscriptions[a].ackDeadline: is 1s; allowed: 10s to 10m",
      "dev/environment.yaml:9:19 spec.topics[orders].subscriptions[a].name: a stands here twice; first at dev/environment.yaml:8:19",
      'dev/environment.yaml:9:42 spec.topics[orders].subscriptions[a].push.runService: no run service is called "api"; there are none',
      "dev/environment.yaml:10:13 spec.topics[orders].name: orders stands here twice; first at dev/environment.yaml:5:13",
    ]);
  });
});

describe("a topic", () => {
  it("stores messages in the environment's region alone, unless others are declared", async () => {
    const { topics } = await environmentIn(
      { dev: "spec: { topics: [{ name: a }, { name: b, regions: [us-east1, europe-west4, us-east1] }] }\n" },
      "dev",
    );
    expect(topics.map(({ regions }) => regions)).toEqual([["europe-west1"], ["us-east1", "europe-west4"]]);
  });

  it("warns of regions that are newer than the tool, and refuses what is none", async () => {
    const issues = await issuesIn({
      dev: "spec: { topics: [{ name: a, regions: [europe-west99, europe-west4-a] }] }\n",
    });
    expect(issues).toEqual([
      expect.stringContaining('no known region is called "europe-west99"'),
      expect.stringMatching(/no known region is called "europe-west4-a".*write one such as europe-west1/),
    ]);
  });

  it("of an environment that starts with goog has no name that Pub/Sub takes", async () => {
    expect(await issuesIn({ google: "spec: { topics: [{ name: a }] }\n" })).toEqual([
      'google/environment.yaml:3:17 spec.topics: names of topics start with the environment\'s, and Pub/Sub takes none that starts with "goog"; rename google',
    ]);
  });

  it("that gets dead letters and has no subscription loses them, which is a warning", async () => {
    expect(
      await issuesIn({
        dev: `spec:
  topics:
    - { name: lost }
    - { name: orders, subscriptions: [{ name: a, deadLetters: { topic: lost } }] }
`,
      }),
    ).toEqual([expect.stringContaining("lost has no subscription, so what arrives there is lost")]);
  });

  it("has a schema that is JSON where it is Avro's", async () => {
    expect(
      await issuesIn({ dev: "spec: { topics: [{ name: a, schema: { definition: '{ \"type\": ' } }] }\n" }),
    ).toEqual([expect.stringContaining("spec.topics[a].schema.definition: is no JSON, as definitions of Avro are")]);
    const protobuf = "{ type: protobuf, definition: 'syntax = \"proto3\"; message A {}' }";
    expect(await issuesIn({ dev: `spec: { topics: [{ name: a, schema: ${protobuf} }] }\n` })).toEqual([]);
  });
});
