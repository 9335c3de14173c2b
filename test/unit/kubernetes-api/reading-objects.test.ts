import { describe, expect, it } from "vitest";
import {
  applyDefaults,
  decode,
  facts,
  prune,
  type Schema,
  TypeNode,
  validateBySchema,
} from "../../../src/local/cluster/api-server/schema/index.ts";

const deployment = new TypeNode({ $ref: "io.k8s.api.apps.v1.Deployment" }, facts().schemas);
const container = (fields: object): object => ({
  spec: { template: { spec: { containers: [{ name: "c", ...fields }] } } },
});

describe("reading a built-in object", () => {
  it("drops nulls, empty lists and maps, and writes quantities in one way", () => {
    const { value } = decode(deployment, {
      metadata: { labels: {}, annotations: null },
      ...container({ env: [], resources: { requests: { cpu: 0.5, memory: "1024Mi" } } }),
    });
    expect(value).toEqual({ metadata: {}, ...container({ resources: { requests: { cpu: "500m", memory: "1Gi" } } }) });
  });

  it("keeps an empty struct, which means something", () => {
    const volumes = { spec: { template: { spec: { volumes: [{ name: "v", emptyDir: {} }] } } } };
    expect(decode(deployment, volumes).value).toEqual(volumes);
  });

  it("names every unknown field by its path", () => {
    expect(decode(deployment, { spec: { foo: 1 }, bar: 2, ...container({}) }).unknown).toEqual(["bar"]);
    expect(decode(deployment, container({ imagee: "x" })).unknown).toEqual(["spec.template.spec.containers[0].imagee"]);
  });

  it("says where a value has the wrong type", () => {
    expect(decode(deployment, { spec: { replicas: "x" } }).fault?.message).toBe(
      "json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32",
    );
  });

  it("fills in defaults of the schema", () => {
    const value = container({ ports: [{ containerPort: 80 }] });
    applyDefaults(deployment, value);
    expect(value).toMatchObject(container({ ports: [{ containerPort: 80, protocol: "TCP" }], resources: {} }));
  });
});

describe("a structural schema", () => {
  const schema: Schema = {
    type: "object",
    required: ["size"],
    properties: {
      size: { type: "string", enum: ["s", "m"] },
      count: { type: "integer", minimum: 0, default: 1 },
      free: { type: "object", "x-kubernetes-preserve-unknown-fields": true, properties: { known: { type: "object" } } },
      either: { "x-kubernetes-int-or-string": true },
      tags: { type: "array", "x-kubernetes-list-type": "set", items: { type: "string" } },
    },
  };
  const type = new TypeNode(schema, {});
  const faults = (value: unknown): unknown[] =>
    validateBySchema(type, value).map(({ field, message }) => `${field}: ${message}`);

  it("prunes what it does not declare, but not below fields that are preserved", () => {
    const value = { size: "s", extra: 1, free: { any: { thing: 1 }, known: { unknown: 1 } } };
    expect(prune(type, value)).toEqual(["extra", "free.known.unknown"]);
    expect(value).toEqual({ size: "s", free: { any: { thing: 1 }, known: {} } });
  });

  it("fills in its defaults", () => {
    const value = { size: "s" };
    applyDefaults(type, value);
    expect(value).toEqual({ size: "s", count: 1 });
  });

  it("reports everything that is wrong at once", () => {
    expect(faults({ count: -1, either: true, size: "x", tags: ["a", "a"] })).toEqual([
      "count: Invalid value: -1: count in body should be greater than or equal to 0",
      'either: Invalid value: "boolean": either in body must be of type integer,string: "boolean"',
      'size: Unsupported value: "x": supported values: "s", "m"',
      'tags[1]: Duplicate value: "a"',
    ]);
    expect(faults({ count: -1 })).toHaveLength(2);
  });

  it("lets integers and strings stand where either may", () => {
    expect([...faults({ size: "s", either: 1 }), ...faults({ size: "s", either: "5%" })]).toEqual([]);
  });
});
