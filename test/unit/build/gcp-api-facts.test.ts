import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { factsOf } from "../../../build/generators/gcp-api/constraints.ts";
import type { DiscoveryDocument } from "../../../build/generators/gcp-api/discovery.ts";
import { DiscoveryDocuments } from "../../../build/generators/gcp-api/documents.ts";
import { mapType } from "../../../build/generators/gcp-api/map-type.ts";
import { mergedDocument } from "../../../build/generators/gcp-api/merge-documents.ts";
import { usedTypes } from "../../../build/generators/gcp-api/used-types.ts";
import { projectRoot } from "../../../src/lib/index.ts";

const gadgets: DiscoveryDocument = {
  name: "gadgets",
  version: "v1",
  revision: "20260101",
  schemas: {
    Gadget: {
      type: "object",
      properties: {
        name: { type: "string", pattern: "[a-z]+" },
        zone: { type: "string", readOnly: true },
        sizeGb: { type: "string", format: "int64" },
        ports: { type: "array", items: { $ref: "Port" } },
        accelerators: { type: "array", items: { $ref: "Accelerator" } },
        tags: { type: "object", properties: { items: { type: "array", items: { type: "string" } } } },
        schedules: { type: "object", additionalProperties: { $ref: "Port" } },
        display: { type: "object", properties: { mirrored: { type: "boolean" } } },
        autopilot: { type: "object", properties: { enabled: { type: "boolean" } } },
        color: { type: "string", enum: ["RED", "BLUE"] },
      },
    },
    Port: { type: "object", properties: { number: { type: "integer", format: "int32" } } },
    Accelerator: { type: "object", properties: { acceleratorType: { type: "string" } } },
  },
  resources: {
    gadgets: {
      methods: {
        insert: {
          id: "gadgets.gadgets.insert",
          path: "projects/{project}/zones/{zone}/gadgets",
          httpMethod: "POST",
          parameters: { project: { location: "path", type: "string" }, zone: { location: "path", type: "string" } },
          request: { $ref: "Gadget" },
        },
        get: { id: "gadgets.gadgets.get", path: "projects/{project}/zones/{zone}/gadgets/{gadget}", httpMethod: "GET" },
      },
    },
  },
};

function placesOf(inputs: Readonly<Record<string, string>>, objects = {}): Record<string, string> {
  const idFormat = "projects/{{project}}/zones/{{zone}}/gadgets/{{name}}";
  const mapped = mapType({ token: "gadgets/gadget:Gadget", idFormat, inputs, objects }, ["gadgets.v1"], () => gadgets);
  return Object.fromEntries(
    (mapped?.properties ?? []).map(({ property, to }) => {
      if (to.kind === "field") return [property, to.path];
      return [property, to.kind === "parameter" ? `:${to.name}` : to.kind];
    }),
  );
}

describe("a property of the package", () => {
  it.each([
    ["the same name", { name: "s" }, { name: "name" }],
    ["a plural", { port: "[@P]" }, { port: "ports[]" }],
    ["one object for a list", { port: "@P" }, { port: "ports[]" }],
    ["a unit at the end", { size: "n" }, { size: "sizeGb" }],
    ["the list inside of an object", { tags: "[s]" }, { tags: "tags.items[]" }],
    ["a list for a map", { schedules: "[@P]" }, { schedules: "schedules{}" }],
    ["a member of the only object that has it", { mirrored: "b" }, { mirrored: "display.mirrored" }],
    ["a switch", { enableAutopilot: "b" }, { enableAutopilot: "autopilot.enabled" }],
    ["a part of the address, although a field repeats it", { zone: "s" }, { zone: ":zone" }],
    ["what the provider keeps", { deletionPolicy: "s", name: "s" }, { deletionPolicy: "provider" }],
    ["a value of another kind", { ports: "b", name: "s" }, { ports: "none" }],
  ])("finds its field by its name: %s", (_, inputs, places) => {
    expect(placesOf(inputs)).toMatchObject(places);
  });

  it("finds its field by what holds it", () => {
    const objects = { A: { type: "s" } };
    expect(placesOf({ accelerators: "[@A]" }, objects)).toEqual({
      accelerators: "accelerators[]",
      "accelerators.type": "accelerators[].acceleratorType",
    });
  });

  it("is not looked for in a resource of which less than half is known", () => {
    expect(placesOf({ one: "s", two: "s", name: "s" })).toEqual({});
  });
});

