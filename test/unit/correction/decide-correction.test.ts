import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PlannedStep, StepOp } from "../../../src/change/index.ts";
import { decideCorrection } from "../../../src/correction/index.ts";
import { acceptDifferences, infrastructureDifferences } from "../../../src/drift/index.ts";
import { stepOn } from "../../fakes/driver/fake-engine.ts";

const names = ["a", "b", "c", "d"] as const;
const ops: readonly StepOp[] = [
  "same",
  "create",
  "update",
  "delete",
  "replace",
  "create-replacement",
  "delete-replaced",
  "read",
];
const inputs = fc.option(fc.dictionary(fc.constantFrom("x", "y"), fc.integer({ min: 0, max: 2 })), { nil: undefined });

const resource = fc.record({
  name: fc.constantFrom(...names),
  type: fc.constantFrom("gcp:compute/network:Network", "gcp:compute/firewall:Firewall"),
  state: inputs,
  cloud: inputs,
  wanted: inputs,
  ops: fc.array(fc.constantFrom(...ops), { maxLength: 3 }),
});

/** Plans of any shape, also of such that no engine makes. */
const plans = fc.array(resource, { maxLength: 8 }).map((resources) => ({
  steps: resources.flatMap(({ ops: taken, state, cloud, wanted, ...of }): readonly PlannedStep[] => [
    stepOn({ stack: "dev", ...of }, "refresh", state, cloud),
    ...taken.map((op) => stepOn({ stack: "dev", ...of }, op, cloud, wanted)),
  ]),
}));

const before = fc.dictionary(
  fc.constantFrom("gcp:compute:Network a", "gcp:compute:Firewall b"),
  fc.record({ isPaused: fc.boolean(), isUnfinished: fc.boolean() }),
);

describe("whatever a plan holds, a correction", () => {
  it("updates only, each resource once, never more of them than are allowed, and nothing that is paused or accepted", () => {
    fc.assert(
      fc.property(plans, fc.boolean(), fc.nat(4), before, fc.boolean(), (plan, isPending, atMost, paused, accepts) => {
        const found = infrastructureDifferences({ environment: "dev", plan, isPending });
        const exception = {
          from: "drift",
          environments: ["dev"],
          subject: "* a",
          owner: "ada",
          reason: "agreed",
          until: "2026-12-31",
        } as const;
        const differences = acceptDifferences(found, accepts ? [exception] : [], new Date("2026-01-01"));
        const { targets } = decideCorrection(
          { differences, plan },
          { atMost, before: new Map(Object.entries(paused)) },
        );
        expect(targets.length).toBeLessThanOrEqual(atMost);
        expect(new Set(targets.map(({ urn }) => urn)).size).toBe(targets.length);
        for (const { urn, step, difference } of targets) {
          const changing = plan.steps.filter(
            (each) => each.urn === urn && !["same", "read", "refresh"].includes(each.op),
          );
          expect(changing.map(({ op }) => op)).toEqual(["update"]);
          expect(Object.keys(step.paths).toSorted()).toEqual(difference.paths);
          expect(paused[difference.subject]?.isPaused ?? false).toBe(false);
          const isAccepted = accepts && difference.subject.endsWith(" a");
          const others = differences.filter(({ subject }) => subject === difference.subject);
          expect([isAccepted, isPending && others.length > 1]).toEqual([false, false]);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe("a difference", () => {
  const firewall = { stack: "dev", type: "gcp:compute/firewall:Firewall", name: "ssh" };
  const network = { stack: "dev", type: "gcp:compute/network:Network", name: "main" };
  const decide = (steps: readonly PlannedStep[], isPending = false) => {
    const differences = infrastructureDifferences({ environment: "dev", plan: { steps }, isPending });
    const { targets, left } = decideCorrection({ differences, plan: { steps } }, { atMost: 3, before: new Map() });
    return [targets.map(({ difference }) => difference.subject), left.map(({ because }) => because)];
  };

  it("that only follows from another resource is left, and so is one that would be replaced", () => {
    const steps = [
      stepOn(network, "refresh", { cidr: 1 }, { cidr: 2 }),
      stepOn(network, "replace", { cidr: 2 }, { cidr: 1 }),
      stepOn(firewall, "refresh", { network: "a" }, { network: "a" }),
      stepOn(firewall, "update", { network: "a" }, { network: "b" }),
    ];
    expect(decide(steps)).toEqual([[], ["would-replace", "follows"]]);
  });

  it("of which a part is not applied yet is left", () => {
    const steps = [
      stepOn(firewall, "refresh", { ports: 1, tags: 1 }, { ports: 2, tags: 1 }),
      stepOn(firewall, "update", { ports: 2, tags: 1 }, { ports: 1, tags: 2 }),
    ];
    expect(decide(steps, true)).toEqual([[], ["not-applied", "not-applied"]]);
    expect(decide(steps)).toEqual([["gcp:compute:Firewall ssh"], []]);
  });

  it("whose value is known only when it is made is left", () => {
    const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    const steps = [
      stepOn(firewall, "refresh", { network: "a" }, { network: "b" }),
      stepOn(firewall, "update", { network: "b" }, { network: unknown }),
    ];
    expect(decide(steps)).toEqual([[], ["value-unknown"]]);
  });
});
