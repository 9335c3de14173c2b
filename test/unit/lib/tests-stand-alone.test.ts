import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { expect, it } from "vitest";
import { projectRoot } from "../../../src/lib/index.ts";

const testFunctions = new Set(["it", "test"]);
/** What runs around each test: a variable that is assigned here is not what an earlier test left. */
const setUpFunctions = new Set(["beforeEach", "afterEach"]);

/** The function that a call names first: `it` of `it.each(…)(…)`. */
function rootName(call: ts.Expression): string {
  if (ts.isIdentifier(call)) return call.text;
  if (ts.isCallExpression(call) || ts.isPropertyAccessExpression(call)) return rootName(call.expression);
  return "";
}

/** Variables that one test assigns and that are declared around it, unless a hook around each test assigns them anew. */
function sharedVariables(text: string): readonly string[] {
  const declared = new Set<string>();
  const assigned = new Set<string>();
  const setUp = new Set<string>();
  const visit = (node: ts.Node, inside: "test" | "set-up" | undefined): void => {
    if (ts.isVariableDeclarationList(node) && (node.flags & ts.NodeFlags.Let) !== 0 && inside === undefined)
      for (const { name } of node.declarations) if (ts.isIdentifier(name)) declared.add(name.text);
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && inside === "test") local.add(node.name.text);
    if (ts.isBinaryExpression(node) && ts.isIdentifier(node.left) && isAssignment(node.operatorToken.kind)) {
      if (inside === "test" && !local.has(node.left.text)) assigned.add(node.left.text);
      if (inside === "set-up") setUp.add(node.left.text);
    }
    const name = ts.isCallExpression(node) ? rootName(node.expression) : "";
    const within = testFunctions.has(name) ? "test" : setUpFunctions.has(name) ? "set-up" : inside;
    node.forEachChild((child) => visit(child, within));
  };
  const local = new Set<string>();
  visit(ts.createSourceFile("test.ts", text, ts.ScriptTarget.Latest), undefined);
  return [...assigned].filter((name) => declared.has(name) && !setUp.has(name));
}

const isAssignment = (kind: ts.SyntaxKind): boolean =>
  kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;

it("finds a variable that one test leaves to the next", () => {
  const tests = 'it("a", () => { made = 1; });\nit.each([1])("b", () => expect(made).toBe(1));\n';
  expect(sharedVariables(`let made;\n${tests}`)).toEqual(["made"]);
  expect(sharedVariables(`let made;\nbeforeEach(() => { made = 0; });\n${tests}`)).toEqual([]);
  expect(sharedVariables('it("a", () => { let made; made = 1; });\n')).toEqual([]);
});

it("no test leaves a variable to the next", () => {
  const folder = path.join(projectRoot(), "test");
  const found = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".test.ts"))
    .flatMap((file) =>
      sharedVariables(readFileSync(path.join(folder, file), "utf8")).map((name) => `${file}: ${name}`),
    );
  expect(found).toEqual([]);
});
