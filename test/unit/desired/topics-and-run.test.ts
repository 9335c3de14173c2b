import { describe, expect, it } from "vitest";
import { checkFleet, type DesiredState, readDesiredState } from "../../../src/desired/index.ts";
import { formatIssue } from "../../../src/environment/index.ts";
import { memoryTree } from "../../../src/lib/index.ts";
import { written } from "../environment/written.ts";

const gcp = "  cloud: { kind: gcp, project: acme-dev, region: europe-west1 }\n";

async function stateOf(spec: string): Promise<DesiredState> {
  const reading = await readDesiredState(memoryTree(written({ dev: `spec:\n${spec}` })), "dev");
  if (!reading.ok) throw new Error(reading.issues.map(formatIssue).join("\n"));
  return reading.value;
}

describe("a topic", () => {
  it("is named after the environment, stays in its region and carries labels", async () => {
    const { topics, services } = await stateOf(`${gcp}  topics: [{ name: orders, labels: { team: shop } }]\n`);
    expect(topics).toEqual([
      {
        key: "orders",
        protect: false,
        args: {
          name: "dev-orders",
          messageStoragePolicy: { allowedPersistenceRegions: ["europe-west1"] },
          labels: { team: "shop", environment: "dev", "managed-by": "groundwork" },
        },
      },
    ]);
    expect(services.map(({ key }) => key)).toContain("pubsub");
  });

  it("keeps a subscription for good that declares no expiry, in contrast to Pub/Sub", async () => {
    const { subscriptions } = await stateOf(`  topics:
    - name: orders
      subscriptions: [{ name: a }, { name: b, expiresAfter: 31d, retry: {} }]
`);
    expect(subscriptions.map(({ args }) => [args.name, args.expirationPolicy, args.retryPolicy])).toEqual([
      ["dev-orders-a", { ttl: "" }, undefined],
      ["dev-orders-b", { ttl: "2678400s" }, { minimumBackoff: "10s", maximumBackoff: "600s" }],
    ]);
  });

  it("has no grants where it needs none, and each once where several subscriptions need it", async () => {
    const without = await stateOf("  topics: [{ name: orders, subscriptions: [{ name: a }] }]\n");
    expect([without.agentGrants, without.serviceIdentities]).toEqual([[], []]);
    const dead = "deadLetters: { topic: dead }";
    const { agentGrants, serviceIdentities } = await stateOf(`  topics:
    - { name: orders, subscriptions: [{ name: a, ${dead} }, { name: b, ${dead} }] }
    - { name: dead, subscriptions: [{ name: all }] }
`);
    expect(agentGrants.map(({ key }) => key)).toEqual([
      "subscription-orders-a-pubsub.subscriber",
      "subscription-orders-b-pubsub.subscriber",
      "topic-dead-pubsub.publisher",
    ]);
    expect(serviceIdentities.map(({ args }) => args.service)).toEqual(["pubsub.googleapis.com"]);
  });

  it("is protected with its subscriptions and its schema", async () => {
    const { topics, subscriptions, messageSchemas } = await stateOf(`  protect: [topics/orders]
  topics:
    - { name: orders, schema: { definition: "{}" }, subscriptions: [{ name: a }] }
    - { name: other }
`);
    expect(topics.map(({ protect }) => protect)).toEqual([true, false]);
    expect([...subscriptions, ...messageSchemas].map(({ protect }) => protect)).toEqual([true, true]);
  });
});

