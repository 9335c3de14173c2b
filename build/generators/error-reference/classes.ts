import { readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { sourcesIn } from "../../sources.ts";
import { messageTextOf } from "./message-text.ts";

/** What the source of a class that ends in `GroundworkError` says about it. */
export interface ErrorClass {
  readonly name: string;
  readonly file: string;
  readonly isAbstract: boolean;
  /** Texts of the members' initializers; absent members are not declared in the class. */
  readonly code: string | undefined;
  readonly kind: string | undefined;
  /** The comment of the class, as plain text. */
  readonly when: string;
  /** See {@link messageTextOf}; that of the class above where the class has no constructor. */
  readonly message: string;
  /** The words of the message that stand in the class, with `…` for what is filled in. */
  readonly words: string;
}

/** Every class of `folders` of the repository at `root` that extends `GroundworkError`, directly or not. */
export function errorClasses(root: string, folders: readonly string[]): readonly ErrorClass[] {
  const declared = folders.flatMap((folder) => sourcesIn(root, folder).flatMap((file) => classesIn(root, file)));
  const bases = new Set(["GroundworkError"]);
  for (let before = 0; before !== bases.size; ) {
    before = bases.size;
    for (const { node } of declared) if (bases.has(baseOf(node) ?? "")) bases.add(node.name?.text ?? "");
  }
  return declared
    .filter(({ node }) => bases.has(baseOf(node) ?? ""))
    .map(({ node, file }) => ({
      name: node.name?.text ?? "",
      file,
      isAbstract: node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AbstractKeyword) ?? false,
      code: textOfMember(node, "code"),
      kind: textOfMember(node, "kind"),
      when: commentOf(node),
      message: messageOf(node, declared),
      words: wordsOf(node),
    }));
}

interface Declared {
  readonly node: ts.ClassDeclaration;
  readonly file: string;
}

function classesIn(root: string, file: string): readonly Declared[] {
  const text = readFileSync(path.join(root, file), "utf8");
  if (!/class \w+ extends/u.test(text)) return [];
  const found: Declared[] = [];
  const look = (node: ts.Node): void => {
    if (ts.isClassDeclaration(node)) found.push({ node, file });
    ts.forEachChild(node, look);
  };
  look(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
  return found;
}

function baseOf(node: ts.ClassDeclaration): string | undefined {
  const clause = node.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword);
  return clause?.types[0]?.expression.getText();
}

function textOfMember(node: ts.ClassDeclaration, name: string): string | undefined {
  const member = node.members.find((each) => ts.isPropertyDeclaration(each) && each.name.getText() === name);
  if (!member || !ts.isPropertyDeclaration(member)) return undefined;
  return member.initializer && ts.isStringLiteral(member.initializer)
    ? member.initializer.text
    : (member.initializer ?? member.type)?.getText();
}

function wordsOf(node: ts.ClassDeclaration): string {
  const constructor = node.members.find(ts.isConstructorDeclaration);
  const words: string[] = [];
  const look = (part: ts.Node): void => {
    if (ts.isStringLiteral(part) || ts.isNoSubstitutionTemplateLiteral(part)) words.push(part.text);
    else if (ts.isTemplateHead(part) || ts.isTemplateMiddle(part) || ts.isTemplateTail(part)) words.push(part.text);
    // Each case brings its own remedy.
    else if (ts.isPropertyAccessExpression(part) && /^(?:remedy|instead)$/u.test(part.name.text)) words.push("Use …");
    ts.forEachChild(part, look);
  };
  if (constructor?.body) look(constructor.body);
  return words.join("…");
}

function commentOf(node: ts.ClassDeclaration): string {
  const [comment] = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  const text = ts.getTextOfJSDocComment(comment?.comment) ?? "";
  return text
    .replaceAll(/\{@link (\w+)\}/gu, "$1")
    .replaceAll(/\s+/gu, " ")
    .trim();
}

function messageOf(node: ts.ClassDeclaration, declared: readonly Declared[]): string {
  const constructor = node.members.find(ts.isConstructorDeclaration);
  if (constructor) return messageTextOf(constructor);
  const base = declared.find((each) => each.node.name?.text === baseOf(node));
  return base ? messageOf(base.node, declared) : "";
}
