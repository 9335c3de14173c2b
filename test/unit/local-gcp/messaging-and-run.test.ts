import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { PropertyMap } from "../../../src/provider/index.ts";
import { openWorld, type TestWorld } from "./world.ts";

let world: TestWorld;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const create = (type: string, inputs: PropertyMap) => world.program.create(`gcp:${type}`, "it", inputs);
const failuresOf = async (type: string, inputs: PropertyMap) =>
  (await world.program.failures(`gcp:${type}`, inputs))
    .map(({ property, reason }) => `${property} ${reason}`)
    .join("; ");

describe("Pub/Sub", () => {
  const subscription = (more: PropertyMap = {}) =>
    create("pubsub/subscription:Subscription", { name: "billing", topic: "orders", ...more });

  it("names topics and subscriptions by project, with the defaults of its API", async () => {
    const topic = await create("pubsub/topic:Topic", { name: "orders" });
    expect(topic.id).toBe("projects/p/topics/orders");
    const { id, outputs } = await subscription({ topic: topic.id });
    expect(id).toBe("projects/p/subscriptions/billing");
    expect(outputs).toMatchObject({
      ackDeadlineSeconds: 10,
      messageRetentionDuration: "604800s",
      expirationPolicy: { ttl: "2678400s" },
    });
  });

  it("refuses subscriptions to topics, dead letters to topics and deliveries to buckets that are not there", async () => {
    await expect(subscription()).rejects.toThrow("orders");
    await create("pubsub/topic:Topic", { name: "orders" });
    await expect(
      subscription({ deadLetterPolicy: { deadLetterTopic: "projects/p/topics/undelivered" } }),
    ).rejects.toMatchObject({ code: "local-reference-not-found" });
    await expect(subscription({ cloudStorageConfig: { bucket: "exports" } })).rejects.toMatchObject({
      code: "local-reference-not-found",
    });
    await expect(
      subscription({
        pushConfig: {
          pushEndpoint: "https://example.com/",
          oidcToken: { serviceAccountEmail: "ghost@p.iam.gserviceaccount.com" },
        },
      }),
    ).rejects.toMatchObject({ code: "local-reference-not-found" });
  });

  it.each([
    [{ pushConfig: { pushEndpoint: "http://example.com/" } }, "must start with https://; it is http://example.com/"],
    [
      { pushConfig: { pushEndpoint: "https://example.com/" }, cloudStorageConfig: { bucket: "exports" } },
      "may not be set beside pushConfig",
    ],
    [
      { pushConfig: { pushEndpoint: "https://example.com/" }, enableExactlyOnceDelivery: true },
      "is for pull subscriptions",
    ],
  ])("refuses a subscription with %j", async (more, reason) => {
    await create("pubsub/topic:Topic", { name: "orders" });
    await create("storage/bucket:Bucket", { name: "exports", location: "EU" });
    await expect(subscription(more)).rejects.toThrow(reason);
  });

  it.each([
    ["pubsub/topic:Topic", { name: "google-news" }, "name must be 3-255 letters"],
    [
      "pubsub/topic:Topic",
      { name: "orders", messageRetentionDuration: "599s" },
      "must be 600s to 2678400s; it is 599s",
    ],
    [
      "pubsub/subscription:Subscription",
      { name: "s-1", topic: "t", ackDeadlineSeconds: 9 },
      "must be 10 to 600; it is 9",
    ],
    [
      "pubsub/subscription:Subscription",
      { name: "s-1", topic: "t", deadLetterPolicy: { deadLetterTopic: "d", maxDeliveryAttempts: 101 } },
      "deadLetterPolicy.maxDeliveryAttempts must be 5 to 100; it is 101",
    ],
    [
      "pubsub/subscription:Subscription",
      { name: "s-1", topic: "t", retryPolicy: { minimumBackoff: "601s" } },
      "retryPolicy.minimumBackoff must be 0s to 600s; it is 601s",
    ],
    [
      "pubsub/subscription:Subscription",
      { name: "s-1", topic: "t", expirationPolicy: { ttl: "3600s" } },
      "expirationPolicy.ttl must be at least 86400s; it is 3600s",
    ],
    ["pubsub/schema:Schema", { name: "order", type: "AVRO", definition: "{" }, "definition must be JSON"],
  ])("checks %s %j", async (type, inputs, reason) => {
    expect(await failuresOf(type, inputs)).toContain(reason);
  });

  it("keeps a subscription whose topic is deleted, and takes the grants of both along with them", async () => {
    const topic = await create("pubsub/topic:Topic", { name: "orders" });
    const kept = await subscription();
    const grant = { member: "user:jo@example.com", role: "roles/pubsub.publisher" };
    const granted = await create("pubsub/topicIAMMember:TopicIAMMember", { ...grant, topic: topic.id });
    expect(granted.id).toBe("projects/p/topics/orders/roles/pubsub.publisher/user:jo@example.com");
    await create("pubsub/subscriptionIAMMember:SubscriptionIAMMember", { ...grant, subscription: "billing" });
    await world.provider.delete(topic.subject);
    expect([...world.store.all()].map(({ id }) => id)).toEqual([
      kept.id,
      "projects/p/subscriptions/billing/roles/pubsub.publisher/user:jo@example.com",
    ]);
    await world.provider.delete(kept.subject);
    expect(world.store.count).toBe(0);
  });

  it("makes a subscription anew for another filter", async () => {
    await create("pubsub/topic:Topic", { name: "orders" });
    const { subject, inputs, outputs } = await subscription({ filter: "attributes:a" });
    const news = { ...inputs, filter: "attributes:b" };
    const diff = await world.provider.diff(subject, {
      oldInputs: inputs,
      oldOutputs: outputs,
      news,
      ignoreChanges: [],
    });
    expect(diff.replaces).toEqual(["filter"]);
  });
});

