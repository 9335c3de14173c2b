import { describe, expect, it } from "vitest";
import { idOfObjectCreation } from "../../../src/kubernetes/pulumi-provider/index.ts";

describe("the id that the creation of an object leads to", () => {
  it.each([
    ["with a namespace", { metadata: { namespace: "shop", name: "web" } }, "shop/web"],
    ["without one", { metadata: { name: "web" } }, "web"],
    [
      "that was named for it",
      { metadata: { name: "web-1a2b", annotations: { "pulumi.com/autonamed": "true" } } },
      "web-1a2b",
    ],
  ])("is its name, %s", (_which, inputs, id) => {
    expect(idOfObjectCreation(inputs)).toBe(id);
  });

  it.each([{ metadata: { generateName: "web-" } }, { metadata: {} }, {}])(
    "is not told where the API server names it: %o",
    (inputs) => {
      expect(idOfObjectCreation(inputs)).toBeUndefined();
    },
  );
});