describe("what a field forbids", () => {
  it("is what stable version and beta both forbid", () => {
    const color = { type: "string", enum: ["GREEN"] } as const;
    const schemas = { Gadget: { type: "object", properties: { color, name: { type: "string" } } } } as const;
    const merged = mergedDocument(gadgets, [{ ...gadgets, schemas }]).schemas["Gadget"]?.properties;
    expect(merged?.["color"]?.enum).toEqual(["RED", "BLUE", "GREEN"]);
    expect(merged?.["name"]?.pattern).toBeUndefined();
    expect(merged?.["sizeGb"]?.format).toBe("int64");
  });

  it.each([
    [{ type: "string", readOnly: true }, { outputOnly: true }],
    [{ type: "string", description: "Output only. The state." }, { outputOnly: true }],
    [{ type: "string", description: "Immutable. The purpose." }, { immutable: true }],
    [{ type: "string", description: "Optional. Immutable. The purpose." }, { immutable: true }],
    [{ type: "string", annotations: { required: ["it.insert"] } }, { required: true }],
    [{ type: "string", description: "Required. The name." }, { required: true }],
    [{ type: "string", deprecated: true }, { deprecated: true }],
    [{ type: "string", pattern: "^[a-z]$" }, { rule: { pattern: "[a-z]" } }],
    [
      { type: "string", description: "A word." },
      { outputOnly: false, immutable: false, rule: undefined },
    ],
  ] as const)("is read from its schema: %j", (schema, facts) => {
    expect(factsOf(schema, "s", "it.insert")).toMatchObject(facts);
  });

  it("is not held against a text that the provider makes a number of", () => {
    expect(factsOf({ type: "integer", format: "int32" }, "s", "").rule).toBeUndefined();
    expect(factsOf({ type: "integer", format: "int32" }, "n", "").rule).toEqual({ format: "int32" });
  });
});

describe("the committed facts", () => {
  it("have at least 90 % of the properties of the 60 types that are used most", async () => {
    const file = path.join(projectRoot(), "data/gcp-apis/index.generated.json");
    const { usedTypes: used } = JSON.parse(await readFile(file, "utf8")) as { usedTypes: Record<string, number> };
    expect(usedTypes).toHaveLength(60);
    expect(used["properties"]).toBeGreaterThan(4000);
    expect(Number(used["mapped"]) / Number(used["properties"])).toBeGreaterThan(0.9);
  });

  it("are smaller than 2 MB and hold no prose", async () => {
    const folder = path.join(projectRoot(), "data/gcp-apis");
    const texts = await Promise.all((await readdir(folder)).map((file) => readFile(path.join(folder, file), "utf8")));
    expect(texts.join("").length).toBeLessThan(2_000_000);
    expect(texts.filter((text) => /[a-z]+ [a-z]+ [a-z]+ [a-z]+/.test(text))).toEqual([]);
  });
});

describe("documents that cannot be downloaded", () => {
  it("are named with the package and what is missing", async () => {
    const cache = await mkdtemp(path.join(os.tmpdir(), "groundwork-documents-"));
    const opened = DiscoveryDocuments.open({ cache, python: path.join(cache, "no-python") });
    await expect(opened).rejects.toThrow(
      /^google-api-python-client \d+\.\d+\.\d+, whose documents .* could not be downloaded from PyPI with python3 -m pip: .*ENOENT/,
    );
    expect(await readdir(cache)).toEqual([]);
    await rm(cache, { recursive: true });
  });
});
