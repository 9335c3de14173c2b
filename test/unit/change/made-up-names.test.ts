import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  digestOf,
  type Plan,
  type PlannedStep,
  shownSteps,
  unshownSteps,
  withMadeUpNamesUnknown,
  withoutMadeUpNames,
} from "../../../src/change/index.ts";
import { unknownValue } from "../../../src/pulumi/index.ts";
import { planOf, stepOn } from "../../fakes/driver/fake-engine.ts";

type Inputs = Readonly<Record<string, unknown>>;

const network = { stack: "dev", type: "gcp:compute/network:Network", name: "web" };
const subnet = { stack: "dev", type: "gcp:compute/subnetwork:Subnetwork", name: "sub" };
const create = (inputs: Inputs, of = network): PlannedStep => stepOn(of, "create", undefined, inputs);

/** A plan whose provider gave `name`, as an engine that sees it says. */
const named = (name: string, ...more: readonly PlannedStep[]): Plan => {
  const step = create({ name, cidr: "10.0.0.0/8" });
  return { ...planOf([step, ...more]), addedInputs: { [step.urn]: [["name"]] } };
};
const digestOfPlan = (plan: Plan) => digestOf(shownSteps(withoutMadeUpNames(plan)));
const inputsOf = (plan: Plan) => withoutMadeUpNames(plan).steps.map(({ newInputs }) => newInputs);

const hex = fc.stringMatching(/^[0-9a-f]{7}$/u);

describe("a name that a provider made up", () => {
  it("is no part of what a plan says, wherever it stands", () => {
    fc.assert(
      fc.property(hex, hex, (one, other) => {
        const planned = (digits: string) =>
          named(
            `web-${digits}`,
            create({ network: `projects/p/networks/web-${digits}`, tags: [`web-${digits}`] }, subnet),
          );
        expect(digestOfPlan(planned(one))).toBe(digestOfPlan(planned(other)));
      }),
    );
    expect(inputsOf(named("web-0123abc", create({ network: "networks/web-0123abc" }, subnet)))).toEqual([
      { name: "web-[made up: Network]", cidr: "10.0.0.0/8" },
      { network: "networks/web-[made up: Network]" },
    ]);
  });

  it.each<[string, Inputs]>([
    ["a bridged provider lists", { name: "web-0123abc", __defaults: ["name"] }],
    [
      "the provider of Kubernetes marks",
      { metadata: { name: "web-0123abcd", annotations: { "pulumi.com/autonamed": "true" } } },
    ],
  ])("is told where %s it, whichever engine runs it", (_, inputs) => {
    expect(JSON.stringify(inputsOf(planOf([create(inputs)])))).toContain("web-[made up: Network]");
  });

  it.each<[string, Inputs]>([
    ["lists a default", { name: "web-0123abc", __defaults: ["name"] }],
    ["sets a mark", { metadata: { name: "web-0123abcd", annotations: { "pulumi.com/autonamed": "true" } } }],
  ])("is none where the program %s itself, as an engine sees that knows what is added", (_, inputs) => {
    expect(inputsOf({ ...planOf([create(inputs)]), addedInputs: {} })).toEqual([inputs]);
  });

  it("is told below other inputs, too, by an engine that knows what is added", () => {
    const step = create({ metadata: { name: "web-0123abcd", namespace: "shop" } });
    const plan = { ...planOf([step]), addedInputs: { [step.urn]: [["metadata", "name"]] } };
    expect(inputsOf(plan)).toEqual([{ metadata: { name: "web-[made up: Network]", namespace: "shop" } }]);
  });

  it("is none of a resource that is imported, whose name stands already", () => {
    const step = { ...create({ name: "web-0123abc", __defaults: ["name"] }), op: "import" } as const;
    expect(inputsOf(planOf([step]))).toEqual([step.newInputs]);
  });

  it("is unknown in outputs that other environments are previewed on, and what does not contain it stays", () => {
    const outputs = { zone: "a", deep: { links: ["x", "networks/web-0123abc"] }, count: 3, name: "web-0123abc" };
    expect(withMadeUpNamesUnknown(outputs, named("web-0123abc"))).toEqual({
      zone: "a",
      deep: { links: ["x", unknownValue] },
      count: 3,
      name: unknownValue,
    });
  });

  it("is not shown where a run would give another one by itself: the program does", () => {
    const [shown, now] = ["web-0123abc", "web-9999999"].map((name) =>
      shownSteps(withoutMadeUpNames(planOf([create({ name })]))),
    );
    expect(unshownSteps(shown ?? [], now ?? [])).toHaveLength(1);
  });

  it.each<[string, Inputs]>([
    ["that the program gives", { name: "web-0123abc" }],
    ["that is no list of defaults", { name: "web-0123abc", __defaults: "name" }],
    ["that does not end with digits of a provider", { name: "web-zzzzzzz", __defaults: ["name"] }],
    ["without a mark", { metadata: { name: "web-0123abcd", annotations: {} } }],
  ])("is none %s", (_, inputs) => {
    expect(inputsOf(planOf([create(inputs)]))).toEqual([inputs]);
  });

  it("keeps the name of what stands: an update and a deletion say it", () => {
    const update = stepOn(
      network,
      "update",
      { name: "web-0123abc", __defaults: ["name"] },
      { name: "web-0123abc", __defaults: ["name"] },
    );
    expect(withoutMadeUpNames(planOf([update])).steps).toEqual([update]);
  });

  it("is another one for each kind of resource", () => {
    const both = planOf([
      create({ name: "web-0123abc", __defaults: ["name"] }),
      create({ name: "web-9876fed", __defaults: ["name"] }, { ...subnet, name: "web" }),
    ]);
    expect(inputsOf(both).map((inputs) => inputs?.["name"])).toEqual([
      "web-[made up: Network]",
      "web-[made up: Subnetwork]",
    ]);
  });

  it("changes nothing of a plan without such names, and takes what only engines know from every plan", () => {
    const step = create({ name: "web" });
    const plan = { ...planOf([step]), addedInputs: { [step.urn]: [["region"]] } };
    expect(withoutMadeUpNames(plan)).toEqual(planOf([step]));
  });
});
