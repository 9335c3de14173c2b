import { createHash } from "node:crypto";
import { isAtOrBelow, type Leaf, leavesOf } from "./leaves.ts";
import type { Plan, PlannedStep, StepOp } from "./plan.ts";

/**
 * What a preview showed of one step, small enough to keep and without any value in clear.
 *
 * `paths` maps each property path that would change to a hash of its new value, or to `unknown` where only `up` will
 * know it, `secret` for every secret, `removed`.
 */
export interface ShownStep {
  readonly urn: string;
  readonly op: StepOp;
  readonly paths: Readonly<Record<string, string>>;
}

/** Ops that change nothing outside the state. */
const harmless: ReadonlySet<StepOp> = new Set(["same", "read", "refresh", "discard", "remove-pending-replace"]);

/** Ops after which the resource is exactly what the inputs say. */
const makesNew: ReadonlySet<StepOp> = new Set(["create", "create-replacement", "import", "import-replacement"]);

/** Whether the step makes something that was not there, so that all of its inputs were shown. */
export function isCreation(op: StepOp): boolean {
  return makesNew.has(op);
}

/** What a plan would change, by resource and op. What it leaves alone is not in it. */
export function shownSteps(plan: Pick<Plan, "steps">): readonly ShownStep[] {
  return plan.steps
    .filter(({ op }) => !harmless.has(op))
    .map((step) => ({ urn: step.urn, op: step.op, paths: changedPaths(step) }));
}

function changedPaths(step: PlannedStep): Readonly<Record<string, string>> {
  if (makesNew.has(step.op)) {
    const made = leavesOf(step.newInputs ?? {});
    return Object.fromEntries([...made].map(([path, leaf]) => [path, fingerprint(leaf)]));
  }
  return isChangeInPlace(step.op) ? differingPaths(step) : {};
}

/** Property paths in which a step's resource differs before and after it, each with the hash of its value afterwards. */
export function differingPaths(step: PlannedStep): Readonly<Record<string, string>> {
  const next = leavesOf(step.newInputs ?? {});
  const before = leavesOf(step.oldInputs ?? {});
  const paths = new Map<string, string>();
  for (const [path, leaf] of next) {
    const now = fingerprint(leaf);
    const old = before.get(path);
    if (old === undefined || fingerprint(old) !== now) paths.set(path, now);
  }
  for (const path of before.keys()) if (!next.has(path)) paths.set(path, "removed");
  for (const [path, { kind }] of Object.entries(step.detailedDiff ?? {}))
    if (!paths.has(path)) paths.set(path, leafKind(next.get(path)) ?? kind.replace("-replace", ""));
  for (const property of step.diffs)
    if (![...paths.keys()].some((path) => isAtOrBelow(path, property))) paths.set(property, "update");
  return Object.fromEntries(paths);
}

function isChangeInPlace(op: StepOp): boolean {
  return op === "update" || op === "replace";
}

function leafKind(leaf: Leaf | undefined): string | undefined {
  return leaf === undefined ? undefined : fingerprint(leaf);
}

function fingerprint(leaf: Leaf): string {
  return typeof leaf === "string" ? leaf : hashOf(canonical(leaf.known));
}

function canonical(value: unknown): string {
  return JSON.stringify(value) ?? "undefined";
}

/** 64 bits are plenty to tell a value from another one, and keep a record of a thousand properties small. */
function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
