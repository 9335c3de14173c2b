import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { PropertyMap } from "../../../src/provider/index.ts";
import { openWorld, type TestWorld } from "./world.ts";

let world: TestWorld;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const create = (type: string, inputs: PropertyMap, name = "it") => world.program.create(`gcp:${type}`, name, inputs);

async function keyIn(ring: string): Promise<string> {
  const { id: keyRing } = await create("kms/keyRing:KeyRing", { name: ring, location: "europe-west3" });
  return (await create("kms/cryptoKey:CryptoKey", { name: "k", keyRing })).id;
}

describe("a key ring and its keys", () => {
  it("stay when they are deleted, and their names stay taken", async () => {
    const ring = await create("kms/keyRing:KeyRing", { name: "r", location: "global" });
    expect(ring.id).toBe("projects/p/locations/global/keyRings/r");
    const key = await create("kms/cryptoKey:CryptoKey", { name: "k", keyRing: ring.id });
    expect(key.outputs["primaries"]).toEqual([{ name: `${key.id}/cryptoKeyVersions/1`, state: "ENABLED" }]);
    await world.provider.delete(key.subject);
    await world.provider.delete(ring.subject);
    await expect(create("kms/keyRing:KeyRing", { name: "r", location: "global" })).rejects.toThrow("409");
    await expect(create("kms/cryptoKey:CryptoKey", { name: "k", keyRing: ring.id })).rejects.toThrow("409");
  });

  it("have grants that are named by them, and need them", async () => {
    const cryptoKeyId = await keyIn("r");
    const grant = { role: "roles/cloudkms.signer", member: "user:jo@example.com" };
    const type = "kms/cryptoKeyIAMMember:CryptoKeyIAMMember";
    expect((await create(type, { ...grant, cryptoKeyId })).id).toBe(
      `${cryptoKeyId}/roles/cloudkms.signer/user:jo@example.com`,
    );
    await expect(create(type, { ...grant, cryptoKeyId: `${cryptoKeyId}s` })).rejects.toThrow("does not exist");
  });

  it.each([
    [{ rotationPeriod: "3600s" }, "must be at least 86400s"],
    [{ rotationPeriod: "86400s", purpose: "MAC" }, "is for keys with purpose ENCRYPT_DECRYPT"],
  ])("with %j are refused", async (inputs, message) => {
    const { id: keyRing } = await create("kms/keyRing:KeyRing", { name: "r", location: "global" });
    await expect(create("kms/cryptoKey:CryptoKey", { name: "k", keyRing, ...inputs })).rejects.toThrow(message);
  });

  it("have to be there before a bucket is encrypted with them", async () => {
    const defaultKmsKeyName = await keyIn("r");
    const bucket = (key: string) => ({
      name: "data",
      location: "europe-west3",
      encryption: { defaultKmsKeyName: key },
    });
    await expect(create("storage/bucket:Bucket", bucket(`${defaultKmsKeyName}s`))).rejects.toThrow(
      "a key that does not exist",
    );
    expect((await create("storage/bucket:Bucket", bucket(defaultKmsKeyName))).id).toBe("data");
  });
});

describe("a role of a project", () => {
  it("has to be there before it is granted, and comes back after it was deleted", async () => {
    const inputs = { roleId: "log_reader", title: "Reads logs", permissions: ["logging.logs.list"] };
    const grant = { project: "p", role: "projects/p/roles/log_reader", member: "user:jo@example.com" };
    const member = () => create("projects/iAMMember:IAMMember", grant);
    await expect(member()).rejects.toThrow("names projects/p/roles/log_reader, a role that does not exist");
    const role = await create("projects/iAMCustomRole:IAMCustomRole", inputs);
    expect(role.outputs).toMatchObject({ name: "projects/p/roles/log_reader", deleted: false, stage: "GA" });
    await member();
    await world.provider.delete(role.subject);
    expect((await create("projects/iAMCustomRole:IAMCustomRole", inputs)).id).toBe(role.id);
  });
});

describe("a grant for everybody", () => {
  const grant = { role: "roles/storage.objectViewer", member: "allUsers" };

  it("is refused by every project", async () => {
    await expect(create("projects/iAMMember:IAMMember", { ...grant, project: "p" })).rejects.toThrow(
      "no project takes",
    );
  });

  it("is refused by a bucket that prevents public access, and taken by another", async () => {
    for (const publicAccessPrevention of ["enforced", "inherited"])
      await create("storage/bucket:Bucket", { name: publicAccessPrevention, location: "EU", publicAccessPrevention });
    const member = (bucket: string) => create("storage/bucketIAMMember:BucketIAMMember", { ...grant, bucket });
    await expect(member("enforced")).rejects.toThrow("the bucket prevents public access");
    expect((await member("inherited")).id).toBe("b/inherited/roles/storage.objectViewer/allUsers");
  });
});

describe("a log sink", () => {
  it("writes as one account of the project", async () => {
    const sink = (name: string) =>
      create("logging/projectSink:ProjectSink", { name, destination: "storage.googleapis.com/logs" }, name);
    const [one, other] = [await sink("one"), await sink("other")];
    expect(one.outputs["writerIdentity"]).toMatch(
      /^serviceAccount:service-\d+@gcp-sa-logging\.iam\.gserviceaccount\.com$/,
    );
    expect(other.outputs["writerIdentity"]).toBe(one.outputs["writerIdentity"]);
  });

  it("is refused a destination that Cloud Logging does not have", async () => {
    const inputs = { name: "errors", destination: "gs://logs" };
    await expect(create("logging/projectSink:ProjectSink", inputs)).rejects.toThrow("must be a destination such as");
  });
});

describe("a project that is attached to a host", () => {
  const attach = (hostProject: string, serviceProject: string) =>
    create("compute/sharedVPCServiceProject:SharedVPCServiceProject", { hostProject, serviceProject });
  const host = (project: string) => create("compute/sharedVPCHostProject:SharedVPCHostProject", { project });

  it("keeps the host one as long as it is attached", async () => {
    await expect(attach("hub", "shop")).rejects.toThrow("does not exist");
    const { subject } = await host("hub");
    const attached = await attach("hub", "shop");
    expect(attached.id).toBe("hub/shop");
    await expect(world.provider.delete(subject)).rejects.toThrow("hub/shop");
    await world.provider.delete(attached.subject);
    await world.provider.delete(subject);
  });

  it("has one host, and is none of itself", async () => {
    await host("hub");
    await host("other");
    await attach("hub", "shop");
    await expect(attach("other", "shop")).rejects.toThrow("is shop, which is attached to hub");
    await expect(attach("hub", "hub")).rejects.toThrow("is hub, the host itself");
  });
});
