import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openWorld, type TestWorld } from "../local-gcp/world.ts";
import { bringUp } from "./on-local-cloud.ts";

let world: TestWorld;
beforeEach(async () => {
  world = await openWorld({ project: "groundwork-local", region: "europe-west1" });
});
afterEach(() => world.close());

const spec = `
  documentDatabases:
    - name: carts
      location: eur3
      ttl: [{ collection: carts, field: expiresAt }]
      indexes:
        - { collection: items, scope: group, fields: [{ field: tags, contains: true }, { field: price, order: descending }] }
        - { collection: items, fields: [{ field: price }, { field: name }] }
    - { name: old, type: datastore, pointInTimeRecovery: false, indexes: [{ collection: Item, fields: [{ field: a }, { field: b }] }] }
`;

describe("an environment with document databases", () => {
  it("goes up on the local cloud, has no difference afterwards, and goes without a trace", async () => {
    const up = await bringUp(world, spec);
    expect(up.outputs).toMatchObject({ documentDatabases: { carts: "dev-carts", old: "dev-old" } });
    const of = (type: string) => up.created.filter((each) => each.type === `gcp:firestore/${type}`);
    expect(of("database:Database").map(({ outputs }) => outputs)).toEqual([
      expect.objectContaining({
        locationId: "eur3",
        type: "FIRESTORE_NATIVE",
        versionRetentionPeriod: "604800s",
        deleteProtectionState: "DELETE_PROTECTION_DISABLED",
      }),
      expect.objectContaining({ locationId: "europe-west1", type: "DATASTORE_MODE", versionRetentionPeriod: "3600s" }),
    ]);
    expect(of("field:Field").map(({ id }) => id)).toEqual([
      "projects/groundwork-local/databases/dev-carts/collectionGroups/carts/fields/expiresAt",
    ]);
    expect(of("index:Index").map(({ outputs }) => [outputs["queryScope"], outputs["apiScope"]])).toEqual([
      ["COLLECTION", "ANY_API"],
      ["COLLECTION_GROUP", "ANY_API"],
      ["COLLECTION_RECURSIVE", "DATASTORE_MODE_API"],
    ]);
    expect(await up.differences()).toEqual([]);
    await up.destroy();
    expect(world.store.count).toBe(0);
  });

  it("is kept where it is protected", async () => {
    const { created } = await bringUp(world, `${spec}  protect: [documentDatabases/carts]\n`);
    const [carts, old] = created.filter(({ type }) => type === "gcp:firestore/database:Database");
    if (!carts || !old) throw new Error("there are two");
    await expect(world.provider.delete(carts.subject)).rejects.toThrow("deleteProtectionState");
    await world.provider.delete(old.subject);
  });
});

describe("a document database in the local cloud", () => {
  it.each(["abc", "Carts", "0f7d1c2e-0000-0000-0000-000000000000", "a_b-c"])("is not called %s", async (name) => {
    const inputs = { name, locationId: "eur3", type: "FIRESTORE_NATIVE" };
    const failures = await world.program.failures("gcp:firestore/database:Database", inputs);
    expect(failures.map(({ property }) => property)).toContain("name");
  });

  it("refuses indexes of databases that are not there, and over one field", async () => {
    const index = (fields: object[]) =>
      world.program.create("gcp:firestore/index:Index", "it", { database: "ghost", collection: "a", fields });
    const one = { fieldPath: "a", order: "ASCENDING" };
    await expect(index([one])).rejects.toThrow("must have at least 2 entries");
    await expect(index([one, { ...one, fieldPath: "b" }])).rejects.toMatchObject({ code: "local-reference-not-found" });
  });
});
