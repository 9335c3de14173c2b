import type { Paint } from "../operation/index.ts";

/** A piece of text and what it means; how that looks is for the printer. */
export interface Span {
  readonly text: string;
  readonly tone?: keyof Paint;
  /** A name, a path, a command: something to copy. */
  readonly code?: boolean;
}

export type Words = string | readonly (string | Span)[];

/** A part of a report, independent of where it is shown. */
export type Block =
  | { readonly kind: "heading"; readonly words: Words }
  | { readonly kind: "line"; readonly words: Words }
  | { readonly kind: "list"; readonly items: readonly Words[] }
  | { readonly kind: "table"; readonly columns: readonly string[]; readonly rows: readonly (readonly Words[])[] }
  /** Lines that begin with `+`, `-`, `~` or a space and keep their spaces. */
  | { readonly kind: "diff"; readonly lines: readonly string[] }
  /** Lines of a unified diff, each with its sign in the first column. */
  | { readonly kind: "patch"; readonly lines: readonly string[] }
  /** Details, folded where the medium can fold. */
  | { readonly kind: "details"; readonly summary: Words; readonly blocks: readonly Block[] };

export const heading = (...words: readonly (string | Span)[]): Block => ({ kind: "heading", words });
export const line = (...words: readonly (string | Span)[]): Block => ({ kind: "line", words });
export const list = (items: readonly Words[]): Block => ({ kind: "list", items });
export const code = (text: string): Span => ({ text, code: true });
export const tone = (tone: keyof Paint, text: string): Span => ({ text, tone });

/**
 * The blocks with other texts in what they say. Lines of diffs and patches stay: they are what is declared and what would be done, and
 * are compared by their readers.
 */
export function withTexts(blocks: readonly Block[], change: (text: string) => string): readonly Block[] {
  const words = (of: Words): Words =>
    typeof of === "string"
      ? change(of)
      : of.map((word) => (typeof word === "string" ? change(word) : { ...word, text: change(word.text) }));
  return blocks.map((block): Block => {
    switch (block.kind) {
      case "heading":
      case "line":
        return { ...block, words: words(block.words) };
      case "list":
        return { ...block, items: block.items.map(words) };
      case "table":
        return { ...block, rows: block.rows.map((row) => row.map(words)) };
      case "details":
        return { ...block, summary: words(block.summary), blocks: withTexts(block.blocks, change) };
      default:
        return block;
    }
  });
}

export function spansOf(words: Words): readonly Span[] {
  return typeof words === "string"
    ? [{ text: words }]
    : words.map((word) => (typeof word === "string" ? { text: word } : word));
}
