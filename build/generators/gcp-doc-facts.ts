// The few facts that the SDK states only in its comments.
import ts from "typescript";

/** The comment of a declaration without stars and line breaks inside paragraphs. */
export function bareDocOf(node: ts.Node): string {
  const [doc] = ts.getJSDocCommentsAndTags(node).filter((one) => ts.isJSDoc(one));
  return (doc?.getText() ?? "").replace(/^\s*\/?\*+\/?[ \t]?/gm, "");
}

/** Ways in which the comments say that a change needs a new resource. */
const REPLACING =
  /forces? (?:a )?(?:new resource|recreation|the [\w ]+ to be recreated)|can (?:only be|be) set only (?:at|on|during) (?:resource )?creation|can only be (?:set|specified) (?:at|on|during|when)[\w ]*creat|must be set on creation and cannot be changed|cannot be (?:changed|modified|updated) (?:after|once|later)|\bis immutable\b|\bImmutable\./i;

export function forcesReplacement(doc: string): boolean {
  return REPLACING.test(doc.replace(/\s+/g, " "));
}

/** A default that is a plain word, number or truth value and fits the type; a sentence about defaults is none. */
export function defaultIn(doc: string, code: string): string | number | boolean | undefined {
  const flat = doc.replace(/\s+/g, " ");
  const stated =
    /\bdefaults?(?: value)?(?: is| to|:)? ?[`"']([^`"' ]+)[`"']|\bdefaults?(?: value)? (?:is|to) ([A-Z][A-Z0-9_]{2,}|\d+|true|false)\b/i;
  const match = stated.exec(flat);
  const text = match?.[1] ?? match?.[2];
  if (text === undefined) return undefined;
  if (code === "b") return text === "true" ? true : text === "false" ? false : undefined;
  if (code === "n") return /^\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
  if (code !== "s") return undefined;
  return /^[A-Z0-9_]{2,}$/.test(text) ? text : undefined;
}
