import { describe, expect, it } from "vitest";
import { readRollout } from "../../../src/playbook/index.ts";

const read = (text?: string, more: readonly string[] = []) =>
  readRollout(
    new Map([
      ...(text === undefined ? [] : [["rollout.yaml", Buffer.from(text)] as const]),
      ...more.map((name) => [name, Buffer.from("- hosts: all\n")] as const),
    ]),
  );

describe("rollout.yaml", () => {
  it.each([
    [undefined, [1, "100%"]],
    ["", [1, "100%"]],
    ["batches: [1, 25%, 100%]", [1, "25%", "100%"]],
    ["batches: [3]", [3]],
  ])("%j means batches of %j", (text, batches) => {
    expect(read(text)).toEqual({ batches });
  });

  it("lies beside a playbook of the health of machines, where there is one", () => {
    expect(read(undefined, ["health.yaml"])).toMatchObject({ health: "health.yaml" });
  });

  it.each([
    "batches: []",
    "batches: [0]",
    "batches: [1.5]",
    "batches: [0%]",
    "batches: [101%]",
    "batches: [a]",
    "serial: 1",
    "- 1",
    "a: [",
  ])("is refused as %j", (text) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ code: "rollout-file-invalid" }));
  });
});
