import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { PropertyMap } from "../../../src/provider/index.ts";
import { openWorld, type TestWorld } from "./world.ts";

let world: TestWorld;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const create = (type: string, inputs: PropertyMap) => world.program.create(`gcp:${type}`, "it", inputs);

describe("service accounts and IAM", () => {
  it("give an account its email and member", async () => {
    const { id, outputs } = await create("serviceaccount/account:Account", { accountId: "worker-sa" });
    expect(id).toBe("projects/p/serviceAccounts/worker-sa@p.iam.gserviceaccount.com");
    expect(outputs).toMatchObject({
      email: "worker-sa@p.iam.gserviceaccount.com",
      member: "serviceAccount:worker-sa@p.iam.gserviceaccount.com",
      name: id,
    });
  });

  it("name a grant by what, role and member, and refuse an account that is not there", async () => {
    const grant = { project: "p", role: "roles/viewer" };
    const { id } = await create("projects/iAMMember:IAMMember", { ...grant, member: "user:jo@example.com" });
    expect(id).toBe("p/roles/viewer/user:jo@example.com");
    await expect(
      create("projects/iAMMember:IAMMember", { ...grant, member: "serviceAccount:ghost@p.iam.gserviceaccount.com" }),
    ).rejects.toThrow("names ghost@p.iam.gserviceaccount.com, a service account that does not exist.");
    await expect(create("projects/iAMMember:IAMMember", { ...grant, member: "jo" })).rejects.toThrow(
      "must be a principal",
    );
    await expect(
      create("projects/iAMMember:IAMMember", { ...grant, role: "viewer", member: "allUsers" }),
    ).rejects.toThrow("must be a role such as roles/viewer");
  });

  it("delete an account's grants and keys with it", async () => {
    const account = await create("serviceaccount/account:Account", { accountId: "worker-sa" });
    const key = await create("serviceaccount/key:Key", { serviceAccountId: account.id });
    expect(key.outputs["privateKey"]).toEqual(expect.any(String));
    await create("serviceaccount/iAMMember:IAMMember", {
      serviceAccountId: account.id,
      role: "roles/iam.workloadIdentityUser",
      member: "serviceAccount:p.svc.id.goog[default/app]",
    });
    await world.provider.delete(account.subject);
    expect(world.store.count).toBe(0);
  });
});

describe("buckets", () => {
  it("are named for the whole world and answer with their URL", async () => {
    const { id, outputs, inputs } = await create("storage/bucket:Bucket", { name: "assets", location: "eu" });
    expect(id).toBe("assets");
    expect(inputs["location"]).toBe("EU");
    expect(outputs).toMatchObject({ url: "gs://assets", selfLink: "https://www.googleapis.com/storage/v1/b/assets" });
    await expect(
      create("storage/bucket:Bucket", { name: "assets", location: "EU", project: "other" }),
    ).rejects.toMatchObject({
      code: "local-already-exists",
    });
  });

  it("are not deleted with objects in them, unless forceDestroy says so", async () => {
    const bucket = await create("storage/bucket:Bucket", { name: "assets", location: "EU" });
    await create("storage/bucketObject:BucketObject", { bucket: "assets", name: "a.txt", content: "hello" });
    await expect(world.provider.delete(bucket.subject)).rejects.toThrow("it holds 1 object.");
    await world.provider.update(bucket.subject, {
      oldInputs: bucket.inputs,
      oldOutputs: bucket.outputs,
      news: { ...bucket.inputs, forceDestroy: true },
      preview: false,
      ignoreChanges: [],
    });
    await world.provider.delete(bucket.subject);
    expect(world.store.count).toBe(0);
  });

  it("answer with an object's real checksums", async () => {
    await create("storage/bucket:Bucket", { name: "assets", location: "EU" });
    const { outputs } = await create("storage/bucketObject:BucketObject", {
      bucket: "assets",
      name: "a",
      content: "hello",
    });
    expect(outputs["md5hexhash"]).toBe("5d41402abc4b2a76b9719d911017c592");
  });
});

describe("DNS", () => {
  beforeEach(async () => {
    await create("dns/managedZone:ManagedZone", { name: "zone", dnsName: "example.test.", description: "zone" });
  });
  const record = (more: PropertyMap) =>
    create("dns/recordSet:RecordSet", {
      managedZone: "zone",
      name: "www.example.test.",
      type: "A",
      ttl: 60,
      rrdatas: ["198.18.0.1"],
      ...more,
    });

  it("names a record by zone, name and type", async () => {
    expect((await record({})).id).toBe("projects/p/managedZones/zone/rrsets/www.example.test./A");
  });

  it.each([
    [{ name: "www.example.test" }, "must end with a dot"],
    [{ name: "www.example.org." }, "www.example.org. is not in the zone example.test."],
    [{ rrdatas: ["nonsense"] }, "must be an IPv4 address; it is nonsense"],
    [{ type: "CNAME", rrdatas: ["example.test"] }, "must end with a dot"],
  ])("refuses a record with %j", async (more, reason) => {
    await expect(record(more)).rejects.toThrow(reason);
  });

  it("lets a CNAME stand alone only", async () => {
    await record({});
    await expect(record({ type: "CNAME", rrdatas: ["example.test."] })).rejects.toThrow("a CNAME stands alone");
  });
});

