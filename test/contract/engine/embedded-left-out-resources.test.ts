import * as fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { problemsIn } from "../../../src/engine/embedded/stack/state/integrity.ts";
import type { OperationOptions } from "../../../src/engine/index.ts";
import { urnOf } from "../../../src/pulumi/index.ts";
import type { Wanted } from "../../fakes/scripted-program.ts";
import { nameOf, removeWorlds, World } from "../../scenario/crash-harness/world.ts";

afterAll(removeWorlds);

const at = { project: "proj", stack: "dev" };

/** One resource of a stack, and what becomes of it in the next version of the program. */
interface Each {
  readonly name: string;
  readonly group: boolean;
  /** Index of its parent, a component that is listed before it. */
  readonly parent: number | undefined;
  readonly needs: readonly number[];
  readonly needsThen: readonly number[];
  readonly dropped: boolean;
  readonly renamed: boolean;
  readonly retyped: boolean;
  readonly toRoot: boolean;
}

interface Change {
  readonly before: readonly Wanted[];
  readonly after: readonly Wanted[];
  readonly options: OperationOptions;
  /** Names of the resources that the next version of the program does not register. */
  readonly dropped: ReadonlySet<string>;
}

const kept = fc.record({
  group: fc.boolean(),
  parent: fc.option(fc.nat(6), { nil: undefined }),
  needs: fc.uniqueArray(fc.nat(6), { maxLength: 2 }),
  needsThen: fc.uniqueArray(fc.nat(6), { maxLength: 2 }),
  dropped: fc.integer({ min: 0, max: 4 }).map((lot) => lot === 0),
  renamed: fc.boolean(),
  retyped: fc.integer({ min: 0, max: 2 }).map((lot) => lot === 0),
  toRoot: fc.integer({ min: 0, max: 2 }).map((lot) => lot === 0),
});
const options = fc
  .record({
    by: fc.constantFrom("targets" as const, "excludes" as const),
    named: fc.uniqueArray(fc.tuple(fc.nat(6), fc.constantFrom("", "x")), { minLength: 1, maxLength: 3 }),
    dependents: fc.boolean(),
    refresh: fc.boolean(),
  })
  .map(({ by, named, dependents, refresh }): OperationOptions => {
    const patterns = named.map(([index, suffix]) => `**::r${index}${suffix}`);
    return by === "targets"
      ? { targets: patterns, targetDependents: dependents, refresh }
      : { excludes: patterns, excludeDependents: dependents, refresh };
  });

const changes = fc.tuple(fc.array(kept, { minLength: 2, maxLength: 7 }), options).map(([drawn, flags]): Change => {
  const all = drawn.map((each, index): Each => ({ name: `r${index}`, ...each }));
  const parentOf = ({ parent }: Each, index: number) =>
    parent !== undefined && parent < index && all[parent]!.group ? parent : undefined;
  const typeOf = ({ group }: Each) => (group ? "my:index:Group" : "test:index:Thing");
  const urnBefore = (index: number): string => {
    const parent = parentOf(all[index]!, index);
    return urnOf(at, parent === undefined ? undefined : urnBefore(parent), typeOf(all[index]!), all[index]!.name);
  };
  const newName = ({ name, renamed }: Each) => (renamed ? `${name}x` : name);
  const needsOf = (each: Each, index: number, needs: readonly number[], then: boolean) =>
    each.group ? [] : needs.filter((other) => other < index && !all[other]!.group && !(then && all[other]!.dropped));
  const from = (needs: readonly number[], nameOfNeeded: (each: Each) => string) =>
    Object.fromEntries(needs.map((other) => [`on${other}`, nameOfNeeded(all[other]!)]));

  const before = all.map((each, index): Wanted => {
    const parent = parentOf(each, index);
    return {
      name: each.name,
      group: each.group,
      ...(parent !== undefined && { parent: all[parent]!.name }),
      from: from(needsOf(each, index, each.needs, false), ({ name }) => name),
    };
  });
  const after = all.flatMap((each, index): Wanted[] => {
    if (each.dropped) return [];
    const parent = parentOf(each, index);
    const moves = parent !== undefined && (each.toRoot || all[parent]!.dropped);
    const alias = {
      ...(each.renamed && { name: each.name }),
      ...(each.retyped && { type: typeOf(each) }),
      ...(moves && { parent: urnBefore(parent) }),
    };
    return [
      {
        name: newName(each),
        group: each.group,
        ...(each.retyped && { type: `${typeOf(each)}2` }),
        ...(parent !== undefined && !moves && { parent: newName(all[parent]!) }),
        ...(Object.keys(alias).length > 0 && { aliases: [{ name: "never" }, alias] }),
        from: from(needsOf(each, index, each.needsThen, true), newName),
      },
    ];
  });
  return {
    before,
    after,
    options: flags,
    dropped: new Set(all.filter((each) => each.dropped).map(({ name }) => name)),
  };
});

const matches = (name: string, patterns: readonly string[] = []) => patterns.some((each) => each === `**::${name}`);

