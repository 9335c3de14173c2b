import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { usedTypes } from "../../../build/generators/gcp-api/used-types.ts";
import type { ApiField } from "../../../src/local/cloud/gcp/facts/api-facts.ts";
import type { GcpFacts } from "../../../src/local/cloud/gcp/index.ts";
import type { PropertyMap } from "../../../src/provider/index.ts";
import { formatPath, type PropertyPath, unknownValue } from "../../../src/pulumi/index.ts";
import { allowedValue } from "./allowed-values.ts";
import { openWorld, subjectOf, type TestWorld } from "./world.ts";

let world: TestWorld;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

type Facts = ReturnType<GcpFacts["typeOf"]>;

interface Place {
  readonly path: PropertyPath;
  /** The type of the value there. */
  readonly type: string;
  /** Inputs that hold nothing but a value there. */
  readonly holding: (value: unknown) => PropertyMap;
}

/** Where a property stands in inputs, with one element in each list on the way. */
function placeOf(property: string, facts: Facts): Place {
  const steps: (string | number)[] = [];
  let type = "@";
  let properties: Facts["inputs"] | undefined = facts.inputs;
  for (const name of property.split(".")) {
    steps.push(name);
    type = properties?.[name]?.type ?? "a";
    while (type.startsWith("[")) {
      steps.push(0);
      type = type.slice(1, -1);
    }
    properties = type.startsWith("@") ? facts.objectType(type.slice(1)) : undefined;
  }
  const holding = (value: unknown) =>
    steps.reduceRight<unknown>((inner, step) => (typeof step === "number" ? [inner] : { [step]: inner }), value);
  return { path: steps, type, holding: (value) => holding(value) as PropertyMap };
}

function anyValue(type: string): unknown {
  if (type === "n") return 1;
  if (type === "b") return true;
  return type === "s" || type === "a" ? "a" : {};
}

/** A value that the rule of a field forbids. */
function forbiddenValue({ rule = {} }: ApiField, type: string): unknown {
  if (rule.enum !== undefined) return "NO_SUCH_VALUE";
  if (rule.pattern !== undefined) return "Not a name!";
  if (type === "n") return rule.maximum === undefined ? 1.5 : rule.maximum + 1;
  return "1.5";
}

const failuresOf = async (type: string, inputs: PropertyMap) =>
  (await world.provider.check(subjectOf(type, "it"), { oldInputs: undefined, news: inputs })).failures;

/** Every property of the types that are used most of which something is known. */
function* knownFields(): Generator<{ token: string; facts: Facts; property: string; field: ApiField; place: Place }> {
  for (const used of usedTypes) {
    const token = `gcp:${used}`;
    const facts = world.facts.typeOf(token);
    const api = facts.api();
    for (const property of api?.properties() ?? []) {
      const field = api?.fieldOf(property);
      if (field !== undefined) yield { token, facts, property, field, place: placeOf(property, facts) };
    }
  }
}

describe("a value that the API's document forbids", () => {
  it("is refused at its position, for every property of the types that are used most", async () => {
    const taken: string[] = [];
    let tried = 0;
    for (const { token, property, field, place } of knownFields()) {
      if (field.rule === undefined || field.outputOnly) continue;
      const failures = await failuresOf(token, place.holding(forbiddenValue(field, place.type)));
      // A list of texts has the element's index at its end.
      const isNamed = failures.some((failure) => failure.property === formatPath(place.path));
      if (!isNamed) taken.push(`${token} ${property}`);
      tried += 1;
    }
    expect(taken).toEqual([]);
    expect(tried).toBeGreaterThan(1000);
  });

  it("is refused where another one of the same property is taken", async () => {
    const refused: string[] = [];
    for (const { token, property, field, place } of knownFields()) {
      if (field.rule === undefined || field.outputOnly) continue;
      const failures = await failuresOf(token, place.holding(allowedValue(field.rule)));
      const named = failures.find((failure) => failure.property === formatPath(place.path));
      if (named?.reason.startsWith("400")) refused.push(`${token} ${property}: ${named.reason}`);
    }
    expect(refused).toEqual([]);
  });

  it("is refused where only the cloud sets the property", async () => {
    const taken: string[] = [];
    let tried = 0;
    for (const { token, property, field, place } of knownFields()) {
      if (!field.outputOnly) continue;
      const failures = await failuresOf(token, place.holding(anyValue(place.type)));
      if (!failures.some(({ reason }) => /^400 \w+: \S+ is set by the cloud/.test(reason)))
        taken.push(`${token} ${property}`);
      tried += 1;
    }
    expect(taken).toEqual([]);
    expect(tried).toBeGreaterThan(40);
  });

  it("is refused where the API needs a member that the package does not demand", async () => {
    const demanded = [...knownFields()].filter(({ field }) => field.required);
    expect(demanded.length).toBeGreaterThan(0);
    for (const { token, place, property } of demanded) {
      const parent = placeOf(property.slice(0, property.lastIndexOf(".")), world.facts.typeOf(token));
      const path = [...parent.path, property.slice(property.lastIndexOf(".") + 1)];
      expect(await failuresOf(token, parent.holding({}))).toContainEqual({
        property: formatPath(path),
        reason: expect.stringMatching(/^400 \w+: \S+ is required$/),
      });
      expect(place.path.length).toBeGreaterThan(1);
    }
  });

  it("passes as long as it is unknown", async () => {
    const refused: string[] = [];
    for (const { token, property, place } of knownFields()) {
      const failures = await failuresOf(token, place.holding(unknownValue));
      const named = failures.find((failure) => failure.property === formatPath(place.path));
      if (named?.reason.startsWith("400")) refused.push(`${token} ${property}`);
    }
    expect(refused).toEqual([]);
  });
});

describe("a change of what the API lets nobody change", () => {
  it("replaces the resource, and is refused in place at its position", async () => {
    const immutable = [...knownFields()].filter(({ field }) => field.immutable);
    expect(immutable.length).toBeGreaterThan(10);
    for (const { token, facts, property, field, place } of immutable) {
      const [oldInputs, news] = twoValues(field, place, facts).map(place.holding) as [PropertyMap, PropertyMap];
      const subject = { ...subjectOf(token, "it"), id: "it" };
      const request = { oldInputs, oldOutputs: oldInputs, news, ignoreChanges: [] };
      const { replaces } = await world.provider.diff(subject, request);
      expect({ property, replaces }).toEqual({ property, replaces: [property.split(".")[0]] });
      await world.store.commit([{ put: { type: token, id: "it", name: "it", properties: oldInputs, sensitive: [] } }], {
        by: "console",
      });
      await expect(world.provider.update(subject, { ...request, preview: false })).rejects.toThrow(
        /^local cloud: 400 INVALID_ARGUMENT: \S+ of it cannot be changed after the resource is made/,
      );
    }
  });
});

function twoValues({ rule }: ApiField, { type }: Place, facts: Facts): readonly [unknown, unknown] {
  if (rule?.enum !== undefined) return [rule.enum[0], rule.enum[1]];
  if (rule?.format === "google-duration") return ["60s", "90s"];
  if (type === "b") return [true, false];
  if (type === "s") return ["one", "other"];
  if (type.startsWith("{")) return [{ key: "one" }, { key: "other" }];
  const [name = ""] = Object.keys(facts.objectType(type.slice(1)) ?? {});
  return [{ [name]: {} }, { [name]: { one: "other" } }];
}
