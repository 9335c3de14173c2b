import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openWorld, type TestWorld } from "../local-gcp/world.ts";
import { bringUp } from "./on-local-cloud.ts";

let world: TestWorld;
beforeEach(async () => {
  world = await openWorld({ project: "groundwork-local", region: "europe-west1" });
});
afterEach(() => world.close());

const shop = `
  serviceAccounts: [{ name: worker }]
  buckets: [{ name: exports }]
  databases: [{ name: orders }]
  secrets: [{ name: payment }]
  topics:
    - name: orders
      schema: { definition: '{ "type": "string" }' }
      subscriptions:
        - { name: invoices, filter: attributes.paid, retry: {}, deadLetters: { topic: undelivered } }
        - { name: pages, push: { runService: api, path: /orders, serviceAccount: worker } }
        - { name: archive, bucket: { name: exports, prefix: orders/, format: avro } }
    - name: undelivered
      subscriptions: [{ name: inspection }]
  runServices:
    - name: api
      image: example.com/api:1
      env: { LOG_LEVEL: warn }
      secretEnv: { KEY: { secret: payment } }
      network: { tags: [api] }
      databases: [orders]
      ingress: all
      public: true
      startup: { http: /ready }
      liveness: { grpc: "" }
    - { name: small, image: "example.com/small:1", cpu: 0.5, concurrency: 1 }
  runJobs:
    - { name: report, image: "example.com/report:1", tasks: 3, schedule: { cron: 0 3 * * * } }
`;

describe("an environment with topics, services and jobs", () => {
  it("goes up on the local cloud, has no difference afterwards, and goes without a trace", async () => {
    const up = await bringUp(world, shop);
    const { created, outputs } = up;
    const number = /service-(\d+)@/.exec(JSON.stringify(created.map((each) => each.outputs)))?.[1];
    expect(outputs).toMatchObject({
      topics: {
        orders: {
          id: "projects/groundwork-local/topics/dev-orders",
          name: "dev-orders",
          subscriptions: { invoices: "dev-orders-invoices", pages: "dev-orders-pages" },
        },
        undelivered: { subscriptions: { inspection: "dev-undelivered-inspection" } },
      },
      runServices: { api: { name: "dev-api", uri: `https://dev-api-${number}.europe-west1.run.invalid` } },
      runJobs: { report: "dev-report" },
    });
    expect(await up.differences()).toEqual([]);
    await up.destroy();
    expect([...world.store.all()].map(({ type }) => type)).toEqual(["gcp:projects/serviceIdentity:ServiceIdentity"]);
  });

  it("grants what each part needs, and nothing else", async () => {
    const { created } = await bringUp(world, shop);
    const grants = created.filter(({ type }) => /I[Aa][Mm]Member$/.test(type)).map(({ id }) => id);
    const number = /service-(\d+)@/.exec(grants.join())?.[1];
    const agent = `serviceAccount:service-${number}@gcp-sa-pubsub.iam.gserviceaccount.com`;
    const account = (name: string) => `serviceAccount:dev-${name}@groundwork-local.iam.gserviceaccount.com`;
    const project = "projects/groundwork-local";
    const run = `${project}/locations/europe-west1`;
    expect(grants.toSorted()).toEqual(
      [
        `${project}/topics/dev-undelivered/roles/pubsub.publisher/${agent}`,
        `${project}/subscriptions/dev-orders-invoices/roles/pubsub.subscriber/${agent}`,
        `b/groundwork-local-dev-exports/roles/storage.objectCreator/${agent}`,
        `b/groundwork-local-dev-exports/roles/storage.legacyBucketReader/${agent}`,
        `${project}/secrets/dev-payment/roles/secretmanager.secretAccessor/${account("api-run")}`,
        `groundwork-local/roles/cloudsql.client/${account("api-run")}`,
        `${run}/services/dev-api/roles/run.invoker/allUsers`,
        `${run}/services/dev-api/roles/run.invoker/${account("worker")}`,
        `${run}/jobs/dev-report/roles/run.invoker/${account("report-schedule")}`,
      ].toSorted(),
    );
  });

  it("starts a job through its own address, in the name of an account that may do nothing else", async () => {
    const { created } = await bringUp(world, shop);
    const schedule = created.find(({ type }) => type === "gcp:cloudscheduler/job:Job");
    expect(schedule?.outputs).toMatchObject({
      schedule: "0 3 * * *",
      timeZone: "Etc/UTC",
      httpTarget: {
        uri: "https://run.googleapis.com/v2/projects/groundwork-local/locations/europe-west1/jobs/dev-report:run",
        oauthToken: { serviceAccountEmail: "dev-report-schedule@groundwork-local.iam.gserviceaccount.com" },
      },
    });
  });

  it("pushes with a token for the service's own address", async () => {
    const { created } = await bringUp(world, shop);
    const pages = created.find(({ id }) => id.endsWith("dev-orders-pages"));
    const uri = created.find(({ id }) => id.endsWith("services/dev-api"))?.outputs["uri"];
    expect(pages?.outputs["pushConfig"]).toMatchObject({
      pushEndpoint: `${String(uri)}/orders`,
      oidcToken: { audience: uri },
    });
  });
});
