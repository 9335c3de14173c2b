import ts from "typescript";

/** Names of what a file declares, imports, passes on or has as members. `import type { X as Y }` is known as Y. */
function namesIn(source: ts.SourceFile): ReadonlySet<string> {
  const names = new Set<string>();
  const look = (node: ts.Node): void => {
    const { name } = node as { readonly name?: ts.Node };
    if (name && !ts.isPropertyAccessExpression(node)) names.add(name.getText());
    ts.forEachChild(node, look);
  };
  look(source);
  return names;
}

/** Names that a file exports. A comment may link to those of any file: what it documents need not be imported for that. */
export function exportedNamesIn(text: string): readonly string[] {
  const declared =
    /^export (?:declare )?(?:abstract )?(?:async )?(?:class|function\*?|const|interface|type|enum) (\w+)/gmu;
  return [...text.matchAll(declared)].map(([, name = ""]) => name);
}

/** `{@link …}` of a file's comments that name neither something of the file nor one of `exported`. */
export function staleLinksIn(file: string, text: string, exported: ReadonlySet<string>): readonly string[] {
  if (!text.includes("{@link")) return [];
  let names: ReadonlySet<string> | undefined;
  return [...text.matchAll(/\{@link[\s*]+([^}\s|]+)[^}]*\}/gu)].flatMap(({ 0: link, 1: target = "", index }) => {
    const [first = ""] = target.split(/[.#]/u);
    if (exported.has(first)) return [];
    names ??= namesIn(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
    return names.has(first) ? [] : [`${file}:${text.slice(0, index).split("\n").length}: ${link}`];
  });
}
