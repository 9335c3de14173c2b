import { GroundworkError } from "../../lib/index.ts";

/** A `${name}` that has neither a value nor a default. */
export class VariableMissing extends GroundworkError {
  readonly code = "variable-missing";
  readonly kind = "invalid";
  constructor(readonly data: { readonly name: string }) {
    super(
      `\${${data.name}} has no value: set it in spec.postBuild, give it a default as \${${data.name}:=value}, or write $\${${data.name}} to keep it`,
    );
  }
}

/** A `${…}` in a notation that is not honored. */
export class ExpressionUnsupported extends GroundworkError {
  readonly code = "expression-unsupported";
  readonly kind = "invalid";
  constructor(readonly data: { readonly expression: string }) {
    super(`\${${data.expression}} is not supported: use \${name}, \${name:=default} or \${name:-default}`);
  }
}

/**
 * Replaces `${name}`, `${name:=default}`, `${name:-default}` and `${name=default}` by their values.
 *
 * `$${name}` stands for `${name}` itself, and `$name` without braces is left alone, as Flux does both.
 *
 * @throws {VariableMissing} for a name without value and default.
 * @throws {ExpressionUnsupported} for any other notation.
 */
export function substituted(text: string, values: ReadonlyMap<string, string>): string {
  return text.replaceAll(/\$\$\{|\$\{([^}]*)\}/g, (whole, expression: string | undefined) => {
    if (expression === undefined) return "${";
    const match = /^([A-Za-z_]\w*)(?:(:=|:-|=|-)(.*))?$/s.exec(expression);
    const name = match?.[1];
    if (name === undefined) throw new ExpressionUnsupported({ expression });
    const value = values.get(name);
    const fallback = match?.[3];
    const emptyCounts = match?.[2]?.startsWith(":") !== true;
    if (value !== undefined && (value !== "" || emptyCounts)) return value;
    if (fallback !== undefined) return fallback;
    if (value === undefined) throw new VariableMissing({ name });
    return whole === "" ? whole : value;
  });
}