describe("the account of one of Google's services", () => {
  const identity = () => create("projects/serviceIdentity:ServiceIdentity", { service: "pubsub.googleapis.com" });

  it("has the project's number in its address, and stays when programs delete it", async () => {
    const first = await identity();
    expect(first.outputs).toMatchObject({
      member: expect.stringMatching(/^serviceAccount:service-\d{12}@gcp-sa-pubsub\.iam\.gserviceaccount\.com$/),
    });
    await world.provider.delete(first.subject);
    expect(world.store.count).toBe(1);
    expect((await identity()).outputs["email"]).toBe(first.outputs["email"]);
  });
});

describe("Cloud Run", () => {
  const service = (template: PropertyMap = {}, more: PropertyMap = {}) =>
    create("cloudrunv2/service:Service", {
      name: "api",
      location: "europe-west3",
      deletionProtection: false,
      template: { containers: [{ image: "example.com/api:1" }], ...template },
      ...more,
    });

  it("answers with an address that leads nowhere, an id for life and the revision of the template", async () => {
    const { id, outputs, subject, inputs } = await service();
    expect(id).toBe("projects/p/locations/europe-west3/services/api");
    expect(outputs).toMatchObject({
      uri: expect.stringMatching(/^https:\/\/api-\d{12}\.europe-west3\.run\.invalid$/),
      urls: [outputs["uri"]],
      uid: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/),
      generation: "1",
      latestReadyRevision: expect.stringMatching(/^api-00001-/),
      reconciling: false,
    });
    const news = { ...inputs, template: { containers: [{ image: "example.com/api:2" }] } };
    const updated = await world.provider.update(subject, {
      oldInputs: inputs,
      oldOutputs: outputs,
      news,
      preview: false,
      ignoreChanges: [],
    });
    expect(updated.outputs).toMatchObject({
      uid: outputs["uid"],
      generation: "2",
      latestReadyRevision: expect.stringMatching(/^api-00002-/),
    });
  });

  it("refuses accounts, secrets and subnets that are not there", async () => {
    const secretKeyRef = { secret: "key", version: "latest" };
    await expect(service({ serviceAccount: "ghost@p.iam.gserviceaccount.com" })).rejects.toThrow("ghost");
    await expect(
      service({ containers: [{ image: "i", envs: [{ name: "KEY", valueSource: { secretKeyRef } }] }] }),
    ).rejects.toMatchObject({ code: "local-reference-not-found" });
    await expect(
      service({ vpcAccess: { networkInterfaces: [{ subnetwork: "projects/p/regions/europe-west3/subnetworks/s" }] } }),
    ).rejects.toMatchObject({ code: "local-reference-not-found" });
  });

  it("keeps the subnet that its interface is in, and goes only without protection", async () => {
    const network = await create("compute/network:Network", { name: "main", autoCreateSubnetworks: false });
    const subnet = await create("compute/subnetwork:Subnetwork", {
      name: "main",
      network: network.id,
      ipCidrRange: "10.0.0.0/24",
      region: "europe-west3",
    });
    const api = await service({ vpcAccess: { networkInterfaces: [{ network: network.id, subnetwork: subnet.id }] } });
    await expect(world.provider.delete(subnet.subject)).rejects.toMatchObject({ code: "local-in-use" });
    await world.provider.delete(api.subject);
    await world.provider.delete(subnet.subject);
    const safe = await service({}, { deletionProtection: true });
    await expect(world.provider.delete(safe.subject)).rejects.toThrow("its deletionProtection is true");
  });

  it("names grants by service and by job, and takes them along", async () => {
    const api = await service();
    const job = await create("cloudrunv2/job:Job", {
      name: "api",
      location: "europe-west3",
      deletionProtection: false,
      template: { template: { containers: [{ image: "i" }] } },
    });
    const grant = { name: "api", location: "europe-west3", role: "roles/run.invoker", member: "allUsers" };
    const onService = await create("cloudrunv2/serviceIamMember:ServiceIamMember", grant);
    const onJob = await create("cloudrunv2/jobIamMember:JobIamMember", grant);
    expect(onService.id).toBe(`${api.id}/roles/run.invoker/allUsers`);
    expect(onJob.id).toBe(`${job.id}/roles/run.invoker/allUsers`);
    await world.provider.delete(job.subject);
    expect([...world.store.all()].map(({ id }) => id)).toEqual([api.id, onService.id]);
    await expect(create("cloudrunv2/jobIamMember:JobIamMember", grant)).rejects.toMatchObject({
      code: "local-reference-not-found",
    });
  });
});

describe("Cloud Scheduler", () => {
  const job = (more: PropertyMap) =>
    create("cloudscheduler/job:Job", {
      name: "nightly",
      region: "europe-west3",
      schedule: "0 3 * * *",
      httpTarget: { uri: "https://example.com/" },
      ...more,
    });

  it("says whether a job is paused", async () => {
    expect((await job({})).outputs["state"]).toBe("ENABLED");
    expect((await job({ name: "other", paused: true })).outputs["state"]).toBe("PAUSED");
  });

  it("refuses what is no schedule, two targets, and accounts that are not there", async () => {
    await expect(job({ schedule: "nightly" })).rejects.toThrow("must have the five fields of a crontab; it is nightly");
    await expect(job({ pubsubTarget: { topicName: "projects/p/topics/t" } })).rejects.toThrow("projects/p/topics/t");
    const oauthToken = { serviceAccountEmail: "ghost@p.iam.gserviceaccount.com" };
    await expect(job({ httpTarget: { uri: "https://example.com/", oauthToken } })).rejects.toThrow("ghost");
  });
});
