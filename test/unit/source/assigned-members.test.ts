import { readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { sourcesIn } from "../../../build/sources.ts";
import { projectRoot } from "../../../src/lib/index.ts";

/** Files that assign to `object[key]` where no key can be `__proto__`, with what their keys are. */
const otherKeys: Readonly<Record<string, string>> = {
  "src/engine/embedded/program/repeated-runs/sdk-reset.ts": "paths of modules",
  "src/engine/embedded/program/sdk-patches/grpc-stand-in.ts": "methods of Pulumi's services",
  "src/engine/embedded/program/typescript/typescript.ts": "endings of files",
  "src/engine/embedded/providers/provider-registry.ts": "one constant",
  "src/engine/embedded/stack/state/resource-codec.ts": "fields that the codec knows",
  "src/environment/schema/check-shape.ts": "a path at which the schema found a value of the wrong type",
  "src/agent/observe/histogram.ts": "indices",
  "src/agent/sops/dotenv.ts": "indices",
  "src/kubernetes/manifests/substitution.ts": "indices",
  "src/lib/members.ts": "every name but `__proto__`",
  "src/local/cluster/api-server/admission/prepare.ts": "two constants",
  "src/local/cluster/api-server/patch/strategic-merge.ts": "indices",
  "src/local/providers/random/seeded-source.ts": "indices",
  "src/pulumi/struct/backward-writer.ts": "offsets of bytes",
  "src/pulumi/struct/struct-fields.ts": "fields of Pulumi's messages",
  "src/pulumi/struct/struct-bytes.ts":
    "every name but `__proto__`; it is loaded without src/lib into a program's process",
};

/** Assignments to `object[key]` with a key that is not written out, as `<file>:<line> <text>`. */
function assignedMembers(file: string, source: string): readonly string[] {
  // Most files have none, and parsing them would take most of the time.
  if (!/\][!)]*\s*(?:[?|&]{2})?=[^=>]/u.test(source)) return [];
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isBinaryExpression(node) && assigns(node.operatorToken.kind) && isByKey(node.left)) {
      const { line } = tree.getLineAndCharacterOfPosition(node.getStart());
      found.push(`${file}:${line + 1} ${node.getText()}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

const assigns = (kind: ts.SyntaxKind): boolean =>
  kind === ts.SyntaxKind.EqualsToken ||
  kind === ts.SyntaxKind.BarBarEqualsToken ||
  kind === ts.SyntaxKind.AmpersandAmpersandEqualsToken ||
  kind === ts.SyntaxKind.QuestionQuestionEqualsToken;

function isByKey(target: ts.Expression): boolean {
  if (ts.isParenthesizedExpression(target) || ts.isNonNullExpression(target) || ts.isAsExpression(target))
    return isByKey(target.expression);
  return ts.isElementAccessExpression(target) && !ts.isLiteralExpression(target.argumentExpression);
}

describe("members of objects", () => {
  const found = ["src", "stacks"].flatMap((folder) =>
    sourcesIn(projectRoot(), folder).map((file) => ({
      file,
      assigned: assignedMembers(file, readFileSync(path.join(projectRoot(), file), "utf8")),
    })),
  );

  it("are set by setMember where a key may be any name, because an assigned __proto__ is lost", () => {
    const unsafe = found.flatMap(({ file, assigned }) => (Object.hasOwn(otherKeys, file) ? [] : assigned));
    expect(unsafe, "use setMember, a Map or Object.fromEntries, or say here what the keys are").toEqual([]);
  });

  it("are assigned to in every file that is said to do so", () => {
    const assigning = found.flatMap(({ file, assigned }) => (assigned.length > 0 ? [file] : []));
    expect(Object.keys(otherKeys).filter((file) => !assigning.includes(file))).toEqual([]);
  });

  it.each(["map[key] = 1;", "(map as Any)[key]! = 1;", "map[key] ??= [];", "at(a)[`${b}c`] =\n  1;"])(
    "are found: %s",
    (source) => {
      expect(assignedMembers("a.ts", source)).toHaveLength(1);
    },
  );

  it.each([
    'map["key"] = 1;',
    "list[0] = 1;",
    "const { [key]: a } = map;",
    "const map = { [key]: 1 };",
    "if (map[key] === 1) f();",
  ])("are not found: %s", (source) => {
    expect(assignedMembers("a.ts", source)).toEqual([]);
  });
});
