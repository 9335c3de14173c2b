import { describe, expect, it } from "vitest";
import { instanceIdsIn, instanceKeysIn } from "../../../src/playbook/index.ts";

const urnOf = (name: string, type = "gcp:compute/instance:Instance") => `urn:pulumi:dev::groundwork::${type}::${name}`;
const stateOf = (...resources: readonly object[]) => ({ version: 3, deployment: { resources } });

describe("the instances of a state", () => {
  it("are its virtual machines by their keys, and nothing else", () => {
    const disk = { urn: urnOf("web-1-data", "gcp:compute/disk:Disk"), outputs: { instanceId: "9" } };
    const state = stateOf(
      disk,
      { urn: urnOf("web-1"), outputs: { instanceId: "11" } },
      { urn: urnOf("__proto__"), outputs: { instanceId: "12" } },
    );
    expect(Object.entries(instanceIdsIn(state))).toEqual([
      ["web-1", "11"],
      ["__proto__", "12"],
    ]);
    expect([...instanceKeysIn(state)][0]).toEqual([urnOf("web-1"), "web-1"]);
  });

  it("are without one that another has replaced and that is still to be deleted", () => {
    const state = stateOf(
      { urn: urnOf("web-1"), outputs: { instanceId: "22" } },
      { urn: urnOf("web-1"), delete: true, outputs: { instanceId: "11" } },
    );
    expect(instanceIdsIn(state)).toEqual({ "web-1": "22" });
  });

  it.each([
    ["no outputs yet", {}],
    ["no id", { outputs: {} }],
    ["an empty id", { outputs: { instanceId: "" } }],
    ["a secret in its place", { outputs: { instanceId: { ciphertext: "v1:" } } }],
  ])("have no id where the state has %s of it", (_, resource) => {
    const state = stateOf({ urn: urnOf("web-1"), ...resource });
    expect(instanceIdsIn(state)).toEqual({});
    expect(instanceKeysIn(state).size).toBe(1);
  });

  it("are none of a stack that was never brought up", () => {
    for (const deployment of [undefined, {}, { resources: null }])
      expect(() => instanceIdsIn({ version: 3, deployment })).not.toThrow();
  });
});
