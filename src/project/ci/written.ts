import { createHash } from "node:crypto";
import { type CiSettings, flagsOf } from "./settings.ts";

/** What the first lines of a file say of it. */
export interface WrittenCi {
  /** Flags of the `groundwork ci init` that wrote it. */
  readonly flags: string;
  /** Whether its text was changed since. */
  readonly isEdited: boolean;
}

/** The lines that a file begins with: the command that writes it, and a digest of the rest, by which an edit is seen. */
export function signed(
  settings: CiSettings,
  { before = "", body }: { readonly before?: string; readonly body: string },
) {
  return `${before}# groundwork ci init ${flagsOf(settings)}\n# sha256:${digestOf(before, body)}. A file that was edited is never written again.\n${body}`;
}

/** What a file says of itself; `undefined` for one that `groundwork ci init` has not written. */
export function writtenCi(text: string): WrittenCi | undefined {
  const found = /^((?:#![^\n]*\n)?)# groundwork ci init ([^\r\n]*)\r?\n# sha256:([0-9a-f]{16})[^\n]*\n/.exec(text);
  if (!found) return undefined;
  const [head, before = "", flags = "", digest] = found;
  return { flags, isEdited: digestOf(before, text.slice(head.length)) !== digest };
}

/** Of the text alone: the flags above it may be of an older version, and line ends those of another system. */
function digestOf(before: string, body: string): string {
  return createHash("sha256").update(`${before}${body}`.replaceAll("\r\n", "\n")).digest("hex").slice(0, 16);
}