describe("what runs in Cloud Run", () => {
  it("has an account of its own without roles where none is declared", async () => {
    const { serviceAccounts, roles, runServices } = await stateOf(`  serviceAccounts: [{ name: worker }]
  runServices: [{ name: a, image: "a:1" }, { name: b, image: "b:1", serviceAccount: worker }]
  runJobs: [{ name: a, image: "a:1" }]
`);
    expect(serviceAccounts.map(({ args }) => args.accountId)).toEqual(["dev-a-job", "dev-a-run", "dev-worker"]);
    expect(roles).toEqual([]);
    expect(runServices.map(({ container }) => container.serviceAccount)).toEqual(["a-run", "worker"]);
  });

  it("may connect to databases and read the secrets that it names, each grant once", async () => {
    const { roles, secretReaders } =
      await stateOf(`  serviceAccounts: [{ name: worker, roles: [roles/cloudsql.client] }]
  databases: [{ name: orders }]
  secrets: [{ name: key }]
  runServices:
    - { name: a, image: "a:1", databases: [orders], serviceAccount: worker, secretEnv: { A: { secret: key }, B: { secret: key } } }
    - { name: b, image: "b:1", databases: [orders] }
`);
    expect(roles.map(({ key }) => key)).toEqual(["b-run-cloudsql.client", "worker-cloudsql.client"]);
    expect(secretReaders.map(({ key }) => key)).toEqual(["key_worker"]);
  });

  it("takes the generation of Cloud Run that its size fits", async () => {
    const { runServices } = await stateOf(`  runServices:
    - { name: a, image: "a:1" }
    - { name: b, image: "b:1", memory: 256Mi }
    - { name: c, image: "c:1", cpu: 0.5, concurrency: 1 }
`);
    expect(runServices.map(({ template }) => template.executionEnvironment.slice(-1))).toEqual(["2", "1", "1"]);
  });

  it("turns on the services that it needs, and no others", async () => {
    const needed = async (spec: string) => (await stateOf(gcp + spec)).services.map(({ key }) => key);
    expect(await needed('  runServices: [{ name: a, image: "a:1" }]\n')).toEqual(["compute", "iam", "run"]);
    expect(await needed('  runJobs: [{ name: a, image: "a:1", schedule: { cron: 0 3 * * * } }]\n')).toEqual([
      "cloudscheduler",
      "compute",
      "iam",
      "run",
    ]);
  });

  it("reads the environments that its image and variables refer to, and has them up before", async () => {
    const registry = "${environments.shared.outputs.project}";
    const files = { shared: "", dev: `spec: { runServices: [{ name: a, image: "eu.pkg.dev/${registry}/a:1" }] }\n` };
    const reading = await readDesiredState(memoryTree(written(files)), "dev");
    expect(reading).toMatchObject({ ok: true, value: { references: ["shared"] } });
  });
});

describe("names in the cloud", () => {
  const issuesOf = async (files: Readonly<Record<string, string>>) =>
    (await checkFleet(memoryTree(written(files)))).issues
      .filter(({ code }) => code === "name-taken")
      .map(({ message }) => message);

  it("that two subscriptions of one environment would have are told", async () => {
    expect(
      await issuesOf({
        dev: `spec:
  topics:
    - { name: a, subscriptions: [{ name: b-c }] }
    - { name: a-b, subscriptions: [{ name: c }] }
`,
      }),
    ).toEqual([
      "its subscription dev-a-b-c would have the same name as another of this environment in groundwork-local (local); rename one of the two",
    ]);
  });

  it("that two environments of one project and region would give a service are told, and not those of two regions", async () => {
    const service = 'runServices: [{ name: main, image: "a:1" }]';
    const other = 'runServices: [{ name: eu-main, image: "a:1" }]';
    expect(await issuesOf({ "dev-eu": `spec: { ${service} }\n`, dev: `spec: { ${other} }\n` })).toEqual([
      expect.stringContaining("its service account dev-eu-main-run would have the same name"),
      expect.stringContaining(
        "its run service dev-eu-main would have the same name as one of dev in europe-west1 of groundwork-local",
      ),
    ]);
    const elsewhere = `spec: { cloud: { region: europe-west4 }, ${service} }\n`;
    expect(await issuesOf({ "dev-eu": elsewhere, dev: `spec: { ${other} }\n` })).toEqual([
      expect.stringContaining("its service account dev-eu-main-run"),
    ]);
  });

  it("are cut with a hash where they are too long for Cloud Run", async () => {
    const name = "a".repeat(60);
    const { runServices } = await stateOf(`  runServices: [{ name: ${name}, image: "a:1" }]\n`);
    expect(runServices[0]?.args.name).toMatch(/^dev-a{38}-[0-9a-z]{6}$/);
  });
});
