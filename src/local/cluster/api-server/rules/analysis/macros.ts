import type { ASTNode } from "@marcbachmann/cel-js";
import { either, newList, one, type Range, sum, times, unknown } from "./range.ts";
import { bool, dyn, listType, type RuleType, string } from "./rule-type.ts";
import { type Known, NotCompilable, Scope, type Types } from "./scope.ts";

const macros: ReadonlySet<string> = new Set(["all", "exists", "exists_one", "map", "filter"]);

export function isMacro(name: string, args: readonly ASTNode[]): boolean {
  return macros.has(name) && args[0]?.op === "id" && args.length >= 2;
}

interface MacroCall {
  readonly name: string;
  /** What is walked through. */
  readonly list: Known;
  readonly args: readonly ASTNode[];
  readonly scope: Scope;
  readonly analysis: Types;
}

/**
 * A macro's type and cost: those of the loop that cel-go's parser writes for it.
 *
 * The costs of a loop's own steps are counted in that form: reading the accumulator costs 1, a list of one item 10.
 * @throws {NotCompilable}
 */
export function macroKnown({ name, list, args, scope, analysis }: MacroCall): Known {
  const [variable, ...bodies] = args;
  const title = variable?.op === "id" ? variable.args : "";
  if (!["list", "map", "dyn"].includes(list.type.kind)) {
    throw new NotCompilable(
      `expression of type '${list.type.kind}' cannot be range of a comprehension (must be list, map, or dynamic)`,
    );
  }
  const inner = new Scope(title, iterated(list), scope);
  const parts = bodies.map((body) => analysis.of(body, inner));
  const count = analysis.sizeOf(list) ?? unknown;
  return looped(name, list, parts, count, analysis);
}

/** What the variable of a loop stands for: items of a list, keys of a map. */
function iterated({ type, path = [], entries }: Known): Known {
  const isList = type.kind === "list";
  const size = isList ? entries?.value : entries?.key;
  const item = isList ? (type.of ?? dyn) : type.kind === "map" ? string : dyn;
  return { type: item, cost: one, path: [...path, isList ? "@items" : "@keys"], ...(size && { size }) };
}

function looped(name: string, list: Known, parts: readonly Known[], count: Range, analysis: Types): Known {
  const [first, second] = parts;
  const body = first?.cost ?? one;
  const total = (step: Range, start: Range, result: Range): Range => sum(list.cost, start, result, times(count, step));
  const free = { min: 0, max: 0 };
  const requireBool = (known: Known | undefined): void => {
    if (known !== undefined && known.type.kind !== "bool" && known.type.kind !== "dyn") {
      throw new NotCompilable(`found no matching overload for '_&&_' applied to '(bool, ${known.type.kind})'`);
    }
  };
  const logical: Range = { min: one.min, max: one.max + body.max };
  switch (name) {
    case "all":
      requireBool(first);
      return { type: bool, cost: total(sum({ min: 2, max: 2 }, logical), free, one), size: one };
    case "exists":
      requireBool(first);
      return { type: bool, cost: total(sum({ min: 3, max: 3 }, logical), free, one), size: one };
    case "exists_one":
      requireBool(first);
      return { type: bool, cost: total(sum(body, { min: 1, max: 2 }), free, { min: 2, max: 2 }), size: one };
    case "filter":
      requireBool(first);
      return filtered(list, total(sum(body, { min: 1, max: 13 }), newList, one), count, analysis);
    default: {
      if (second !== undefined) requireBool(first);
      const made = second ?? first;
      const added = sum({ min: 12, max: 12 }, made?.cost ?? one);
      const step = second === undefined ? added : sum(body, either(added, one));
      const value = either({ min: 0, max: 0 }, (made && analysis.sizeOf(made)) ?? unknown);
      const type: RuleType = listType(made?.type ?? dyn);
      return { type, cost: total(step, newList, one), size: count, entries: { kind: "list", key: one, value } };
    }
  }
}

function filtered(list: Known, cost: Range, count: Range, analysis: Types): Known {
  const item = iterated(list);
  const value = either({ min: 0, max: 0 }, analysis.sizeOf(item) ?? unknown);
  return { type: listType(item.type), cost, size: count, entries: { kind: "list", key: one, value } };
}
