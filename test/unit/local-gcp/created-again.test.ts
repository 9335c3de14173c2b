import { afterAll, beforeAll, expect, it } from "vitest";
import { isOneInItsPlace, isTakenOver, rulesOf } from "../../../src/local/cloud/gcp/rules/index.ts";
import type { PropertyMap } from "../../../src/provider/index.ts";
import { inputsByHand, parents } from "./inputs-by-hand.ts";
import { GRANT, inputsOf } from "./sample-inputs.ts";
import { openWorld, type TestWorld } from "./world.ts";

let world: TestWorld;
beforeAll(async () => {
  world = await openWorld();
  for (const [index, [type, inputs]] of parents.entries())
    await world.program.create(`gcp:${type}`, `parent-${index}`, inputs);
});
afterAll(() => world.close());

function inputsFor(token: string, which: string): PropertyMap {
  const byHand = inputsByHand[token.slice("gcp:".length)];
  if (byHand !== undefined) return byHand(which);
  const facts = world.facts.typeOf(token);
  const one = isOneInItsPlace(facts) ? { ...(facts.inputs["parent"] && { parent: "organizations/1" }) } : {};
  const lasting = facts.inputs["deletionPolicy"] === undefined ? {} : { deletionPolicy: "DELETE" };
  return { ...inputsOf(facts, which), ...one, ...lasting };
}

/** Keys and generated names have an id that the cloud draws, and each version of a secret a number of its own. */
const DRAWN = /^gcp:(serviceaccount\/key|secretmanager\/(regional)?[sS]ecretVersion):/;

it("each type is made twice, and once more under its id after it was deleted", async () => {
  const problems: string[] = [];
  const counts = { types: 0, twoIds: 0, takenOver: 0, refused: 0, kept: 0, sameIdAgain: 0 };
  for (const token of world.facts.tokens()) {
    counts.types++;
    const create = (name: string, which: string) => world.program.create(token, name, inputsFor(token, which));
    try {
      const one = await create("one", "one");
      const other = await create("other", "other").catch((thrown: { readonly code?: string }) => {
        if (thrown.code !== "local-already-exists") throw thrown;
        return undefined;
      });
      const facts = world.facts.typeOf(token);
      if (other === undefined) counts.refused++;
      else if (other.id === one.id) counts.takenOver++;
      else counts.twoIds++;
      if (other === undefined && !isOneInItsPlace(facts)) problems.push(`${token}: the second one is refused`);
      if (other?.id === one.id && !isTakenOver(facts)) problems.push(`${token}: both are ${one.id}`);

      await world.provider.delete(one.subject);
      if (rulesOf(token).outlivesDeletion === true) {
        counts.kept++;
        if (world.store.get(token, one.id) === undefined) problems.push(`${token}: it is gone after its deletion`);
        continue;
      }
      if (world.store.get(token, one.id) !== undefined) problems.push(`${token}: it is there after its deletion`);
      const again = await world.provider.create(one.subject, { inputs: one.inputs, preview: false });
      if (again.id === one.id) counts.sameIdAgain++;
      const isDrawn = DRAWN.test(token) || one.id.match(/\d{19}/) !== null;
      if (again.id !== one.id && !isDrawn) problems.push(`${token}: ${one.id} is ${again.id} the second time`);
      await world.provider.delete({ ...one.subject, id: again.id });
      if (other !== undefined) await world.provider.delete(other.subject);
    } catch (thrown) {
      problems.push(`${token}: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
    }
  }
  expect(problems).toEqual([]);
  // Every type of the package, 477 of which are grants.
  expect(counts).toEqual({ types: 1477, twoIds: 1397, takenOver: 73, refused: 7, kept: 3, sameIdAgain: 1238 });
});

it("knows inputs of each type that no sample fits, and of no other one", () => {
  const needing = world.facts.tokens().filter((token) => {
    const rules = rulesOf(token);
    return Object.keys(rules.references ?? {}).length > 0 || (!GRANT.test(token) && rules.check !== undefined);
  });
  expect(Object.keys(inputsByHand).toSorted()).toEqual(needing.map((token) => token.slice("gcp:".length)).toSorted());
});
