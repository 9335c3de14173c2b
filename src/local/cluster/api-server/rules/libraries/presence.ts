import type { ASTNode, Environment } from "@marcbachmann/cel-js";

/** The name under which {@link registerPresence} offers what `has` is. */
export const presence = "hasMember";

interface Macro {
  readonly args: readonly ASTNode[];
}

interface Evaluator {
  run(node: ASTNode, context: unknown): unknown;
}

interface Checker {
  check(node: ASTNode, context: unknown): unknown;
  getType(name: string): unknown;
  createError(code: string, message: string, node: ASTNode): Error;
}

/**
 * `has` for every place that can be selected from, such as `self[0].name`: the library's own knows names below names alone.
 */
export function registerPresence(environment: Environment): void {
  environment.registerFunction(`${presence}(ast): bool`, ({ args }: Macro) => ({
    args,
    async: false,
    typeCheck(checker: Checker, macro: Macro, context: unknown): unknown {
      const [place] = macro.args;
      if (place?.op !== ".") {
        throw checker.createError("invalid_macro_argument", "invalid argument to has() macro", place as ASTNode);
      }
      checker.check(place.args[0], context);
      return checker.getType("bool");
    },
    evaluate(evaluator: Evaluator, macro: Macro, context: unknown): boolean {
      const [place] = macro.args;
      if (place?.op !== ".") return false;
      const owner = evaluator.run(place.args[0], context);
      if (owner instanceof Map) return owner.has(place.args[1]);
      throw new Error("no such overload");
    },
  }));
}

/** The expressions in the operands of another. */
export function partsOf(args: unknown): readonly ASTNode[] {
  if (Array.isArray(args)) return args.flatMap(partsOf);
  return typeof args === "object" && args !== null && "op" in args ? [args as ASTNode] : [];
}
