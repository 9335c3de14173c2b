import type { Environment } from "@marcbachmann/cel-js";
import { isEqual } from "./equality.ts";

type Ordered = bigint | number | string;

/** Kubernetes' library of lists, and CEL's of sets. */
export function registerLists(environment: Environment): void {
  const some = (list: readonly Ordered[], isBetter: (a: Ordered, b: Ordered) => boolean, name: string): Ordered => {
    const [first, ...rest] = list;
    if (first === undefined) throw new Error(`${name} called on empty list`);
    return rest.reduce((best, item) => (isBetter(item, best) ? item : best), first);
  };
  environment
    .registerFunction("list<dyn>.isSorted(): bool", (list: readonly Ordered[]) =>
      list.every((item, index) => index === 0 || (list[index - 1] ?? item) <= item),
    )
    .registerFunction("list<dyn>.sum(): dyn", sumOf)
    .registerFunction("list<dyn>.min(): dyn", (list: readonly Ordered[]) => some(list, (a, b) => a < b, "min"))
    .registerFunction("list<dyn>.max(): dyn", (list: readonly Ordered[]) => some(list, (a, b) => a > b, "max"))
    .registerFunction("list<dyn>.indexOf(dyn): int", (list: readonly unknown[], item: unknown) =>
      BigInt(list.findIndex((one) => isEqual(environment, one, item))),
    )
    .registerFunction("list<dyn>.lastIndexOf(dyn): int", (list: readonly unknown[], item: unknown) =>
      BigInt(list.findLastIndex((one) => isEqual(environment, one, item))),
    );
  registerSets(environment);
}

/** What rules call as `sets.contains`. */
class SetFunctions {
  readonly name = "sets";
}

function registerSets(environment: Environment): void {
  const holds = (list: readonly unknown[], item: unknown): boolean =>
    list.some((one) => isEqual(environment, one, item));
  const contains = (list: readonly unknown[], others: readonly unknown[]): boolean =>
    others.every((one) => holds(list, one));
  type Lists = readonly [SetFunctions, readonly unknown[], readonly unknown[]];
  environment
    .registerType("SetFunctions", { ctor: SetFunctions, fields: {} })
    .registerConstant("sets", "SetFunctions", new SetFunctions())
    .registerFunction("SetFunctions.contains(list<dyn>, list<dyn>): bool", (...[, a, b]: Lists) => contains(a, b))
    .registerFunction(
      "SetFunctions.equivalent(list<dyn>, list<dyn>): bool",
      (...[, a, b]: Lists) => contains(a, b) && contains(b, a),
    )
    .registerFunction("SetFunctions.intersects(list<dyn>, list<dyn>): bool", (...[, a, b]: Lists) =>
      a.some((one) => holds(b, one)),
    );
}

function sumOf(list: readonly Ordered[]): bigint | number {
  if (list.every((item) => typeof item === "bigint")) return list.reduce((sum, item) => sum + item, 0n);
  return list.reduce<number>((sum, item) => sum + Number(item), 0);
}
