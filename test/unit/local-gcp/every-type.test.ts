import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { GcpFacts } from "../../../src/local/cloud/gcp/index.ts";
import { rulesOf } from "../../../src/local/cloud/gcp/rules/index.ts";
import type { PropertyMap } from "../../../src/provider/index.ts";
import { allowedIn } from "./allowed-values.ts";
import { openWorld, type TestWorld } from "./world.ts";

let world: TestWorld;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

type Facts = ReturnType<GcpFacts["typeOf"]>;

/** The least that a type demands, made from its facts alone. */
function leastInputs(facts: Facts): PropertyMap {
  const required = Object.entries(facts.inputs).filter(([, property]) => property.required);
  const inputs = Object.fromEntries(required.map(([name, { type }]) => [name, sample(name, type, facts, 0)]));
  const allowed = allowedIn(inputs, facts);
  return facts.inputs["deletionPolicy"] === undefined ? allowed : { ...allowed, deletionPolicy: "DELETE" };
}

function sample(name: string, type: string, facts: Facts, depth: number): unknown {
  if (type.startsWith("[")) return [sample(name, type.slice(1, -1), facts, depth)];
  if (type.startsWith("{")) return { key: sample(name, type.slice(1, -1), facts, depth) };
  if (type.startsWith("@") && type.length > 1) {
    const properties = Object.entries(facts.objectType(type.slice(1)) ?? {}).filter(
      ([, property]) => property.required,
    );
    return depth > 5
      ? {}
      : Object.fromEntries(properties.map(([key, value]) => [key, sample(key, value.type, facts, depth + 1)]));
  }
  if (type === "n") return 7;
  if (type === "b") return true;
  if (/^members?$/.test(name)) return "user:jo@example.com";
  if (name === "role") return "roles/viewer";
  return "some-value";
}

describe("every resource type of @pulumi/gcp", () => {
  it("can be made from the least that it demands, read without a difference, and deleted", async () => {
    const tokens = world.facts.tokens().filter((token) => Object.keys(rulesOf(token).references ?? {}).length === 0);
    const refusals: string[] = [];
    for (const token of tokens) {
      const facts = world.facts.typeOf(token);
      if (rulesOf(token).check !== undefined && !/I[Aa][Mm](Member|Binding|Policy)$/.test(token)) continue;
      try {
        const { id, inputs, outputs, subject } = await world.program.create(token, "it", leastInputs(facts));
        const read = await world.provider.read(subject, { inputs, outputs });
        const diff = await world.provider.diff(subject, {
          oldInputs: read?.inputs ?? {},
          oldOutputs: read?.outputs ?? {},
          news: inputs,
          ignoreChanges: [],
        });
        if (id === "" || id.includes("{{")) refusals.push(`${token} has the id ${JSON.stringify(id)}`);
        if (diff.changes !== "none") refusals.push(`${token} differs in ${Object.keys(diff.detailedDiff).join(", ")}`);
        await world.provider.delete(subject);
      } catch (thrown) {
        refusals.push(`${token}: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
      }
    }
    expect(refusals).toEqual([]);
    expect(tokens.length).toBeGreaterThan(1300);
  });

  it("is named with the nearest one when it does not exist", async () => {
    await expect(world.program.create("gcp:compute/netwrok:Netwrok", "it", {})).rejects.toThrow(
      /@pulumi\/gcp 9\.\d+\.\d+ has no resource type gcp:compute\/netwrok:Netwrok \(did you mean gcp:compute\/network:Network\?\)/,
    );
  });
});
