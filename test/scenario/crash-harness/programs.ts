import { secretSignature, signatureKey } from "../../../src/pulumi/index.ts";
import type { Wanted } from "../../fakes/scripted-program.ts";

const secret = { [signatureKey]: secretSignature, value: "hunter2" };

/** What the stack consists of before: a chain, a component with a child, and what {@link changed} replaces and deletes. */
export const original: readonly Wanted[] = [
  { name: "group", group: true },
  { name: "child", parent: "group", inputs: { size: 1, password: secret } },
  { name: "same", inputs: { size: 1 } },
  { name: "updated", inputs: { size: 1 } },
  { name: "replaced", inputs: { fixed: 1 } },
  { name: "dependent", from: { on: "replaced" } },
  { name: "rebuilt", inputs: { first: 1 } },
  { name: "tied", from: { fixedOn: "rebuilt" } },
  { name: "unwanted", inputs: { size: 1 } },
  { name: "unwantedToo", from: { on: "unwanted" } },
];

/**
 * The same stack after a change that holds every kind of step: `updated` and `child` are updated, `replaced` is replaced
 * by a new one that comes first, which updates `dependent`, `rebuilt` is deleted before its replacement and `tied` with
 * it, `unwanted` and `unwantedToo` are deleted, a second component gets two branches, one of them a chain.
 */
export const changed: readonly Wanted[] = [
  { name: "group", group: true },
  { name: "child", parent: "group", inputs: { size: 2, password: secret } },
  { name: "same", inputs: { size: 1 } },
  { name: "updated", inputs: { size: 2 } },
  { name: "replaced", inputs: { fixed: 2 } },
  { name: "dependent", from: { on: "replaced" } },
  { name: "rebuilt", inputs: { first: 2 } },
  { name: "tied", from: { fixedOn: "rebuilt" } },
  { name: "second", group: true },
  { name: "branch", parent: "second", inputs: { size: 1 } },
  { name: "chain0", parent: "second", inputs: { password: secret } },
  { name: "chain1", parent: "second", from: { on: "chain0" } },
  { name: "chain2", parent: "second", from: { on: "chain1" } },
];

/** A first `up`, of a stack that does not exist yet. */
export const first: readonly Wanted[] = [
  { name: "group", group: true },
  { name: "a", parent: "group", inputs: { size: 1, password: secret } },
  { name: "b", from: { on: "a" } },
  { name: "c", inputs: { size: 1 } },
];
