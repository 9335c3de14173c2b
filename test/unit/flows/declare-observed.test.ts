import { describe, expect, it } from "vitest";
import { declareObserved } from "../../../src/flows/correct/declare-observed.ts";
import { DriverWorld } from "../../fakes/driver/driver-world.ts";
import { stepOn } from "../../fakes/driver/fake-engine.ts";

const head = "apiVersion: groundwork.dev/v1\nkind: Environment\nextends: ../_profiles/small.yaml\nspec:\n";
const buckets = `${head}  buckets:\n    # what users send\n    - { name: uploads, deleteAfterDays: 30 }\n    - { name: logs, deleteAfterDays: 90 }\n`;

/** What declares a bucket whose cloud has another age and class than its declaration. */
async function declaring(text: string, cloud: object, declared: object) {
  const world = new DriverWorld(["dev"]);
  const commit = world.git.make({ "environments/dev/environment.yaml": text });
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
    [
      "the value stands in a profile, or is a default",
      buckets,
      { class: "COLDLINE" },
      { class: "STANDARD" },
      "no-field",
    ],
    ["the declaration does not allow what stands", buckets, { age: -1 }, { age: 30 }, "no-field"],
    ["a list has grown", buckets, { tags: ["a", "b"] }, { tags: ["a"] }, "no-field"],
    ["the value is secret", buckets, { age: "[secret]" }, { age: 30 }, "no-field"],
    ["it is a name that other things are called by", buckets, { name: "uploads2" }, { name: "uploads3" }, "no-field"],
  ])("is declared by nothing where %s", async (_, text, cloud, declared, because) => {
    expect(await declaring(text, cloud, declared)).toEqual({ kind: "none", because });
  });
});
