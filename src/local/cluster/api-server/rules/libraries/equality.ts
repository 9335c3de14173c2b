import type { Environment, Optional } from "@marcbachmann/cel-js";

/** Equal as CEL says it, also of lists and maps. The environment declares `self` and `oldSelf`. */
export function isEqual(environment: Environment, self: unknown, oldSelf: unknown): boolean {
  return self === oldSelf || environment.evaluate("dyn(self) == dyn(oldSelf)", { self, oldSelf }) === true;
}

/** Comparisons of optional values, which CEL has. One without a value is another thing than null. */
export function registerOptionalEquality(environment: Environment): void {
  environment
    .registerOperator("optional<dyn> == null", () => false)
    .registerOperator("optional<dyn> == optional<dyn>", (one: Optional, other: Optional) =>
      one.hasValue() && other.hasValue()
        ? isEqual(environment, one.value(), other.value())
        : one.hasValue() === other.hasValue(),
    );
}
