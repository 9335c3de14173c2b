import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PlannedStep, StepOp } from "../../../src/change/index.ts";
import { counts, infrastructureDifferences, unknownInInfrastructure } from "../../../src/drift/index.ts";
import { step } from "../../fakes/driver/fake-engine.ts";

type Inputs = Readonly<Record<string, unknown>>;

const refresh = (name: string, state: Inputs, cloud: Inputs | undefined, more: Partial<PlannedStep> = {}) => ({
  ...step("dev", name, "refresh", state, cloud),
  ...more,
});
const change = (name: string, op: StepOp, before?: Inputs, after?: Inputs) => step("dev", name, op, before, after);

function found(steps: readonly PlannedStep[], isPending = false): readonly string[] {
  return infrastructureDifferences({ environment: "dev", plan: { steps }, isPending }).map(
    ({ subject, change, paths, cause }) =>
      `${subject.replace("gcp:compute:Network ", "")} ${change} ${paths.join(" ")}: ${cause.kind}`,
  );
}

describe("a preview with the cloud refreshed", () => {
  it("has a property that somebody changed in the cloud", () => {
    const steps = [refresh("a", { x: 1 }, { x: 2 }), change("a", "update", { x: 2 }, { x: 1 })];
    expect(found(steps)).toEqual(["a changed x: changed-outside"]);
  });

  it("has a resource that somebody deleted in the cloud", () => {
    expect(found([refresh("a", { x: 1 }, undefined), change("a", "create", undefined, { x: 1 })])).toEqual([
      "a missing : changed-outside",
    ]);
  });

  it("has what the commit declares and no run has applied", () => {
    const steps = [
      refresh("a", { x: 1 }, { x: 1 }),
      refresh("b", { x: 1 }, { x: 1 }),
      change("a", "update", { x: 1 }, { x: 2 }),
      change("b", "delete", { x: 1 }),
      change("c", "create", undefined, { x: 1 }),
    ];
    expect(found(steps, true)).toEqual([
      "a changed x: not-applied",
      "b surplus : not-applied",
      "c missing : not-applied",
    ]);
  });

  it("tells apart two properties of one resource, of which one was changed outside and one is not applied yet", () => {
    const steps = [refresh("a", { x: 1, y: 1 }, { x: 9, y: 1 }), change("a", "update", { x: 9, y: 1 }, { x: 1, y: 2 })];
    expect(found(steps, true)).toEqual(["a changed x: changed-outside", "a changed y: not-applied"]);
  });

  describe("that failed", () => {
    const foundIn = (steps: readonly PlannedStep[]) =>
      infrastructureDifferences({ environment: "dev", plan: { steps }, isPending: false, isPartial: true }).map(
        ({ subject, change, cause }) => `${subject.replace("gcp:compute:Network ", "")} ${change}: ${cause.kind}`,
      );

    it("takes nothing for surplus that the program may not have got to", () => {
      expect(foundIn([refresh("a", { x: 1 }, { x: 1 }), change("a", "delete", { x: 1 })])).toEqual([]);
    });

    it("takes what could not be read for nothing that is gone", () => {
      expect(foundIn([refresh("a", { x: 1 }, undefined, { failed: true })])).toEqual([]);
    });

    it("takes for no noise what the cloud has otherwise and was not compared", () => {
      expect(foundIn([refresh("a", { x: 1 }, { x: 2 }), refresh("b", { x: 1 }, undefined)])).toEqual([
        "a changed: changed-outside",
        "b missing: changed-outside",
      ]);
    });

    it("names what no provider compared, in its words, and what was left out with it", () => {
      const [network, left] = [refresh("a", {}, {}), refresh("left", {}, {})];
      const diagnostics = [
        { severity: "error", message: "conflict", urn: network.urn } as const,
        { severity: "error", message: "preview failed" } as const,
      ];
      expect(unknownInInfrastructure({ steps: [network, left], diagnostics })).toEqual([
        "gcp:compute:Network a: conflict",
        "1 resource not compared with it: gcp:compute:Network left",
      ]);
    });
  });

  it("takes other outputs alone, as another version of a provider answers them, for noise that does not count", () => {
    const steps = [refresh("a", { x: 1 }, { x: 1 }, { otherOutputs: true }), change("a", "same", { x: 1 }, { x: 1 })];
    const differences = infrastructureDifferences({ environment: "dev", plan: { steps }, isPending: false });
    expect(differences.map(({ cause }) => cause.kind)).toEqual(["noise"]);
    expect(differences.some(counts)).toBe(false);
  });

  it("takes inputs that the cloud answers otherwise, and that bringing up would leave, for noise", () => {
    expect(found([refresh("a", { x: 1 }, { x: 1, added: true }), change("a", "same", { x: 1 }, { x: 1 })])).toEqual([
      "a changed added: noise",
    ]);
  });

  it("does not explain what would change although neither the cloud nor the commit did, and counts it", () => {
    const steps = [refresh("a", { x: 1 }, { x: 1 }), change("a", "replace", { x: 1 }, { x: 2 })];
    expect(found(steps)).toEqual(["a changed x: unexplained"]);
  });

  it("takes what follows from a change outside for one as well", () => {
    const steps = [
      refresh("a", { x: 1 }, undefined),
      refresh("b", { of: "a" }, { of: "a" }),
      change("a", "create", undefined, { x: 1 }),
      change("b", "replace", { of: "a" }, { of: "new" }),
    ];
    expect(found(steps)).toEqual(["a missing : changed-outside", "b changed of: changed-outside"]);
  });

  it("has a replaced resource once", () => {
    const steps = [
      refresh("a", { x: 1 }, { x: 2 }),
      change("a", "create-replacement", undefined, { x: 1 }),
      change("a", "replace", { x: 2 }, { x: 1 }),
      change("a", "delete-replaced", { x: 2 }),
    ];
    expect(found(steps)).toEqual(["a changed x: changed-outside"]);
  });

  it("says a resource's id, by which an audit log knows it", () => {
    const steps = [refresh("a", { x: 1 }, { x: 2 }), change("a", "update", { x: 2 }, { x: 1 })];
    const [difference] = infrastructureDifferences({ environment: "dev", plan: { steps }, isPending: false });
    expect(difference?.id).toBe("networks/a");
  });

  it("is never without a difference that counts where bringing up would change something", () => {
    const inputs = fc.record({ x: fc.integer({ max: 3, min: 1 }), y: fc.integer({ max: 3, min: 1 }) });
    const resource = fc.record({
      state: fc.option(inputs, { nil: undefined }),
      cloud: fc.option(inputs, { nil: undefined }),
      wanted: fc.option(inputs, { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(resource, { maxLength: 5 }), fc.boolean(), (resources, isPending) => {
        const steps = resources.flatMap(({ state, cloud, wanted }, index) => {
          const name = `r${index}`;
          const there = state && cloud;
          const read = state ? [refresh(name, state, cloud)] : [];
          if (!there) return wanted ? [...read, change(name, "create", undefined, wanted)] : read;
          if (!wanted) return [...read, change(name, "delete", there)];
          const op = JSON.stringify(there) === JSON.stringify(wanted) ? "same" : "update";
          return [...read, change(name, op, there, wanted)];
        });
        const differences = infrastructureDifferences({ environment: "dev", plan: { steps }, isPending });
        const changed = new Set(steps.flatMap(({ op, urn }) => (op === "refresh" || op === "same" ? [] : [urn])));
        const counting = new Set(differences.filter(counts).map(({ subject }) => subject));
        expect(counting.size).toBe(changed.size);
      }),
    );
  });
});
