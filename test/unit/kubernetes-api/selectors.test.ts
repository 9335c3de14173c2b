import { describe, expect, it } from "vitest";
import {
  labelSelectorOf,
  parseFieldSelector,
  parseLabelSelector,
} from "../../../src/local/cluster/api-server/selectors/index.ts";

describe("a label selector", () => {
  it.each([
    ["app=web", true],
    ["app==web", true],
    ["app!=web", false],
    ["app in (api, web)", true],
    ["app notin (web)", false],
    ["missing notin (web)", true],
    ["app", true],
    ["!app", false],
    ["!missing", true],
    ["app=web,size>3", true],
    ["size<3", false],
    ["app in (web),tier=", false],
  ])("%s selects app=web,size=5: %s", (text, selected) => {
    expect(parseLabelSelector(text)({ app: "web", size: "5" })).toBe(selected);
  });

  it("that cannot be read is refused, not taken for everything", () => {
    expect(() => parseLabelSelector("a b c")).toThrow("unable to parse requirement");
  });

  it("in an object combines labels and expressions", () => {
    const selects = labelSelectorOf({
      matchLabels: { app: "web" },
      matchExpressions: [{ key: "tier", operator: "NotIn", values: ["back"] }],
    });
    expect([selects({ app: "web" }), selects({ app: "web", tier: "back" }), selects({ app: "api" })]).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe("a field selector", () => {
  const pod = { metadata: { name: "a" }, status: { phase: "Running" } };

  it("compares fields, absent ones as empty", () => {
    expect(parseFieldSelector("metadata.name=a,status.phase!=Failed,spec.nodeName=", "pods")(pod)).toBe(true);
  });

  it("by a field that the resource has no index for is refused", () => {
    expect(() => parseFieldSelector("spec.image=x", "pods")).toThrow("field label not supported: spec.image");
  });
});
