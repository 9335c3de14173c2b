import { type ChangedScalar, changedScalars, type PlannedStep } from "../../change/index.ts";
import type { WhyLeft } from "../../correction/index.ts";
import { readDesiredState } from "../../desired/index.ts";
import { environmentPath, overridingScalars, type RewrittenScalar, rewrittenScalars } from "../../environment/index.ts";
import type { CommitTree } from "../../git/index.ts";
import { type FileTree, sameJson } from "../../lib/index.ts";

/** A declaration that says what stands, or why there is none. */
export type Declaring =
  | { readonly kind: "declared"; readonly text: string; readonly fields: readonly string[] }
  | { readonly kind: "none"; readonly because: WhyLeft };

/**
 * Looks for the fields of an environment's own file by which it would declare what stands of a resource: for each value that differs the one
 * field with the declared value that, set to what stands, changes nothing of the desired state but this value. Where none of its own has it, a
 * field of its profiles is overridden: profiles are left alone, since other environments are built on them. Whether the program agrees says a
 * preview.
 *
 * @param text the file, with what was declared before for other resources
 * @param step the update that would undo what stands
 */
export async function declareObserved(
  environment: string,
  text: string,
  step: PlannedStep,
  tree: CommitTree,
): Promise<Declaring> {
  const changed = changedScalars(step);
  if (!changed) return { kind: "none", because: "no-field" };
  let declared = text;
  const fields: string[] = [];
  for (const scalar of changed) {
    const found = await fieldOf(environment, declared, scalar, tree);
    if ("because" in found) return { kind: "none", because: found.because };
    declared = found.text;
    fields.push(found.field);
  }
  return { kind: "declared", text: declared, fields };
}

async function fieldOf(
  environment: string,
  text: string,
  { before: observed, after: declared }: ChangedScalar,
  tree: CommitTree,
): Promise<{ readonly text: string; readonly field: string } | { readonly because: WhyLeft }> {
  const now = await desiredLeaves(environment, text, tree);
  if (!now) return { because: "no-field" };
  const fittingOf = async (rewritten: readonly RewrittenScalar[], note: string) => {
    const fitting: { readonly text: string; readonly field: string }[] = [];
    for (const { path, text: next } of rewritten) {
      const then = await desiredLeaves(environment, next, tree);
      if (then && changesOnly(now, then, declared, observed))
        fitting.push({ text: next, field: `${path.join(".")}${note}` });
    }
    return fitting;
  };
  const own = await fittingOf(rewrittenScalars(text, declared, observed), "");
  const withOwn = withFile(tree, environmentPath(environment), text);
  const fitting =
    own.length > 0
      ? own
      : await fittingOf(await overridingScalars(withOwn, environment, declared, observed), " (over its profile)");
  const [first, ...others] = fitting;
  if (!first) return { because: "no-field" };
  return others.length > 0 ? { because: "several-fields" } : first;
}

/** Values of the desired state, by their paths; `undefined` where the file declares none. */
async function desiredLeaves(
  environment: string,
  text: string,
  tree: CommitTree,
): Promise<ReadonlyMap<string, unknown> | undefined> {
  const reading = await readDesiredState(withFile(tree, environmentPath(environment), text), environment);
  if (!reading.ok) return undefined;
  const leaves = new Map<string, unknown>();
  collect(reading.value, "", leaves);
  return leaves;
}

function collect(value: unknown, path: string, into: Map<string, unknown>): void {
  if (typeof value === "object" && value !== null)
    for (const [key, each] of Object.entries(value)) collect(each, `${path}/${key}`, into);
  else into.set(path, value);
}

function changesOnly(
  now: ReadonlyMap<string, unknown>,
  then: ReadonlyMap<string, unknown>,
  declared: unknown,
  observed: unknown,
): boolean {
  const paths = [...new Set([...now.keys(), ...then.keys()])];
  const changed = paths.filter((path) => !sameJson(now.get(path), then.get(path)));
  return changed.length > 0 && changed.every((path) => now.get(path) === declared && then.get(path) === observed);
}

function withFile(tree: CommitTree, file: string, text: string): FileTree {
  return {
    list: (folder) => tree.list(folder),
    read: async (path) => (path === file ? Buffer.from(text) : await tree.read(path)),
    readLink: (path) => tree.readLink(path),
  };
}
