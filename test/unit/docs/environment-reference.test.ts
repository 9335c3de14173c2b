import path from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { Examples } from "../../../build/generators/environment-reference/examples.ts";
import { sectionsOf } from "../../../build/generators/environment-reference/schema-sections.ts";
import { checkFleet } from "../../../src/desired/index.ts";
import { EnvironmentReader, environmentDocument } from "../../../src/environment/index.ts";
import { folderTree, projectRoot } from "../../../src/lib/index.ts";

const examples = folderTree(path.join(projectRoot(), "docs/examples"));

describe("the examples of docs/environment.md", () => {
  it("are environments in which nothing is wrong, not even a warning", async () => {
    const { names, issues, fixes } = await checkFleet(examples);
    expect(names).toEqual(["counter", "hub", "kiosk", "pilot", "rack", "shop"]);
    expect(issues).toEqual([]);
    expect(fixes).toEqual([]);
  });

  it("are read as they are written: the profile's rule is taken away, the others stay", async () => {
    const read = await new EnvironmentReader(examples).read("shop");
    if (!read.ok) throw new Error(JSON.stringify(read.issues));
    const { network, clusters } = read.value.environment;
    expect(network.firewall.map(({ name }) => name)).toEqual(["web", "no-mail", "from-bastion"]);
    expect(clusters[0]?.nodePools.map(({ name }) => name)).toEqual(["default", "batch"]);
  });

  it("use every key of the schema", async () => {
    const found = await Examples.read(projectRoot());
    const keys = sectionsOf(z.toJSONSchema(environmentDocument, { io: "input" })).flatMap((section) => section.keys);
    expect(keys.length).toBeGreaterThan(100);
    expect(() => keys.map((key) => found.valueAt(key.path))).not.toThrow();
  });
});

describe("the reference of a schema", () => {
  it("refuses a key that no example uses", async () => {
    const found = await Examples.read(projectRoot());
    expect(() => found.valueAt("spec.network.subnets[].colour")).toThrow(
      "No example uses spec.network.subnets[].colour.",
    );
  });

  it("refuses a key that the schema does not describe", () => {
    const schema = z.toJSONSchema(z.strictObject({ lists: z.array(z.strictObject({ of: z.string() })).describe("L") }));
    expect(() => sectionsOf(schema)).toThrow("does not describe lists[].of");
  });

  it("says which values a key takes, and what it is without one", () => {
    const schema = z.toJSONSchema(
      z.strictObject({
        kind: z.enum(["a", "b"]).default("a").describe("Kind."),
        size: z.int().min(1).max(5).describe("Size."),
        more: z.union([z.boolean(), z.strictObject({ deep: z.array(z.string()).describe("Deep.") })]).describe("More."),
      }),
      { io: "input" },
    );
    expect(sectionsOf(schema)).toEqual([
      {
        path: "",
        description: "",
        keys: [
          {
            name: "kind",
            path: "kind",
            values: "`a` or `b`",
            fallback: "`a`",
            description: "Kind.",
            hasSection: false,
          },
          {
            name: "size",
            path: "size",
            values: "whole number from 1 to 5",
            fallback: "required",
            description: "Size.",
            hasSection: false,
          },
          {
            name: "more",
            path: "more",
            values: "`true` or `false` or [map](#more)",
            fallback: "required",
            description: "More.",
            hasSection: true,
          },
        ],
      },
      {
        path: "more",
        description: "More.",
        keys: [
          {
            name: "deep",
            path: "more.deep",
            values: "list: text",
            fallback: "required",
            description: "Deep.",
            hasSection: false,
          },
        ],
      },
    ]);
  });
});
