import { afterAll, describe, expect, it } from "vitest";
import { problemsIn } from "../../../src/engine/embedded/stack/state/integrity.ts";
import type { OperationOptions } from "../../../src/engine/index.ts";
import type { Wanted } from "../../fakes/scripted-program.ts";
import { removeWorlds, World } from "../../scenario/crash-harness/world.ts";
import { errorsOf } from "./scene.ts";

afterAll(removeWorlds);

const at = { project: "proj", stack: "dev" };
const urn = (rest: string) => `urn:pulumi:dev::proj::${rest}`;

/** A stack in which an alias gives `b` another URN. */
interface Renaming {
  readonly before: readonly Wanted[];
  readonly after: readonly Wanted[];
  /** The end of the new URN of `b`. */
  readonly now: string;
  /** The end of its old URN. */
  readonly was: string;
}

const b: Wanted = { name: "b" };
const g: Wanted = { name: "g", group: true };
const inG: Wanted = { name: "b", parent: "g" };
const renamings: Readonly<Record<string, Renaming>> = {
  "a new name": { before: [b], after: [{ name: "b2", aliases: [{ name: "b" }] }], now: "Thing::b2", was: "Thing::b" },
  "a new name, by the URN": {
    before: [b],
    after: [{ name: "b2", aliases: [urn("test:index:Thing::b")] }],
    now: "Thing::b2",
    was: "Thing::b",
  },
  "several aliases, of which the last one holds": {
    before: [b],
    after: [{ name: "b2", aliases: [{ name: "never" }, { type: "test:index:Never" }, { name: "b" }] }],
    now: "Thing::b2",
    was: "Thing::b",
  },
  "a new parent": {
    before: [b],
    after: [g, { ...inG, aliases: [{ parent: null }] }],
    now: "Group$test:index:Thing::b",
    was: "::test:index:Thing::b",
  },
  "no parent any more": {
    before: [g, inG],
    after: [g, { ...b, aliases: [urn("my:index:Group$test:index:Thing::b")] }],
    now: "::test:index:Thing::b",
    was: "Group$test:index:Thing::b",
  },
  "a new type": {
    before: [{ ...b, type: "test:index:Old" }],
    after: [{ ...b, aliases: [{ type: "test:index:Old" }] }],
    now: "Thing::b",
    was: "Old::b",
  },
  "a new component around it, which hands its alias down": {
    before: [g, inG],
    after: [
      { name: "g2", group: true, aliases: [{ name: "g" }] },
      { name: "b", parent: "g2" },
    ],
    now: "Group::g2",
    was: "Group::g",
  },
  "a component of a new type": {
    before: [{ ...g, type: "my:index:Older" }, inG],
    after: [{ ...g, aliases: [{ type: "my:index:Older" }] }, inG],
    now: "Group::g",
    was: "Older::g",
  },
  "what others depend on": {
    before: [b, { name: "d", from: { on: "b" } }],
    after: [
      { name: "b2", aliases: [{ name: "b" }] },
      { name: "d", from: { on: "b2" } },
    ],
    now: "Thing::b2",
    was: "Thing::b",
  },
};

/** Options that leave `b` out: the last one by its old URN, the others by its new one. */
const leavingOut: Readonly<Record<string, (renaming: Renaming) => OperationOptions>> = {
  exclude: ({ now }) => ({ excludes: [`**${now}`] }),
  "exclude with dependents": ({ now }) => ({ excludes: [`**${now}`], excludeDependents: true }),
  "target another": () => ({ targets: ["**::c"] }),
  "target another with dependents": () => ({ targets: ["**::c"], targetDependents: true }),
  "target by the old URN": ({ was }) => ({ targets: [`**${was}`, "**::c"] }),
};

describe("resources that move while they are left out", () => {
  it.each(Object.entries(renamings))("stay where they are with every flag and verb: %s", async (_, renaming) => {
    const { before, after, was, now } = renaming;
    const world = await World.open();
    const withSize = (wanted: readonly Wanted[], size: number) => [...wanted, { name: "c", inputs: { size } }];
    await world.engine(withSize(before, 0)).engine.up(world.work);
    const created = world.cloud.order("create");
    const urns = async () => (await world.snapshot())!.resources.map((each) => each.urn);
    let size = 0;
    for (const [flag, optionsOf] of Object.entries(leavingOut)) {
      for (const refresh of [false, true]) {
        size += 1;
        const options = { ...optionsOf(renaming), refresh };
        const { engine, store } = world.engine(withSize(after, size));
        const plan = await engine.preview(world.work, options);
        const outcome = await engine.up(world.work, options);
        expect({
          flag,
          errors: [plan, outcome].flatMap(errorsOf),
          planned: plan.summary.delete ?? 0,
          deleted: world.cloud.order("delete"),
          changed: world.cloud.byName("c")?.inputs["size"],
          problems: problemsIn((await store.load(at))!),
          there: (await urns()).filter((each) => each.endsWith(was)).length,
        }).toEqual({ flag, errors: [], planned: 0, deleted: [], changed: size, problems: [], there: 1 });
      }
    }

    const { engine } = world.engine(withSize(after, size));
    expect(errorsOf(await engine.refresh(world.work, { excludes: [`**${was}`] }))).toEqual([]);
    expect(errorsOf(await engine.up(world.work))).toEqual([]);
    expect((await urns()).filter((each) => each.endsWith(now))).toHaveLength(1);
    expect(world.cloud.order("delete")).toEqual([]);
    expect(world.cloud.order("create")).toEqual(created);

    expect(errorsOf(await engine.destroy(world.work, { excludes: [`**${now}`] }))).toEqual([]);
    expect(world.cloud.order("delete")).not.toContain(now.split("::").at(-1));
    await world.remove();
  });
});
