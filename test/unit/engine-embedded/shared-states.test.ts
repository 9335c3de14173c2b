import { describe, expect, it } from "vitest";
import { ResourceHandle } from "../../../src/engine/embedded/deployment/recording/resource-handle.ts";
import type { ResourceState } from "../../../src/engine/embedded/stack/index.ts";

function thing(change: Partial<ResourceState> = {}): ResourceState {
  return {
    urn: "urn:pulumi:dev::proj::test:index:Thing::thing",
    custom: true,
    id: "thing-1",
    type: "test:index:Thing",
    inputs: { size: 1, tags: { a: ["b", null] } },
    outputs: { size: 1, tags: { a: ["b", null] } },
    sourcePosition: "project:///index.ts#1,2",
    ...change,
  };
}

describe("the new state of a resource that stays as it was", () => {
  it("is the very object of the old state, whose text is known", () => {
    const old = new ResourceHandle(thing());
    const next = new ResourceHandle(thing());
    next.share(old);
    expect(next.state).toBe(old.state);
  });

  it.each([
    ["a place in the program", { sourcePosition: "project:///index.ts#3,2" }],
    ["an option", { protect: true }],
    ["an input that the provider finds the same", { inputs: { size: 2 } }],
    ["an output", { outputs: {} }],
  ] satisfies readonly (readonly [string, Partial<ResourceState>])[])("is its own where %s differs", (_, change) => {
    const next = new ResourceHandle(thing(change));
    next.share(new ResourceHandle(thing()));
    expect(next.state).toEqual(thing(change));
  });

  it("is its own where the old state holds what this version does not know", () => {
    const next = new ResourceHandle(thing());
    next.share(new ResourceHandle(thing({ unknownFields: { later: true } })));
    expect(next.state).toEqual(thing());
  });
});