describe("a program whose resources moved, brought up in part", () => {
  it("writes no URN twice and deletes nothing that is left out or still wanted", async () => {
    await fc.assert(
      fc.asyncProperty(changes, async ({ before, after, options: flags, dropped }) => {
        const world = await World.open();
        try {
          expect((await world.engine(before).engine.up(world.work)).result).toBe("succeeded");
          const made = world.cloud.order("create").length;
          const { engine, store } = world.engine(after);
          await engine.preview(world.work, flags);
          await engine.up(world.work, flags);
          expect(problemsIn((await store.load(at))!)).toEqual([]);
          const deleted = world.cloud.order("delete");
          expect(deleted.filter((name) => !dropped.has(name))).toEqual([]);
          expect(deleted.filter((name) => matches(name, flags.excludes))).toEqual([]);
          const onlyTargets = flags.targets !== undefined && flags.targetDependents !== true;
          expect(deleted.filter((name) => onlyTargets && !matches(name, flags.targets))).toEqual([]);

          const whole = await engine.up(world.work);
          expect(whole.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
          expect(world.cloud.order("create").slice(made)).toEqual([]);
          expect(world.cloud.order("delete").filter((name) => !dropped.has(name))).toEqual([]);
          const left = (await store.load(at))!.resources.filter(({ type }) => !type.startsWith("pulumi:"));
          expect(left.map(({ urn }) => nameOf(urn)).toSorted()).toEqual(after.map(({ name }) => name).toSorted());
        } finally {
          await world.remove();
        }
      }),
      { numRuns: 25 },
    );
  });

  it("waits for what a resource that is left out still needs, while that is being compared", async () => {
    const world = await World.open();
    await world
      .engine([
        { name: "a", inputs: { size: 1 } },
        { name: "b", from: { on: "a" } },
      ])
      .engine.up(world.work);
    let compare: () => void = () => undefined;
    const compared = new Promise<void>((resolve) => (compare = resolve));
    world.cloud.on("diff", "a", async () => await compared);
    // It was registered after `b`: by now the engine has begun to leave that one out.
    world.cloud.on("check", "c", () => compare());
    const after: readonly Wanted[] = [{ name: "a", inputs: { size: 2 } }, { name: "b" }, { name: "c" }];
    const { engine, store } = world.engine(after);
    const outcome = await engine.up(world.work, { excludes: ["**::b"] });
    expect(outcome.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(problemsIn((await store.load(at))!)).toEqual([]);
    expect(world.cloud.byName("a")?.inputs).toEqual({ size: 2 });
    await world.remove();
  });

  it("says how to go on when what is new and left out is needed, by the flag that left it out", async () => {
    const world = await World.open();
    const { engine } = world.engine([{ name: "n" }, { name: "d", from: { on: "n" } }, { name: "c" }]);
    const errorsOf = async (flags: OperationOptions) =>
      (await engine.up(world.work, flags)).diagnostics.filter(({ severity }) => severity === "error");
    const [excluded] = await errorsOf({ excludes: ["**::n"] });
    expect(excluded?.message).toContain("which is to be created but is excluded");
    expect(excluded?.message).toContain("--exclude-dependents");
    expect(excluded?.message).not.toContain("--target");
    expect((await errorsOf({ targets: ["**::d"] }))[0]?.message).toContain("--target urn:pulumi:dev::proj::");
    await world.remove();
  });

  it("keeps a child that is named after a parent that stays under its old name", async () => {
    const world = await World.open();
    const family = (name: string, size: number, aliases: Wanted["aliases"] = []): readonly Wanted[] => [
      { name, group: true, aliases },
      { name: `${name}-child`, parent: name, inputs: { size } },
    ];
    await world.engine(family("old", 1)).engine.up(world.work);
    const { engine, store } = world.engine(family("new", 2, [{ name: "old" }]));
    const outcome = await engine.up(world.work, { excludes: ["**::new"] });
    expect(outcome.result).toBe("succeeded");
    expect((await store.load(at))!.resources.map(({ urn }) => nameOf(urn))).toContain("old-child");
    expect(world.cloud.byName("old-child")?.inputs).toEqual({ size: 2 });
    expect((await engine.up(world.work)).result).toBe("succeeded");
    expect((await store.load(at))!.resources.map(({ urn }) => nameOf(urn))).toContain("new-child");
    expect([world.cloud.order("create"), world.cloud.order("delete")]).toEqual([["old-child"], []]);
    await world.remove();
  });

  const oldGroup = urnOf(at, undefined, "my:index:Group", "old");
  it.each([
    ["by the parent's old name", { parent: oldGroup }],
    ["by its whole old name", urnOf(at, oldGroup, "test:index:Thing", "child")],
  ])("finds a child that stayed with a parent that moved, %s", async (_by, alias) => {
    const world = await World.open();
    await world
      .engine([
        { name: "old", group: true },
        { name: "child", parent: "old", inputs: { size: 1 } },
      ])
      .engine.up(world.work);
    const { engine, store } = world.engine([
      { name: "new", group: true, type: "my:index:Group2", aliases: [{ name: "old", type: "my:index:Group" }] },
      { name: "child", inputs: { size: 1 }, aliases: [alias] },
    ]);
    expect((await engine.up(world.work, { targets: ["**::new"] })).result).toBe("succeeded");
    expect((await engine.up(world.work, { targets: ["**::new"] })).result).toBe("succeeded");
    expect((await engine.up(world.work)).result).toBe("succeeded");
    const { resources } = (await store.load(at))!;
    expect(resources.map(({ urn }) => urn)).toContain(urnOf(at, undefined, "test:index:Thing", "child"));
    expect(resources.flatMap(({ formerUrns = [] }) => formerUrns)).toEqual([]);
    expect([world.cloud.order("create"), world.cloud.order("delete")]).toEqual([["child"], []]);
    await world.remove();
  });
});
