// Types of the SDK's declarations as short codes: `s` string, `n` number, `b` boolean, `a` anything, `[x]` list, `{x}` map, `@Name` object.
import { readFileSync } from "node:fs";
import ts from "typescript";
import { bareDocOf } from "./gcp-doc-facts.ts";

export interface ObjectProperty {
  readonly name: string;
  readonly type: ts.TypeNode | undefined;
  readonly optional: boolean;
  readonly doc: string;
}

/** Object types by `<service>.<Name>`; their properties are read when asked for. */
export type ObjectTypes = ReadonlyMap<string, () => readonly ObjectProperty[]>;

export function readObjectTypes(file: string): ObjectTypes {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
  const types = new Map<string, () => readonly ObjectProperty[]>();
  // A package with one module declares its objects at the top, without a namespace.
  for (const declared of source.statements.filter((node) => ts.isInterfaceDeclaration(node))) {
    types.set(`.${declared.name.text}`, () => propertiesOf(declared));
  }
  for (const namespace of source.statements.filter((node) => ts.isModuleDeclaration(node))) {
    if (namespace.body === undefined || !ts.isModuleBlock(namespace.body)) continue;
    for (const declared of namespace.body.statements.filter((node) => ts.isInterfaceDeclaration(node))) {
      types.set(`${namespace.name.getText()}.${declared.name.text}`, () => propertiesOf(declared));
    }
  }
  return types;
}

function propertiesOf(declared: ts.InterfaceDeclaration): ObjectProperty[] {
  return declared.members
    .filter((member) => ts.isPropertySignature(member))
    .map((member) => ({
      name: member.name.getText(),
      type: member.type,
      optional: member.questionToken !== undefined,
      doc: bareDocOf(member),
    }));
}

/** The code of a type; `onObject` hears of every object type in it, as `<service>.<Name>`. */
export function typeCode(type: ts.TypeNode | undefined, onObject: (qualifiedName: string) => void): string {
  if (type === undefined) return "a";
  if (ts.isParenthesizedTypeNode(type)) return typeCode(type.type, onObject);
  if (ts.isArrayTypeNode(type)) return `[${typeCode(type.elementType, onObject)}]`;
  if (ts.isUnionTypeNode(type)) return unionCode(type, onObject);
  if (ts.isTypeLiteralNode(type)) return mapCode(type, onObject);
  if (ts.isTypeReferenceNode(type)) return referenceCode(type, onObject);
  const keywords: Partial<Record<ts.SyntaxKind, string>> = {
    [ts.SyntaxKind.StringKeyword]: "s",
    [ts.SyntaxKind.NumberKeyword]: "n",
    [ts.SyntaxKind.BooleanKeyword]: "b",
  };
  return keywords[type.kind] ?? "a";
}

function unionCode(type: ts.UnionTypeNode, onObject: (name: string) => void): string {
  const codes = new Set(
    type.types.filter((one) => one.kind !== ts.SyntaxKind.UndefinedKeyword).map((one) => typeCode(one, onObject)),
  );
  const [only] = codes;
  return codes.size === 1 && only !== undefined ? only : "a";
}

function mapCode(type: ts.TypeLiteralNode, onObject: (name: string) => void): string {
  const index = type.members.find((member) => ts.isIndexSignatureDeclaration(member));
  return index === undefined ? "a" : `{${typeCode(index.type, onObject)}}`;
}

/** `pulumi.Input<T>` and `pulumi.Output<T>` are T; `inputs.compute.X` and `outputs.compute.X` are objects; enums are strings. */
function referenceCode(type: ts.TypeReferenceNode, onObject: (name: string) => void): string {
  const name = type.typeName.getText();
  const [argument] = type.typeArguments ?? [];
  if (/^pulumi\.(Input|Output)$/.test(name)) return typeCode(argument, onObject);
  if (/^pulumi\.(asset\.)?/.test(name) && /Asset|Archive/.test(name)) return "a";
  const object = /^(?:inputs|outputs)\.(?:(\w+)\.)?(\w+)$/.exec(name);
  if (object === null) return name.startsWith("enums.") ? "s" : "a";
  onObject(`${object[1] ?? ""}.${object[2]}`);
  return `@${object[2]}`;
}
