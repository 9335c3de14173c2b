import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { combinedDigest, digestOf, type PlannedStep, shownSteps, unshownSteps } from "../../../src/change/index.ts";
import { step } from "../../fakes/driver/fake-engine.ts";

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const secretMap = (value: string) => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  value,
});

const inputs = fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), fc.oneof(fc.string(), fc.integer(), fc.boolean()), {
  maxKeys: 4,
});
const planned: fc.Arbitrary<PlannedStep> = fc
  .record({
    name: fc.stringMatching(/^[a-z]{1,8}$/),
    op: fc.constantFrom("create", "update", "delete", "same"),
    before: inputs,
    after: inputs,
  })
  .map(({ name, op, before, after }) =>
    step(
      "dev",
      name,
      op as PlannedStep["op"],
      op === "create" ? undefined : before,
      op === "delete" ? undefined : after,
    ),
  );
const plans = fc.uniqueArray(planned, { selector: ({ urn, op }) => `${op} ${urn}`, maxLength: 6 });

const digest = (steps: readonly PlannedStep[]) => digestOf(shownSteps({ steps }));

describe("a plan's digest", () => {
  it("does not depend on the order of steps or of properties", () => {
    fc.assert(
      fc.property(plans, (steps) => {
        const turned = steps.toReversed().map((each) => ({
          ...each,
          ...(each.newInputs && { newInputs: Object.fromEntries(Object.entries(each.newInputs).toReversed()) }),
        }));
        expect(digest(turned)).toBe(digest(steps));
      }),
    );
  });

  it("does not depend on what a secret is", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, other) => {
        const withSecret = (value: string) => [step("dev", "db", "create", undefined, { password: secretMap(value) })];
        expect(digest(withSecret(one))).toBe(digest(withSecret(other)));
        expect(JSON.stringify(shownSteps({ steps: withSecret("hunter2") }))).not.toContain("hunter2");
      }),
    );
  });

  it("knows both of two values whose paths read alike", () => {
    const withValues = (nested: number, plain: number) => [
      step("dev", "db", "create", undefined, { "": { "a.b": nested }, "a.b": plain }),
    ];
    expect(digest(withValues(1, 0))).not.toBe(digest(withValues(2, 0)));
    expect(digest(withValues(0, 1))).not.toBe(digest(withValues(0, 2)));
  });

  it("changes with every resource, op and value that would change", () => {
    fc.assert(
      fc.property(plans, fc.stringMatching(/^[A-Z]{1,6}$/), (steps, name) => {
        const more = step("dev", name, "create", undefined, { a: 1 });
        expect(digest([...steps, more])).not.toBe(digest(steps));
        expect(digest([...steps, { ...more, op: "delete" }])).not.toBe(digest([...steps, more]));
        expect(digest([...steps, { ...more, newInputs: { a: 2 } }])).not.toBe(digest([...steps, more]));
      }),
    );
  });

  it("does not change with resources that stay as they are", () => {
    const same = step("dev", "main", "same", { a: 1 }, { a: 1 });
    expect(digest([same])).toBe(digest([]));
  });

  it("covers which environment a plan is of", () => {
    const one = digest([step("dev", "main", "create", undefined, {})]);
    expect(combinedDigest([{ name: "dev", digest: one }])).not.toBe(combinedDigest([{ name: "prod", digest: one }]));
  });
});

describe("what would happen beyond what was shown", () => {
  const shown = (...steps: readonly PlannedStep[]) => shownSteps({ steps });
  const create = (after: Record<string, unknown>) => step("dev", "fw", "create", undefined, after);

  it("is nothing when the same, or less, would happen", () => {
    fc.assert(
      fc.property(plans, fc.nat(), (steps, take) => {
        expect(unshownSteps(shown(...steps), shown(...steps.slice(0, take % (steps.length + 1))))).toEqual([]);
      }),
    );
  });

  it("is a step on a resource that was not named, or with another op", () => {
    const update = step("dev", "fw", "update", { a: 1 }, { a: 2 });
    expect(unshownSteps([], shown(update))[0]?.because).toBe("update was not shown");
    expect(unshownSteps(shown(create({ a: 2 })), shown(update))[0]?.because).toBe("update in place of create");
  });

  it("is another value, also one that was not there or is gone in something new", () => {
    const before = shown(create({ ranges: ["10.0.0.0/8"], port: 80 }));
    expect(unshownSteps(before, shown(create({ ranges: ["0.0.0.0/0"], port: 80 })))[0]?.because).toContain("ranges[0]");
    expect(unshownSteps(before, shown(create({ port: 80 })))[0]?.because).toContain("ranges[0]");
    expect(unshownSteps(before, shown(create({ ranges: ["10.0.0.0/8"], port: 80, x: 1 })))[0]?.because).toContain("x");
  });

  it("is not a value that the preview could not know", () => {
    const before = shown(create({ network: unknown, port: 80 }));
    expect(unshownSteps(before, shown(create({ network: "projects/p/global/networks/main", port: 80 })))).toEqual([]);
    expect(unshownSteps(before, shown(create({ network: { id: 1, name: "x" }, port: 80 })))).toEqual([]);
  });

  it("is a value that was known and is not any more", () => {
    expect(unshownSteps(shown(create({ a: 1 })), shown(create({ a: unknown })))).toHaveLength(1);
  });
});
