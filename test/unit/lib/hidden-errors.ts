import ts from "typescript";

/** A place where an error on its way can be replaced by another one. */
export interface HiddenError {
  readonly line: number;
  readonly code: string;
}

/**
 * Finds what can throw while an error is on its way, and would be thrown in its place:
 *
 * - in a `finally` block, what is awaited and every `…Sync` call;
 * - in a `catch` clause or the callback of `.catch()`, what is awaited before a `throw`;
 * - a callback of `.finally()` that returns a promise.
 *
 * Accepted is what has a `.catch()` or a `try` of its own, and what is given the caught error to make the next one of it.
 */
export function hiddenErrorsIn(file: string, text: string): readonly HiddenError[] {
  if (!/\b(?:catch|finally)\b/u.test(text)) return [];
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: HiddenError[] = [];
  const refuse = (node: ts.Node) => {
    const { line } = source.getLineAndCharacterOfPosition(node.getStart());
    found.push({ line: line + 1, code: node.getText().split("\n", 1)[0] ?? "" });
  };
  const look = (node: ts.Node): void => {
    if (ts.isTryStatement(node)) {
      if (node.finallyBlock) within(node.finallyBlock, (each) => mayThrow(each) && !isGuarded(each)).forEach(refuse);
      if (node.catchClause)
        beforeThrow(node.catchClause.block, node.catchClause.variableDeclaration?.name).forEach(refuse);
    }
    const callback = callbackOf(node);
    if (callback?.of === "catch") beforeThrow(callback.body, callback.parameter).forEach(refuse);
    if (callback?.of === "finally" && (callback.isAsync || ts.isCallExpression(callback.body))) refuse(callback.body);
    ts.forEachChild(node, look);
  };
  look(source);
  return found;
}

function beforeThrow(block: ts.Node, caught: ts.Node | undefined): readonly ts.Node[] {
  const end = within(block, ts.isThrowStatement).at(-1)?.getEnd() ?? 0;
  return within(
    block,
    (each) =>
      ts.isAwaitExpression(each) && each.getStart() < end && !isGuarded(each) && !isGiven(each.expression, caught),
  );
}

function mayThrow(node: ts.Node): boolean {
  return ts.isAwaitExpression(node) || (ts.isCallExpression(node) && node.expression.getText().endsWith("Sync"));
}

/** `await x.catch(…)`. What stands in a `try` with a `catch` is not looked at in the first place. */
function isGuarded(node: ts.Node): boolean {
  const awaited = ts.isAwaitExpression(node) ? node.expression : node;
  return ts.isCallExpression(awaited) && methodOf(awaited) === "catch";
}

function isGiven(awaited: ts.Expression, caught: ts.Node | undefined): boolean {
  return (
    caught !== undefined &&
    ts.isCallExpression(awaited) &&
    awaited.arguments.some((argument) => argument.getText() === caught.getText())
  );
}

/** Those below `block` that run with it: not in functions, and not where a `try` of their own catches. */
function within(block: ts.Node, isWanted: (node: ts.Node) => boolean): readonly ts.Node[] {
  const found: ts.Node[] = [];
  const look = (node: ts.Node): void => {
    if (ts.isFunctionLike(node)) return;
    if (isWanted(node)) found.push(node);
    ts.forEachChild(node, (child) => {
      if (!(ts.isTryStatement(node) && node.catchClause && child === node.tryBlock)) look(child);
    });
  };
  ts.forEachChild(block, look);
  if (!ts.isBlock(block) && isWanted(block)) found.push(block);
  return found;
}

function methodOf(node: ts.CallExpression): string | undefined {
  return ts.isPropertyAccessExpression(node.expression) ? node.expression.name.text : undefined;
}

function callbackOf(node: ts.Node) {
  if (!ts.isCallExpression(node)) return undefined;
  const [callback] = node.arguments;
  if (!callback || !(ts.isArrowFunction(callback) || ts.isFunctionExpression(callback))) return undefined;
  return {
    of: methodOf(node),
    body: callback.body,
    parameter: callback.parameters[0]?.name,
    isAsync: callback.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword) ?? false,
  };
}
