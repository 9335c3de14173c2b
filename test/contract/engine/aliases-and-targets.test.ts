import { expect, it } from "vitest";
import type { OperationOptions } from "../../../src/engine/index.ts";
import { engineContract } from "./engine-contract.ts";
import { errorsOf } from "./scene.ts";

/** A stack in which an alias gives `b` another URN; `c` changes in the same operation. */
interface Renaming {
  readonly before: string;
  readonly after: string;
  /** The end of the new URN of `b`. */
  readonly now: string;
  /** The end of its old URN. */
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

/** Options that leave `b` out: the last one by its old URN, the others by its new one. */
const leavingOut: readonly ((renaming: Renaming) => OperationOptions)[] = [
  ({ now }) => ({ excludes: [`**${now}`] }),
  ({ now }) => ({ excludes: [`**${now}`], excludeDependents: true }),
  () => ({ targets: ["**::c"] }),
  () => ({ targets: ["**::c"], targetDependents: true }),
  ({ was }) => ({ targets: [`**${was}`, "**::c"] }),
];
const verbs = ["up", "preview", "up --refresh"] as const;

engineContract("resources that move while they are left out", (scene) => {
  /** URNs of the state. A command refuses a state that has one twice. */
  const urns = async () => (await scene().state()).map(({ urn }) => urn);

  // Every kind of move meets one flag and one verb here, in turn: `embedded-aliases-and-targets` has all of them.
  const cases = Object.entries(renamings).map(([what, renaming], index) => {
    const optionsOf = leavingOut[index % leavingOut.length]!;
    return { what, renaming, verb: verbs[index % verbs.length]!, options: optionsOf(renaming) };
  });

  it.each(cases)("stay where they are: $what, $verb $options", async ({ renaming, verb, options }) => {
    await scene().up(`${renaming.before} new Thing("c", { size: 0 });`);
    const created = scene().cloud.order("create");
    await scene().program(`${renaming.after} new Thing("c", { size: 1 });`);
    const end =
      verb === "preview"
        ? await scene().preview(undefined, options)
        : await scene().up(undefined, { ...options, refresh: verb === "up --refresh" });
    expect(errorsOf(end)).toEqual([]);
    expect(end.summary.delete ?? 0).toBe(0);
    expect(scene().cloud.byName("c")?.inputs["size"]).toBe(verb === "preview" ? 0 : 1);
    const left = await urns();
    expect(left).toEqual([...new Set(left)]);
    expect(left.filter((urn) => urn.endsWith(renaming.was))).toHaveLength(1);

    const whole = await scene().up();
    expect(errorsOf(whole)).toEqual([]);
    expect((await urns()).filter((urn) => urn.endsWith(renaming.now))).toHaveLength(1);
    expect(scene().cloud.order("delete")).toEqual([]);
    expect(scene().cloud.order("create")).toEqual(created);
  });

  it("are left out of a refresh by their old URN, and of a destroy by their new one", async () => {
    const { before, after, was, now } = renamings["a new name"]!;
    await scene().up(`${before} new Thing("c");`);
    await scene().program(`${after} new Thing("c");`);
    expect(errorsOf(await scene().refresh({ excludes: [`**${was}`] }))).toEqual([]);
    expect(errorsOf(await scene().up())).toEqual([]);
    expect(errorsOf(await scene().destroy({ excludes: [`**${now}`] }))).toEqual([]);
    expect(scene().cloud.order("delete")).toEqual(["c"]);
    expect((await urns()).filter((urn) => urn.endsWith(now))).toHaveLength(1);
  });
});
