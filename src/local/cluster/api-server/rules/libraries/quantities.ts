import type { Environment } from "@marcbachmann/cel-js";
import { parseQuantity } from "../../../../../kubernetes/quantity/index.ts";

const nano = 1_000_000_000n;
const mostInt64 = 2n ** 63n - 1n;

/** A quantity as rules compare and add it. */
class RuleQuantity {
  constructor(readonly nanos: bigint) {}
}

/** Kubernetes' library `quantity`. */
export function registerQuantities(environment: Environment): void {
  const ofInt = (value: bigint): RuleQuantity => new RuleQuantity(value * nano);
  const compare = (one: RuleQuantity, other: RuleQuantity): bigint =>
    one.nanos === other.nanos ? 0n : one.nanos < other.nanos ? -1n : 1n;
  environment
    .registerType("Quantity", { ctor: RuleQuantity, fields: {} })
    .registerFunction("isQuantity(string): bool", (text: string) => quantityOf(text) !== undefined)
    .registerFunction("quantity(string): Quantity", (text: string) => {
      const read = quantityOf(text);
      if (read !== undefined) return read;
      throw new Error("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
    })
    .registerFunction("sign(Quantity): int", ({ nanos }: RuleQuantity) => (nanos === 0n ? 0n : nanos < 0n ? -1n : 1n))
    .registerFunction("Quantity.isInteger(): bool", isInteger)
    .registerFunction("Quantity.asInteger(): int", (value: RuleQuantity) => {
      if (isInteger(value)) return value.nanos / nano;
      throw new Error("cannot convert value to integer");
    })
    .registerFunction("Quantity.asApproximateFloat(): double", ({ nanos }: RuleQuantity) => Number(nanos) / 1e9)
    .registerFunction("Quantity.isGreaterThan(Quantity): bool", (a: RuleQuantity, b: RuleQuantity) => a.nanos > b.nanos)
    .registerFunction("Quantity.isLessThan(Quantity): bool", (a: RuleQuantity, b: RuleQuantity) => a.nanos < b.nanos)
    .registerFunction("Quantity.compareTo(Quantity): int", compare)
    .registerFunction(
      "Quantity.add(Quantity): Quantity",
      (a: RuleQuantity, b: RuleQuantity) => new RuleQuantity(a.nanos + b.nanos),
    )
    .registerFunction(
      "Quantity.add(int): Quantity",
      (a: RuleQuantity, b: bigint) => new RuleQuantity(a.nanos + ofInt(b).nanos),
    )
    .registerFunction(
      "Quantity.sub(Quantity): Quantity",
      (a: RuleQuantity, b: RuleQuantity) => new RuleQuantity(a.nanos - b.nanos),
    )
    .registerFunction(
      "Quantity.sub(int): Quantity",
      (a: RuleQuantity, b: bigint) => new RuleQuantity(a.nanos - ofInt(b).nanos),
    )
    .registerOperator("Quantity == Quantity", (a: RuleQuantity, b: RuleQuantity) => a.nanos === b.nanos);
}

function quantityOf(text: string): RuleQuantity | undefined {
  // The server reads no blanks around a quantity.
  const read = text === text.trim() ? parseQuantity(text) : undefined;
  return read === undefined ? undefined : new RuleQuantity(read.nanos);
}

function isInteger({ nanos }: RuleQuantity): boolean {
  const whole = nanos / nano;
  return nanos % nano === 0n && whole <= mostInt64 && whole >= -mostInt64 - 1n;
}
