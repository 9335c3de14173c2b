import { expect, it } from "vitest";
import type { OperationOptions } from "../../../src/engine/index.ts";
import { engineContract } from "./engine-contract.ts";
import { errorsOf } from "./scene.ts";

/** A stack of which `b` gets another URN, which an alias leads to; `c` is there to be changed meanwhile. */
interface Renaming {
  readonly before: string;
  readonly after: string;
  /** The resource that moves, as its new URN ends. */
  readonly now: string;
  /** As its old URN ends. */
  readonly was: string;
}

const oldType = `class Old extends pulumi.CustomResource { constructor(n, o) { super("test:index:Old", n, {}, o); } }`;
const thing = (name: string) => `test:index:Thing::${name}`;

const renamings: Readonly<Record<string, Renaming>> = {
  "a new name": {
    before: `new Thing("b");`,
    after: `new Thing("b2", {}, { aliases: [{ name: "b" }] });`,
    now: thing("b2"),
    was: thing("b"),
  },
  "a new name, by the URN": {
    before: `new Thing("b");`,
    after: `new Thing("b2", {}, { aliases: ["urn:pulumi:dev::proj::test:index:Thing::b"] });`,
    now: thing("b2"),
    was: thing("b"),
  },
  "several aliases, of which the last one holds": {
    before: `new Thing("b");`,
    after: `new Thing("b2", {}, { aliases: [{ name: "never" }, { type: "test:index:Never" }, { name: "b" }] });`,
    now: thing("b2"),
    was: thing("b"),
  },
  "a new parent": {
    before: `new Thing("b");`,
    after: `
      const g = new Group("g");
      new Thing("b", {}, { parent: g, aliases: [{ parent: pulumi.rootStackResource }] });`,
    now: `Group$${thing("b")}`,
    was: `::${thing("b")}`,
  },
  "no parent any more": {
    before: `const g = new Group("g"); new Thing("b", {}, { parent: g });`,
    after: `
      const g = new Group("g");
      new Thing("b", {}, { aliases: ["urn:pulumi:dev::proj::my:index:Group$test:index:Thing::b"] });`,
    now: `::${thing("b")}`,
    was: `Group$${thing("b")}`,
  },
  "a new type": {
    before: `${oldType} new Old("b");`,
    after: `new Thing("b", {}, { aliases: [{ type: "test:index:Old" }] });`,
    now: thing("b"),
    was: "test:index:Old::b",
  },
  "a new component around it, which hands its alias down": {
    before: `const g = new Group("g"); new Thing("b", {}, { parent: g });`,
    after: `const g = new Group("g2", { aliases: [{ name: "g" }] }); new Thing("b", {}, { parent: g });`,
    now: "my:index:Group::g2",
    was: "my:index:Group::g",
  },
  "a component of a new type": {
    before: `const g = new Group("g", {}, "my:index:Older"); new Thing("b", {}, { parent: g });`,
    after: `
      const g = new Group("g", { aliases: [{ type: "my:index:Older" }] });
      new Thing("b", {}, { parent: g });`,
    now: "my:index:Group::g",
    was: "my:index:Older::g",
  },
  "what others depend on": {
    before: `const b = new Thing("b"); new Thing("d", { from: b.out });`,
    after: `const b = new Thing("b2", {}, { aliases: [{ name: "b" }] }); new Thing("d", { from: b.out });`,
    now: thing("b2"),
    was: thing("b"),
  },
};

/** Flags that leave out the resource that moves, by its new URN. */
const leavingOut: Readonly<Record<string, (renaming: Renaming) => OperationOptions>> = {
  exclude: ({ now }) => ({ excludes: [`**${now}`] }),
  "exclude with dependents": ({ now }) => ({ excludes: [`**${now}`], excludeDependents: true }),
  "target another": () => ({ targets: ["**::c"] }),
  "target another with dependents": () => ({ targets: ["**::c"], targetDependents: true }),
  "target by the old URN": ({ was }) => ({ targets: [`**${was}`, "**::c"] }),
};

engineContract("resources that move while they are left out", (scene) => {
  /** URNs of the state. A command refuses a state that has one twice. */
  const urns = async () => (await scene().state()).map(({ urn }) => urn);

  // Every kind meets `exclude`, and two more flags in turn: `unit/engine-embedded/left-out-resources` has them all.
  const cases = Object.entries(renamings).map(([what, renaming], index) => {
    const [first, ...others] = Object.entries(leavingOut);
    const flags = [first!, others[index % others.length]!, others[(index + 1) % others.length]!];
    return { what, renaming, flags };
  });

  it.each(cases)("stay where they are: $what", async ({ renaming, flags }) => {
    await scene().up(`${renaming.before} new Thing("c", { size: 0 });`);
    const created = scene().cloud.order("create");
    const found: unknown[] = [];
    for (const [index, [flag, optionsOf]] of flags.entries()) {
      const size = index + 1;
      const options = optionsOf(renaming);
      await scene().program(`${renaming.after} new Thing("c", { size: ${size} });`);
      const plans = index === 0 ? [await scene().preview(undefined, options)] : [];
      const outcome = await scene().up(undefined, index === 2 ? { ...options, refresh: true } : options);
      const left = await urns();
      found.push({
        flag,
        errors: [...plans, outcome].flatMap(errorsOf),
        planned: plans.map(({ summary }) => summary.delete ?? 0),
        deleted: scene().cloud.order("delete"),
        changed: scene().cloud.byName("c")?.inputs["size"],
        doubled: left.length - new Set(left).size,
        there: left.filter((urn) => urn.endsWith(renaming.was)).length,
      });
    }
    const stays = { errors: [], deleted: [], doubled: 0, there: 1 };
    expect(found).toEqual(
      flags.map(([flag], index) => ({ flag, ...stays, planned: index === 0 ? [0] : [], changed: index + 1 })),
    );

    const refreshed = await scene().refresh({ excludes: [`**${renaming.was}`] });
    expect(errorsOf(refreshed)).toEqual([]);

    const whole = await scene().up();
    expect(errorsOf(whole)).toEqual([]);
    const moved = await urns();
    expect(moved.filter((urn) => urn.endsWith(renaming.now))).toHaveLength(1);
    expect(scene().cloud.order("delete")).toEqual([]);
    expect(scene().cloud.order("create")).toEqual(created);

    const destroyed = await scene().destroy({ excludes: [`**${renaming.now}`] });
    expect(errorsOf(destroyed)).toEqual([]);
    expect(scene().cloud.order("delete")).not.toContain(renaming.now.split("::").at(-1));
  });
});
