import ts from "typescript";

/** The name of a value that is a number of things. */
const aNumber = /^(?:length|size|total|behind|\w*[cC]ount|changedFiles|attempts|bytes)$/u;
const aNoun = /^ ([a-z]+s)\b/u;
/** Third persons, which end in an s as well. */
const verbs = new Set(["has", "is", "was", "does", "names", "belongs", "counts", "stands", "needs", "holds"]);

/**
 * Finds where a number stands before its noun without being asked whether it is one: a template with `${….length} objects`,
 * `${objects} objects`, or a condition on `=== 1` that chooses between two spellings of a noun.
 */
export function ownCountsIn(file: string, text: string): readonly string[] {
  if (!/\}\s[a-z]+s\b| === 1 \?/u.test(text)) return [];
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const refuse = (node: ts.Node) => {
    const { line } = source.getLineAndCharacterOfPosition(node.getStart());
    found.push(`${file}:${line + 1}: ${node.getText()}`);
  };
  const look = (node: ts.Node): void => {
    if (ts.isTemplateSpan(node)) {
      const noun = aNoun.exec(node.literal.text)?.[1];
      const name = /(\w+)$/u.exec(node.expression.getText())?.[1] ?? "";
      if (noun !== undefined && !verbs.has(noun) && (aNumber.test(name) || name === noun)) refuse(node);
    }
    if (ts.isConditionalExpression(node) && node.condition.getText().endsWith(" === 1") && choosesSpelling(node))
      refuse(node);
    ts.forEachChild(node, look);
  };
  look(source);
  return found;
}

/** `"" : "s"`, `"entry" : "entries"`, `"1 entry" : …`. */
function choosesSpelling({ whenTrue, whenFalse }: ts.ConditionalExpression): boolean {
  if (!ts.isStringLiteral(whenTrue)) return false;
  if (/^(?:1|an?) /u.test(whenTrue.text)) return true;
  if (!ts.isStringLiteral(whenFalse)) return false;
  return (
    whenFalse.text === `${whenTrue.text}s` ||
    (whenTrue.text !== "" && whenFalse.text === whenTrue.text.replace(/y$/u, "ies"))
  );
}
