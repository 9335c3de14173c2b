import { readFileSync } from "node:fs";
import { afterAll, expect, it } from "vitest";
import type { RecordedCall } from "../fakes/fake-provider.ts";
import type { Wanted } from "../fakes/scripted-program.ts";
import { nameOf, removeWorlds, World } from "./crash-harness/world.ts";

afterAll(removeWorlds);

/** 40 independent resources, so that steps begin and end while the state is saved, and a chain of ten. */
const wanted = (size: number): readonly Wanted[] => [
  ...Array.from({ length: 40 }, (_, index) => ({ name: `wide${index}`, inputs: { size: size + index } })),
  { name: "deep0", inputs: { fixed: size } },
  ...Array.from({ length: 9 }, (_, index) => ({ name: `deep${index + 1}`, from: { on: `deep${index}` } })),
  { name: "first", inputs: { first: size } },
];

const pendingTypes: Readonly<Record<string, string>> = { create: "creating", update: "updating", delete: "deleting" };

/** What the state file lacks while the provider is asked: the record of this operation, the results that it builds on. */
function lacking(world: World, { call, urn, id, name }: RecordedCall): readonly string[] {
  const { latest } = JSON.parse(readFileSync(world.paths.stateFile, "utf8")).checkpoint as StateFile;
  const { resources = [], pending_operations: pending = [] } = latest;
  const lacks: string[] = [];
  if (!pending.some(({ type, resource }) => type === pendingTypes[call] && resource.urn === urn))
    lacks.push(`${call} ${name} is not recorded as pending`);
  const needed = Object.values(wanted(0).find((each) => each.name === name)?.from ?? {});
  for (const source of call === "delete" ? [] : needed) {
    const recorded = resources.some((each) => nameOf(each.urn) === source && !each.delete && each.id !== undefined);
    if (!recorded || pending.some(({ resource, type }) => nameOf(resource.urn) === source && type !== "deleting"))
      lacks.push(`${call} ${name} comes before the result of ${source} is recorded`);
  }
  // Dependents of a resource that was replaced stand on the new one already.
  const replaced = resources.some((each) => each.urn === urn && each.id !== id);
  for (const dependent of call === "delete" && !replaced ? resources : [])
    if (dependent.dependencies?.includes(urn))
      lacks.push(`${call} ${name} comes before the end of ${nameOf(dependent.urn)} is recorded`);
  return lacks;
}

interface StateFile {
  readonly latest: {
    readonly resources?: readonly {
      readonly urn: string;
      readonly id?: string;
      readonly delete?: boolean;
      readonly dependencies?: readonly string[];
    }[];
    readonly pending_operations?: readonly { readonly type: string; readonly resource: { readonly urn: string } }[];
  };
}

it("has on disk what a provider is asked for before it is asked, and the results that it builds on", async () => {
  const world = await World.open();
  const lacks: string[] = [];
  let asked = 0;
  world.beforeMutations(async (call) => {
    asked++;
    lacks.push(...lacking(world, call));
    await Promise.resolve();
  });
  const results = [
    await world.engine(wanted(1)).engine.up(world.work),
    await world.engine(wanted(2)).engine.up(world.work),
    await world.engine([]).engine.destroy(world.work),
  ];
  expect(results.map(({ result }) => result)).toEqual(["succeeded", "succeeded", "succeeded"]);
  expect(lacks).toEqual([]);
  expect(asked).toBe(51 + 45 + 51);
  await world.remove();
});
