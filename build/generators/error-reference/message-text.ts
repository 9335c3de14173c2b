import ts from "typescript";
import { didYouMean } from "../../../src/lib/nearest-name.ts";

/**
 * The text that a class's constructor gives to `super`, with what is filled in between angle brackets: `<file> cannot be read`.
 *
 * A choice between two texts is shown as `(one | other)`; a text that is absent in one of two cases as `[text]`. Constants of
 * the constructor are written out where they are used.
 */
export function messageTextOf(constructor: ts.ConstructorDeclaration): string {
  const constants = new Map<string, ts.Expression>();
  let message: ts.Expression | undefined;
  for (const statement of constructor.body?.statements ?? []) {
    if (ts.isVariableStatement(statement))
      for (const { name, initializer } of statement.declarationList.declarations)
        if (ts.isIdentifier(name) && initializer) constants.set(name.text, initializer);
    if (ts.isExpressionStatement(statement) && ts.isCallExpression(statement.expression))
      if (statement.expression.expression.kind === ts.SyntaxKind.SuperKeyword)
        [message] = statement.expression.arguments;
  }
  return message === undefined ? "" : textOf(message, constants).replaceAll(/\s+/gu, " ").trim();
}

function textOf(node: ts.Expression, constants: ReadonlyMap<string, ts.Expression>): string {
  const text = (each: ts.Expression) => textOf(each, constants);
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isParenthesizedExpression(node)) return text(node.expression);
  if (ts.isTemplateExpression(node))
    return node.head.text + node.templateSpans.map((span) => text(span.expression) + span.literal.text).join("");
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken)
    return text(node.left) + text(node.right);
  if (ts.isBinaryExpression(node)) return text(node.left);
  if (ts.isConditionalExpression(node)) return choiceOf(text(node.whenTrue), text(node.whenFalse));
  if (ts.isIdentifier(node) && constants.has(node.text)) return text(constants.get(node.text)!);
  const filledIn = `<${nameOf(node)}>`;
  const isSuggestion = ts.isCallExpression(node) && node.expression.getText() === didYouMean.name;
  return isSuggestion ? `[${didYouMean(filledIn)}]` : filledIn;
}

function choiceOf(one: string, other: string): string {
  if (one === other) return one;
  if (one === "" || other === "") return `[${one}${other}]`;
  return `(${one} | ${other})`;
}

/** The member of `data` that an expression begins with, or what it is called. */
function nameOf(node: ts.Expression): string {
  const source = node.getText();
  const member = /\bdata\.(\w+)/u.exec(source)?.[1] ?? /\boptions\?\.(\w+)/u.exec(source)?.[1];
  return member ?? /^\w+/u.exec(source)?.[0] ?? "…";
}
