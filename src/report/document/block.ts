import type { Paint } from "../operation/index.ts";

/** A piece of text and what it means; how that looks is for the printer. */
export interface Span {
  readonly text: string;
  readonly tone?: keyof Paint;
  /** A name, a path, a command: something to copy. */
  readonly code?: boolean;
  /** The text of a message, which may name folders of the machine that it was written on. What is declared never is one. */
  readonly message?: true;
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
export const message = (text: string): Span => ({ text, message: true });
export const tone = (tone: keyof Paint, text: string): Span => ({ text, tone });

/**
 * The blocks with other texts of messages. Everything else stays: it is what is declared and what would be done, and people approve by it
 * and compare it with their files.
 */
export function withMessages(blocks: readonly Block[], change: (text: string) => string): readonly Block[] {
  const words = (of: Words): Words =>
    typeof of === "string"
      ? of
      : of.map((word) => (typeof word !== "string" && word.message ? { ...word, text: change(word.text) } : word));
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
        return { ...block, summary: words(block.summary), blocks: withMessages(block.blocks, change) };
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
