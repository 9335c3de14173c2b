import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { projectRoot } from "../../../src/lib/index.ts";
import { apiRefusals } from "../../../src/local/cloud/gcp/apis/index.ts";
import { checkProperties, GcpFacts } from "../../../src/local/cloud/gcp/index.ts";
import type { PropertyMap } from "../../../src/provider/index.ts";
import { unknownValue } from "../../../src/pulumi/index.ts";

const sdk = path.join(projectRoot(), "node_modules/@pulumi/gcp");

interface Example {
  /** For example `gcp:compute/disk:Disk`. */
  readonly token: string;
  readonly inputs: PropertyMap;
}

/** Every resource of the example programs in the comments of a type. What is no literal in them is unknown. */
function examplesOf(used: string, tokenOf: (service: string, name: string) => string | undefined): Example[] {
  const [service = "", type = ""] = used.split("/");
  const wanted = `${type.slice(0, type.indexOf(":"))}.d.ts`.toLowerCase();
  const file = readdirSync(path.join(sdk, service)).find((each) => each.toLowerCase() === wanted);
  const text = readFileSync(path.join(sdk, service, file ?? wanted), "utf8");
  return [...text.matchAll(/```typescript\n([\s\S]*?)```/g)].flatMap(([, commented = ""]) => {
    const code = commented.replace(/^\s*\* ?/gm, "").replaceAll("*\\/", "*/");
    const source = ts.createSourceFile("example.ts", code, ts.ScriptTarget.Latest, true);
    const found: Example[] = [];
    const visit = (node: ts.Node): void => {
      const made = ts.isNewExpression(node) ? /^gcp\.(\w+)\.(\w+)$/.exec(node.expression.getText()) : null;
      const [, given] = ts.isNewExpression(node) ? (node.arguments ?? []) : [];
      const token = made === null ? undefined : tokenOf(made[1] ?? "", made[2] ?? "");
      if (token !== undefined && given !== undefined && ts.isObjectLiteralExpression(given)) {
        found.push({ token, inputs: literal(given) as PropertyMap });
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
    return found;
  });
}

function literal(node: ts.Expression): unknown {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isNumericLiteral(node)) return Number(node.text);
  if (node.kind === ts.SyntaxKind.TrueKeyword) return true;
  if (node.kind === ts.SyntaxKind.FalseKeyword) return false;
  if (ts.isArrayLiteralExpression(node)) return node.elements.map(literal);
  if (!ts.isObjectLiteralExpression(node)) return unknownValue;
  return Object.fromEntries(
    node.properties
      .filter((property) => ts.isPropertyAssignment(property))
      .map((property) => [property.name.getText().replace(/^["']|["']$/g, ""), literal(property.initializer)]),
  );
}

/** Names that no API takes: with random endings of the provider's tests, with a part to be filled in, and one with a capital. Placeholders of ids. */
const PLACEHOLDER = /_\w*\d+$|-$|^%s|_id$|^snapDisk$/;

describe("the examples that the package publishes with its types", () => {
  it("give nothing that is refused", () => {
    const facts = new GcpFacts();
    const tokens = new Map(facts.tokens().map((token) => [token.replace(/\/\w+:/, "/").toLowerCase(), token]));
    const tokenOf = (service: string, name: string) => tokens.get(`gcp:${service}/${name}`.toLowerCase());
    const examples = facts.tokens().flatMap((token) => examplesOf(token.slice("gcp:".length), tokenOf));
    const refused = examples.flatMap(({ token, inputs }) => {
      const type = facts.typeOf(token);
      const checked = checkProperties(inputs, type).inputs;
      return apiRefusals(checked, type).flatMap(({ path: at, reason }) => {
        const value = at.reduce<unknown>((held, step) => (held as PropertyMap)[step], checked);
        return PLACEHOLDER.test(String(value)) ? [] : [`${token} ${at.join(".")} ${String(value)}: ${reason}`];
      });
    });
    expect(refused).toEqual([]);
    expect(examples.length).toBeGreaterThan(5000);
  });
});
