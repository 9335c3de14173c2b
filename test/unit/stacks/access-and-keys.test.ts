import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openWorld, type TestWorld } from "../local-gcp/world.ts";
import { bringUp } from "./on-local-cloud.ts";

let world: TestWorld;
beforeEach(async () => {
  world = await openWorld({ project: "groundwork-local", region: "europe-west1" });
});
afterEach(() => world.close());

const shop = `
  network: { sharedVpc: { serviceProjects: [acme-shop, acme-data] } }
  customRoles:
    - { name: log-reader, title: Reads logs, permissions: [logging.logEntries.list, logging.logs.list] }
  serviceAccounts: [{ name: api, roles: [customRoles/log-reader] }]
  keyRings:
    - { name: main, keys: [{ name: data }, { name: tokens, purpose: sign }] }
    - { name: everywhere, location: global, keys: [{ name: data }] }
  buckets: [{ name: logs, key: main/data }, { name: site }]
  databases: [{ name: orders, key: main/data }]
  secrets: [{ name: payment, key: main/data }, { name: mail, key: everywhere/data }]
  topics: [{ name: orders }]
  artifactRepositories: [{ name: images }]
  runServices: [{ name: api, image: "example.com/api:1" }]
  runJobs: [{ name: report, image: "example.com/report:1" }]
  logSinks:
    - { name: errors, destination: buckets/logs, filter: severity>=ERROR, exclusions: [{ name: probes, filter: "httpRequest.userAgent:kube-probe" }] }
    - { name: audit, destination: buckets/logs }
    - { name: events, destination: topics/orders }
    - { name: analysis, destination: bigquery.googleapis.com/projects/acme-data/datasets/logs }
  access:
    - { name: view, on: project, role: customRoles/log-reader, members: ["group:ops@example.com"] }
    - name: upload
      on: buckets/logs
      role: roles/storage.objectCreator
      members: [serviceAccounts/api, "user:jo@example.com"]
      condition: { title: until 2027, expression: "request.time < timestamp('2027-01-01T00:00:00Z')" }
    - { name: share, on: subnets/main, role: roles/compute.networkUser, members: ["serviceAccount:1234@cloudservices.gserviceaccount.com"] }
    - { name: site, on: buckets/site, role: roles/storage.objectViewer, members: [allUsers], public: true }
    - { name: payment, on: secrets/payment, role: roles/secretmanager.secretAccessor, members: [serviceAccounts/api] }
    - { name: publish, on: topics/orders, role: roles/pubsub.publisher, members: [serviceAccounts/api] }
    - { name: act, on: serviceAccounts/api, role: roles/iam.serviceAccountUser, members: ["group:ops@example.com"] }
    - { name: call, on: runServices/api, role: roles/run.invoker, members: ["group:ops@example.com"] }
    - { name: run, on: runJobs/report, role: roles/run.invoker, members: ["group:ops@example.com"] }
    - { name: pull, on: artifactRepositories/images, role: roles/artifactregistry.reader, members: [serviceAccounts/api] }
    - { name: keys, on: keyRings/main, role: roles/cloudkms.viewer, members: ["group:ops@example.com"] }
    - { name: sign, on: keys/main/tokens, role: roles/cloudkms.signer, members: [serviceAccounts/api] }
`;

describe("an environment with access, keys and log sinks", () => {
  it("goes up on the local cloud, has no difference afterwards, and leaves only what Google never deletes", async () => {
    const up = await bringUp(world, shop);
    expect(up.outputs).toMatchObject({
      customRoles: { "log-reader": "projects/groundwork-local/roles/dev_log_reader" },
      keyRings: {
        main: {
          keys: { data: expect.stringMatching(/\/keyRings\/dev-main-[0-9a-f]{7}\/cryptoKeys\/main-data-[0-9a-f]{7}$/) },
        },
      },
      logSinks: { errors: { name: "dev-errors", writerIdentity: expect.stringMatching(/@gcp-sa-logging\./) } },
    });
    expect(await up.differences()).toEqual([]);
    await up.destroy();
    expect([...new Set([...world.store.all()].map(({ type }) => type))].toSorted()).toEqual([
      "gcp:kms/cryptoKey:CryptoKey",
      "gcp:kms/keyRing:KeyRing",
      "gcp:projects/serviceIdentity:ServiceIdentity",
    ]);
  });

  it("goes up again after a destroy, beside the keys that stay", async () => {
    const first = await bringUp(world, shop);
    await first.destroy();
    const second = await bringUp(world, shop);
    expect(await second.differences()).toEqual([]);
    const rings = [...world.store.all()].filter(({ type }) => type === "gcp:kms/keyRing:KeyRing");
    expect(rings).toHaveLength(4);
  });

  it("lets the services that encrypt use a key before anything is encrypted with it, each once", async () => {
    const { created } = await bringUp(world, shop);
    const types = created.map(({ type }) => type.split(":").at(-1));
    const members = created
      .filter(({ type }) => type.endsWith("CryptoKeyIAMMember"))
      .map(({ id }) => id.split("/").at(-1));
    expect(members.filter((member) => member?.startsWith("serviceAccount:service-"))).toHaveLength(4);
    expect(types.lastIndexOf("CryptoKey")).toBeLessThan(types.indexOf("DatabaseInstance"));
  });

  it("gives sinks that write to one place one grant", async () => {
    const { created } = await bringUp(world, shop);
    const writers = created.filter(({ id }) => id.includes("@gcp-sa-logging.")).map(({ id }) => id.split("/roles/")[0]);
    expect(writers).toHaveLength(3);
    expect(writers).toEqual(
      expect.arrayContaining([
        "b/groundwork-local-dev-logs",
        "projects/acme-data/datasets/logs",
        "projects/groundwork-local/topics/dev-orders",
      ]),
    );
  });
});
