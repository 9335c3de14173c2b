import { Environment } from "@marcbachmann/cel-js";
import { isObject, messageOf } from "../../lib/index.ts";

/** An expression that answers yes or no about objects. */
export interface Expression {
  /**
   * @param variables by name; numbers without a fraction are CEL's `int`, as in Flux
   * @returns the reason when it cannot be told, such as that a field is missing
   */
  evaluate(variables: Readonly<Record<string, unknown>>): boolean | { readonly problem: string };
}

const environment = new Environment({
  unlistedVariablesAreDyn: true,
  enableOptionalTypes: true,
  homogeneousAggregateLiterals: true,
  limits: { maxAstNodes: 1000, maxDepth: 50, maxListElements: 200, maxMapEntries: 200, maxCallArguments: 16 },
});

type Parsed = Expression | { readonly problem: string };

/** Specs are read at every event of their objects; expressions are few. */
const remembered = new Map<string, Parsed>();
const mostRemembered = 500;

/** Reads an expression. What is wrong with it is said in words. */
export function parseExpression(text: string): Parsed {
  const known = remembered.get(text);
  if (known !== undefined) return known;
  const parsed = parse(text);
  if (remembered.size >= mostRemembered) remembered.clear();
  remembered.set(text, parsed);
  return parsed;
}

function parse(text: string): Parsed {
  try {
    const parsed = environment.parse(text);
    if (calls(parsed.ast, "matches")) return { problem: noPatterns };
    const checked = parsed.check();
    if (!checked.valid) return { problem: firstLine(checked.error) };
    if (checked.type !== "bool" && checked.type !== "dyn") return { problem: `it gives ${checked.type}, not bool` };
    return { evaluate: (variables) => evaluated(() => parsed(asCel(variables) as Map<string, unknown>) as unknown) };
  } catch (thrown) {
    return { problem: firstLine(thrown) };
  }
}

/** Go's patterns take linear time, JavaScript's can take for ever: one object could stop the agent. */
const noPatterns = "matches() is not supported: use startsWith, endsWith, contains or ==";

function evaluated(evaluate: () => unknown): boolean | { readonly problem: string } {
  try {
    const value = evaluate();
    return typeof value === "boolean" ? value : { problem: "it does not give bool" };
  } catch (thrown) {
    return { problem: firstLine(thrown) };
  }
}

/** Whether a node of the syntax tree, or one below it, is a call of this name. */
function calls(node: unknown, name: string): boolean {
  if (Array.isArray(node)) return node.some((one) => calls(one, name));
  if (!isObject(node) || !("op" in node)) return false;
  const { op, args } = node;
  return ((op === "call" || op === "rcall") && Array.isArray(args) && args[0] === name) || calls(args, name);
}

function asCel(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asCel);
  if (isObject(value)) return new Map(Object.entries(value).map(([key, item]) => [key, asCel(item)]));
  return Number.isInteger(value) ? BigInt(value as number) : value;
}

const firstLine = (thrown: unknown): string => messageOf(thrown).split("\n", 1)[0] ?? "";