describe("Cloud SQL", () => {
  const instance = (more: PropertyMap = {}) =>
    create("sql/databaseInstance:DatabaseInstance", {
      name: "orders",
      databaseVersion: "POSTGRES_16",
      settings: { tier: "db-custom-1-3840" },
      ...more,
    });

  it("answers with a connection name and the engine's own defaults", async () => {
    const { outputs } = await instance({ deletionProtection: false });
    expect(outputs).toMatchObject({
      connectionName: "p:europe-west3:orders",
      publicIpAddress: expect.stringMatching(/^198\.1[89]\./),
      settings: { diskType: "PD_SSD", ipConfiguration: { ipv4Enabled: true } },
    });
    // What is secret is masked in every message, so it may not be a text that messages hold.
    expect(JSON.stringify(outputs["serverCaCerts"])).not.toContain("local cloud");
    const database = await create("sql/database:Database", { name: "app", instance: "orders" });
    expect(database.outputs).toMatchObject({ charset: "UTF8", collation: "en_US.UTF8" });
    const user = await create("sql/user:User", { name: "app", instance: "orders", password: "x" });
    expect(user.id).toBe("app//orders");
  });

  it("is protected unless told otherwise, and takes databases and users with it", async () => {
    const safe = await instance();
    await expect(world.provider.delete(safe.subject)).rejects.toThrow("its deletionProtection is true");
    const other = await instance({ name: "other", deletionProtection: false });
    await create("sql/user:User", { name: "app", instance: "other", password: "x" });
    await world.provider.delete(other.subject);
    expect([...world.store.all()].map(({ id }) => id)).toEqual([safe.id]);
  });

  it("needs private services access for a private address", async () => {
    await create("compute/network:Network", { name: "main" });
    const settings = { tier: "db-f1-micro", ipConfiguration: { privateNetwork: "projects/p/global/networks/main" } };
    await expect(instance({ settings })).rejects.toThrow("has no private services access");
    await create("servicenetworking/connection:Connection", {
      network: "main",
      service: "servicenetworking.googleapis.com",
      reservedPeeringRanges: [],
    });
    expect((await instance({ settings })).outputs["privateIpAddress"]).toMatch(/^10\./);
  });

  it("upgrades its engine in place and is replaced by an older one", async () => {
    const { subject, inputs, outputs } = await instance();
    const diff = (databaseVersion: string) =>
      world.provider.diff(subject, {
        oldInputs: inputs,
        oldOutputs: outputs,
        news: { ...inputs, databaseVersion },
        ignoreChanges: [],
      });
    expect((await diff("POSTGRES_17")).replaces).toEqual([]);
    expect((await diff("POSTGRES_15")).replaces).toEqual(["databaseVersion"]);
  });
});

describe("secrets", () => {
  it("count their versions, keep them out of the store's file in clear, and take them along when deleted", async () => {
    const secret = await create("secretmanager/secret:Secret", { secretId: "token", replication: { auto: {} } });
    const first = await create("secretmanager/secretVersion:SecretVersion", {
      secret: secret.id,
      secretData: "s3cr3t-one",
    });
    const second = await create("secretmanager/secretVersion:SecretVersion", {
      secret: secret.id,
      secretData: "s3cr3t-two",
    });
    expect(first.id).toMatch(/^projects\/\d{12}\/secrets\/token\/versions\/1$/);
    expect(second.outputs["version"]).toBe("2");
    const { readFile } = await import("node:fs/promises");
    expect(await readFile(`${world.folder}/journal.jsonl`, "utf8")).not.toMatch(/s3cr3t/);
    await world.provider.delete(secret.subject);
    expect(world.store.count).toBe(0);
  });
});

describe("projects' services", () => {
  it("are named by project and service", async () => {
    const { id } = await create("projects/service:Service", { service: "compute.googleapis.com" });
    expect(id).toBe("p/compute.googleapis.com");
    expect(await world.program.failures("gcp:projects/service:Service", { service: "compute" })).toMatchObject([
      { property: "service" },
    ]);
  });
});

describe("a provider without a project", () => {
  it("says how to give one", async () => {
    const bare = await openWorld({});
    try {
      await expect(bare.program.create("gcp:compute/network:Network", "n", { name: "n" })).rejects.toThrow(
        "gcp:compute/network:Network needs a project: set it on the resource, or for the stack with: pulumi config set gcp:project <value>",
      );
    } finally {
      await bare.close();
    }
  });
});

describe("workload identity", () => {
  it("names pools and providers by the project's number, as members and audiences have them", async () => {
    const pool = await create("iam/workloadIdentityPool:WorkloadIdentityPool", { workloadIdentityPoolId: "forge" });
    expect(pool.id).toBe("projects/p/locations/global/workloadIdentityPools/forge");
    expect(pool.outputs["name"]).toMatch(/^projects\/\d+\/locations\/global\/workloadIdentityPools\/forge$/u);
    const provider = await create("iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider", {
      workloadIdentityPoolId: "forge",
      workloadIdentityPoolProviderId: "github",
      oidc: { issuerUri: "https://token.actions.githubusercontent.com" },
    });
    expect(provider.outputs["name"]).toBe(`${String(pool.outputs["name"])}/providers/github`);
  });

  it("refuses names that Google keeps for itself", async () => {
    await expect(
      create("iam/workloadIdentityPool:WorkloadIdentityPool", { workloadIdentityPoolId: "gcp-forge" }),
    ).rejects.toThrow("may not start with gcp-");
  });
});
