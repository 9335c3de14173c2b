import type { ASTNode } from "@marcbachmann/cel-js";
import { partsOf, presence } from "./presence.ts";
import { matching } from "./texts.ts";

/** The expression with calls of `has` and `matches` by the names that our own functions have, which the library's do not leave free. */
export function withOwnNames(expression: string, root: ASTNode): string {
  const renamed: { readonly start: number; readonly from: string; readonly to: string }[] = [];
  const visit = (node: ASTNode): void => {
    if (node.op === "call" && node.args[0] === "has")
      renamed.push({ start: node.range.start, from: "has", to: presence });
    if (node.op === "rcall" && node.args[0] === "matches") {
      const start = expression.indexOf("matches", node.args[1].range.end);
      renamed.push({ start, from: "matches", to: matching });
    }
    for (const part of partsOf(node.args)) visit(part);
  };
  visit(root);
  return renamed
    .toSorted((one, other) => other.start - one.start)
    .reduce(
      (text, { start, from, to }) => `${text.slice(0, start)}${to}${text.slice(start + from.length)}`,
      expression,
    );
}
