import ts from "typescript";
import type { ValueFlow } from "./value-flow.ts";

/** Tells a {@link ValueFlow} every read in a file, and every place where a value is handed on. */
export function findReads(source: ts.SourceFile, checker: ts.TypeChecker, flow: ValueFlow): void {
  const typeOf = (node: ts.Node) => checker.getTypeAtLocation(node);
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node)) return;
    readsIn(node);
    handsIn(node);
    ts.forEachChild(node, visit);
  };

  const readsIn = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node)) {
      if (!isOnlyWritten(node)) flow.readField(checker.getSymbolAtLocation(node.name));
    } else if (ts.isElementAccessExpression(node)) {
      if (!isOnlyWritten(node)) readKeys(typeOf(node.expression), typeOf(node.argumentExpression));
    } else if (ts.isBindingElement(node) && ts.isObjectBindingPattern(node.parent)) {
      if (node.dotDotDotToken) return;
      const key = node.propertyName ?? node.name;
      const owner = typeOf(node.parent);
      if (ts.isIdentifier(key) || ts.isStringLiteral(key)) flow.readFieldOf(owner, key.text);
      else if (ts.isComputedPropertyName(key)) readKeys(owner, typeOf(key.expression));
    } else if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.InKeyword) {
      readKeys(typeOf(node.right), typeOf(node.left));
    } else if (ts.isBinaryExpression(node) && ts.isObjectLiteralExpression(node.left)) {
      readAssigned(node.left, typeOf(node.right));
    } else if (ts.isForInStatement(node)) flow.readWhole(typeOf(node.expression));
  };

  /** `({ a, b: found } = value)` */
  const readAssigned = (pattern: ts.ObjectLiteralExpression, owner: ts.Type): void => {
    for (const { name } of pattern.properties)
      if (name && (ts.isIdentifier(name) || ts.isStringLiteral(name))) flow.readFieldOf(owner, name.text);
  };

  /** A key that is no literal may be any of them. */
  const readKeys = (owner: ts.Type, key: ts.Type): void => {
    const keys = key.isUnion() ? key.types : [key];
    const names = keys.flatMap((each) => (each.isStringLiteral() ? [each.value] : []));
    for (const name of names) flow.readFieldOf(owner, name);
    if (names.length === keys.length || keys.every((each) => each.flags & ts.TypeFlags.NumberLike)) return;
    for (const property of checker.getPropertiesOfType(owner)) flow.readField(property);
  };

  const handsIn = (node: ts.Node): void => {
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) handArguments(node);
    else if (ts.isVariableDeclaration(node) || ts.isPropertyDeclaration(node) || ts.isParameter(node)) {
      if (node.initializer && node.type) flow.hand(typeOf(node.initializer), typeOf(node.type));
    } else if (ts.isReturnStatement(node) || ts.isYieldExpression(node)) {
      if (node.expression) handToContext(node.expression);
    } else if (ts.isArrowFunction(node)) {
      if (!ts.isBlock(node.body)) handToContext(node.body);
    } else if (ts.isBinaryExpression(node)) {
      if (isAssignment(node)) flow.hand(typeOf(node.right), typeOf(node.left));
    } else if (ts.isAsExpression(node) || ts.isSatisfiesExpression(node)) {
      flow.hand(typeOf(node.expression), typeOf(node.type));
    } else if (ts.isClassLike(node)) handToBases(node);
  };

  const handToContext = (expression: ts.Expression): void => {
    const expected = checker.getContextualType(expression);
    if (expected) flow.hand(typeOf(expression), expected);
  };

  /** As the call sees its parameters, and as they are declared: `any` and constraints are gone where `T` is filled in. */
  const handArguments = (call: ts.CallExpression | ts.NewExpression): void => {
    const signature = checker.getResolvedSignature(call);
    const parameters = signature?.getParameters() ?? [];
    const declared = signature?.getDeclaration()?.parameters ?? [];
    (call.arguments ?? []).forEach((argument, at) => {
      const given = ts.isSpreadElement(argument) ? elementOf(typeOf(argument.expression)) : typeOf(argument);
      const last = declared.at(-1);
      const declaration = declared[at] ?? (last?.dotDotDotToken ? last : undefined);
      const parameter = parameters[Math.min(at, parameters.length - 1)];
      if (!given) return;
      if (!signature?.declaration) return flow.readWhole(given);
      const isRest = declaration?.dotDotDotToken !== undefined;
      const types = [parameter && checker.getTypeOfSymbol(parameter), declaration && typeOf(declaration)];
      for (const type of types) {
        const expected = type && isRest ? (elementOf(type) ?? type) : type;
        if (expected) flow.hand(given, expected);
      }
    });
  };

  const elementOf = (type: ts.Type) => checker.getIndexTypeOfType(type, ts.IndexKind.Number);

  /** A field of a class and the one that it stands for in an interface are one field. */
  const handToBases = (node: ts.ClassLikeDeclaration): void => {
    const own = typeOf(node);
    for (const base of node.heritageClauses?.flatMap(({ types }) => types) ?? []) {
      flow.hand(own, typeOf(base));
      flow.hand(typeOf(base), own);
    }
  };

  visit(source);
}

function isAssignment({ operatorToken: { kind } }: ts.BinaryExpression): boolean {
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}

/** `a.b = …`, `delete a.b`, and `a.b += 1` or `a.b++` whose result is not used. */
function isOnlyWritten(node: ts.Expression): boolean {
  const { parent } = node;
  if (ts.isDeleteExpression(parent)) return true;
  const isStatement = ts.isExpressionStatement(parent.parent);
  if (ts.isPostfixUnaryExpression(parent)) return isStatement;
  if (ts.isPrefixUnaryExpression(parent))
    return isStatement && [ts.SyntaxKind.PlusPlusToken, ts.SyntaxKind.MinusMinusToken].includes(parent.operator);
  if (!ts.isBinaryExpression(parent) || parent.left !== node || !isAssignment(parent)) return false;
  const { kind } = parent.operatorToken;
  return kind === ts.SyntaxKind.EqualsToken || (isStatement && kind <= ts.SyntaxKind.CaretEqualsToken);
}
