import { describe, expect, it } from "vitest";
import { declareObserved } from "../../../src/flows/correct/declare-observed.ts";
import { DriverWorld } from "../../fakes/driver/driver-world.ts";
import { stepOn } from "../../fakes/driver/fake-engine.ts";

const head = "apiVersion: groundwork.dev/v1\nkind: Environment\nextends: ../_profiles/small.yaml\nspec:\n";
const buckets = `${head}  buckets:\n    # what users send\n    - { name: uploads, deleteAfterDays: 30 }\n    - { name: logs, deleteAfterDays: 90 }\n`;

/** What declares a bucket whose cloud has another age and class than its declaration. */
async function declaring(text: string, cloud: object, declared: object, profile?: string) {
  const world = new DriverWorld(["dev"]);
  const profiles = profile === undefined ? {} : { "environments/_profiles/small.yaml": profile };
  const commit = world.git.make({ "environments/dev/environment.yaml": text, ...profiles });
  const bucket = { stack: "dev", type: "gcp:storage/bucket:Bucket", name: "uploads" };
  const step = stepOn(bucket, "update", { ...cloud }, { ...declared });
  return await declareObserved("dev", text, step, await world.git.treeOf(commit));
}

describe("what stands of a resource", () => {
  it("is declared by the one field whose value it is, and all else of the file stays", async () => {
    expect(
      await declaring(buckets, { rules: [{ condition: { age: 45 } }] }, { rules: [{ condition: { age: 30 } }] }),
    ).toEqual({
      kind: "declared",
      text: buckets.replace("deleteAfterDays: 30", "deleteAfterDays: 45"),
      fields: ["spec.buckets.0.deleteAfterDays"],
    });
  });

  it.each([
    ["two fields have the value", buckets.replace("90", "30"), { age: 45 }, { age: 30 }, "several-fields"],
    ["the value is a default", buckets, { class: "COLDLINE" }, { class: "STANDARD" }, "no-field"],
    ["the declaration does not allow what stands", buckets, { age: -1 }, { age: 30 }, "no-field"],
    ["a list has grown", buckets, { tags: ["a", "b"] }, { tags: ["a"] }, "no-field"],
    ["the value is secret", buckets, { age: "[secret]" }, { age: 30 }, "no-field"],
    ["it is a name that other things are called by", buckets, { name: "uploads2" }, { name: "uploads3" }, "no-field"],
  ])("is declared by nothing where %s", async (_, text, cloud, declared, because) => {
    expect(await declaring(text, cloud, declared)).toEqual({ kind: "none", because });
  });

  const profile = `${head.replace("Environment", "Profile").replace(/extends.*\n/, "")}  buckets:\n    - { name: logs, deleteAfterDays: 90 }\n    - { name: uploads, deleteAfterDays: 30 }\n`;

  it.each([
    [
      "a file without the key",
      `${head}  cloud: { kind: local }\n\n# the end\n`,
      `${head}  cloud: { kind: local }\n  buckets:\n    - name: uploads\n      deleteAfterDays: 45\n\n# the end\n`,
      "spec.buckets.0.deleteAfterDays",
    ],
    [
      "a file whose list has another entry",
      `${head}  buckets:\n    - name: images # of people\n`,
      `${head}  buckets:\n    - name: images # of people\n    - name: uploads\n      deleteAfterDays: 45\n`,
      "spec.buckets.1.deleteAfterDays",
    ],
    [
      "a file whose list has this entry without the field",
      `${head}  buckets: [{ name: uploads, versioning: false }] # ours\n`,
      `${head}  buckets: [{ name: uploads, versioning: false, deleteAfterDays: 45 }] # ours\n`,
      "spec.buckets.0.deleteAfterDays",
    ],
    [
      "a file without a specification",
      head.replace("spec:\n", ""),
      `${head}  buckets:\n    - name: uploads\n      deleteAfterDays: 45\n`,
      "spec.buckets.0.deleteAfterDays",
    ],
  ])("is laid over the profile that has the value, in %s", async (_, text, expected, field) => {
    const found = await declaring(text, { age: 45 }, { age: 30 }, profile);
    expect(found).toEqual({ kind: "declared", text: expected, fields: [`${field} (over its profile)`] });
  });

  it("is laid over what the profile extends, too", async () => {
    const base = profile;
    const world = new DriverWorld(["dev"]);
    const commit = world.git.make({
      "environments/_profiles/base.yaml": base,
      "environments/_profiles/small.yaml": head
        .replace("Environment", "Profile")
        .replace("../_profiles/small.yaml", "base.yaml")
        .replace("spec:\n", ""),
      "environments/dev/environment.yaml": head.replace("spec:\n", ""),
    });
    const step = stepOn(
      { stack: "dev", type: "gcp:storage/bucket:Bucket", name: "uploads" },
      "update",
      { age: 45 },
      { age: 30 },
    );
    const found = await declareObserved("dev", head.replace("spec:\n", ""), step, await world.git.treeOf(commit));
    expect(found).toMatchObject({ kind: "declared", fields: ["spec.buckets.0.deleteAfterDays (over its profile)"] });
  });

  it.each([
    ["two fields of the profile have the value", profile.replace("90", "30"), "several-fields"],
    [
      "the profile's value stands in a list that is replaced as a whole",
      profile.replace(/ {2}buckets:[^]*/, "  values: { ages: [30] }\n"),
      "no-field",
    ],
  ])("is not laid over the profile where %s", async (_, of, because) => {
    expect(await declaring(`${head}  cloud: { kind: local }\n`, { age: 45 }, { age: 30 }, of)).toEqual({
      kind: "none",
      because,
    });
  });

  it("is declared by the environment's own field where its profile has one of the same value", async () => {
    const found = await declaring(buckets.replace("uploads", "images"), { age: 45 }, { age: 30 }, profile);
    expect(found).toMatchObject({ kind: "declared", fields: ["spec.buckets.0.deleteAfterDays"] });
  });
});
