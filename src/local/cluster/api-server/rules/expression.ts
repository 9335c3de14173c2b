import type { ASTNode } from "@marcbachmann/cel-js";
import { messageOf } from "../../../../lib/index.ts";
import { Analysis, NotCompilable, type RuleType, Scope, Signatures, simpleType } from "./analysis/index.ts";
import { ruleEnvironment } from "./environment.ts";
import { withOwnNames } from "./libraries/own-names.ts";
import { partsOf } from "./libraries/presence.ts";

/** A rule that can be asked of values. */
export type Rule = (context: { readonly self: unknown; readonly oldSelf?: unknown }) => unknown;

const environments = { plain: ruleEnvironment("dyn"), optional: ruleEnvironment("optional<dyn>") };
const signatures = new Signatures(environments.plain);
const compiled = { plain: new Map<string, Compiled>(), optional: new Map<string, Compiled>() };

interface Compiled {
  readonly rule: Rule;
  readonly ast: ASTNode;
  /** The fault that the library's own checker finds. */
  readonly fault: string | undefined;
  /** Whether it compares with the value before. */
  readonly usesBefore: boolean;
}

/** @throws {Error} the parser's own for what is no CEL */
function compile(expression: string, isBeforeOptional: boolean): Compiled {
  const kind = isBeforeOptional ? "optional" : "plain";
  const known = compiled[kind].get(expression);
  if (known !== undefined) return known;
  const environment = environments[kind];
  const { ast } = environment.parse(expression);
  const rule = environment.parse(withOwnNames(expression, ast));
  const { valid, error } = rule.check();
  const fault = valid ? undefined : error === undefined ? "it cannot be checked" : messageOf(error);
  const made: Compiled = { rule, ast: rule.ast, fault, usesBefore: namesBefore(rule.ast) };
  compiled[kind].set(expression, made);
  return made;
}

/** @throws {Error} the parser's own for what is no CEL */
export function ruleOf(expression: string, isBeforeOptional: boolean): Rule {
  return compile(expression, isBeforeOptional).rule;
}

/** Whether an expression compares with the value before. */
export function usesOldSelf(expression: string): boolean {
  try {
    return compile(expression, false).usesBefore;
  } catch {
    return false;
  }
}

function namesBefore(node: ASTNode): boolean {
  return (node.op === "id" && node.args === "oldSelf") || partsOf(node.args).some(namesBefore);
}

/** What a definition is told of an expression: why it is refused, or what it costs at most. */
export type Estimate = { readonly fault: string } | { readonly mostCost: number };

/**
 * Checks an expression for values of a type, and estimates its cost.
 *
 * @param result what it has to give
 * @param isBeforeOptional whether `oldSelf` is an optional value
 */
export function estimateOf(
  expression: string,
  type: RuleType,
  { result, isBeforeOptional }: { readonly result: "bool" | "string"; readonly isBeforeOptional: boolean },
): Estimate {
  const wrong =
    result === "bool" ? "cel expression must evaluate to a bool" : "messageExpression must evaluate to a string";
  const title = result === "bool" ? "compilation failed" : "messageExpression compilation failed";
  try {
    const { ast, fault } = compile(expression, isBeforeOptional);
    const before = isBeforeOptional ? { ...simpleType("optional"), of: type } : type;
    const free = { min: 0, max: 0 };
    const scope = new Scope(
      "self",
      { type, cost: free, path: ["self"] },
      new Scope("oldSelf", { type: before, cost: free, path: ["oldSelf"] }),
    );
    const known = new Analysis(type, signatures).of(ast, scope);
    if (fault !== undefined) return { fault: `${title}: ${fault}` };
    if (known.type.kind !== result) return { fault: wrong };
    return { mostCost: known.cost.max };
  } catch (thrown) {
    const why = thrown instanceof NotCompilable ? `ERROR: <input>:1:1: ${thrown.message}` : messageOf(thrown);
    return { fault: `${title}: ${why}` };
  }
}
