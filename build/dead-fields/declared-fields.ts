import ts from "typescript";

/** A property that an interface, a type or a class declares. */
export interface DeclaredField {
  readonly declaration: ts.Declaration;
  /** `Owner.name`; the names of the properties between them where the type stands inside another one. */
  readonly name: string;
}

/**
 * The fields of the interfaces, types and classes that a file declares by name.
 *
 * Without methods. Without types that stand where they are used, in a signature, a cast or `Exclude<…>`: they say what is
 * needed there, or tell the members of a union apart.
 */
export function declaredFields(source: ts.SourceFile): readonly DeclaredField[] {
  const found: DeclaredField[] = [];
  const visit = (node: ts.Node): void => {
    const isLeftOut = ts.isModuleDeclaration(node) || ts.isAsExpression(node) || ts.isTypePredicateNode(node);
    if (isLeftOut || (ts.isTypeReferenceNode(node) && /^(?:Exclude|Extract)$/u.test(node.typeName.getText()))) return;
    if (ts.isFunctionLike(node) && !ts.isConstructorDeclaration(node)) {
      if ("body" in node && node.body) ts.forEachChild(node.body, visit);
      return;
    }
    if (ts.isCallExpression(node))
      return ts.forEachChild(node, (child) => (ts.isTypeNode(child) ? undefined : visit(child)));
    if (isField(node)) found.push({ declaration: node, name: [...ownersOf(node), node.name.getText()].join(".") });
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function isField(node: ts.Node): node is ts.PropertySignature | ts.PropertyDeclaration | ts.ParameterDeclaration {
  if (ts.isParameter(node)) return ts.isParameterPropertyDeclaration(node, node.parent);
  return (ts.isPropertySignature(node) || ts.isPropertyDeclaration(node)) && !ts.isComputedPropertyName(node.name);
}

function ownersOf(node: ts.Node): readonly string[] {
  const owners: string[] = [];
  for (let at = node.parent; !ts.isSourceFile(at); at = at.parent)
    if (
      ts.isClassLike(at) ||
      ts.isFunctionLike(at) ||
      ts.isInterfaceDeclaration(at) ||
      ts.isTypeAliasDeclaration(at) ||
      isField(at)
    )
      owners.unshift(at.name?.getText() ?? "");
  return owners.filter((each) => each !== "");
}
