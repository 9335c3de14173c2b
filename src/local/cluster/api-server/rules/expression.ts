import type { ASTNode } from "@marcbachmann/cel-js";
import { isObject, messageOf } from "../../../../lib/index.ts";
import type { TypeNode } from "../schema/index.ts";
import { ruleEnvironment } from "./environment.ts";
import { nameInRules } from "./values.ts";

/** A rule that can be asked of values. */
export type Rule = (context: { readonly self: unknown; readonly oldSelf?: unknown }) => unknown;

const environment = ruleEnvironment();
const functions = new Set(environment.getDefinitions().functions.map(({ name }) => name));
const compiled = new Map<string, Rule>();

/** @throws {Error} the parser's own for what is no CEL */
export function ruleOf(expression: string): Rule {
  const known = compiled.get(expression);
  if (known !== undefined) return known;
  const rule: Rule = environment.parse(expression);
  compiled.set(expression, rule);
  return rule;
}

/**
 * What is wrong with an expression for values of a type; `undefined` for a right one.
 *
 * A name that the type does not declare and a function that is not known are found here, so that no rule is kept that
 * could never be asked.
 * @param result what it has to give
 */
export function expressionFault(
  expression: string,
  type: TypeNode,
  result: "bool" | "string" = "bool",
): string | undefined {
  try {
    const parsed = environment.parse(expression);
    const found = fieldFault(parsed.ast, type);
    if (found !== undefined) return found;
    const { valid, error, type: given } = parsed.check();
    if (!valid) return error === undefined ? "it cannot be checked" : messageOf(error);
    return given === result || given === "dyn" ? undefined : `cel expression must evaluate to a ${result}`;
  } catch (thrown) {
    return messageOf(thrown);
  }
}

/** The first place of an expression that names what is not there. */
function fieldFault(node: ASTNode, type: TypeNode): string | undefined {
  if (node.op === "call" && !functions.has(node.args[0])) return `undeclared reference to '${node.args[0]}'`;
  if (node.op === "rcall" && !functions.has(node.args[0])) return `undeclared reference to '${node.args[0]}'`;
  if (node.op === ".") {
    const owner = typeAt(node.args[0], type);
    if (owner?.shape === "struct" && !owner.keepsUnknown && fieldNamed(owner, node.args[1]) === undefined) {
      return `undefined field '${node.args[1]}'`;
    }
  }
  for (const part of partsOf(node.args)) {
    const fault = fieldFault(part, type);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** The type of an expression that only walks from `self` down; of others nothing is known. */
function typeAt(node: ASTNode, type: TypeNode): TypeNode | undefined {
  if (node.op === "id") return node.args === "self" || node.args === "oldSelf" ? type : undefined;
  if (node.op === ".") {
    const owner = typeAt(node.args[0], type);
    return owner === undefined ? undefined : fieldNamed(owner, node.args[1]);
  }
  if (node.op === "[]") {
    const owner = typeAt(node.args[0], type);
    if (owner?.shape === "list") return owner.items;
    return owner?.shape === "map" ? owner.values : undefined;
  }
  return undefined;
}

function fieldNamed(owner: TypeNode, name: string): TypeNode | undefined {
  const own = owner.fieldNames.find((one) => nameInRules(one) === name);
  return own === undefined ? owner.values : owner.field(own);
}

function partsOf(args: unknown): readonly ASTNode[] {
  if (Array.isArray(args)) return args.flatMap(partsOf);
  return isObject(args) && typeof args["op"] === "string" ? [args as unknown as ASTNode] : [];
}
