/**
 * Text that came from outside, without what could change how the rest of the report looks: escape sequences, other control
 * characters, and marks that turn the direction of text.
 */
export function withoutControls(text: string): string {
  return text
    .replaceAll(ansiSequence, "")
    .replaceAll(/[\p{Cc}\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu, (character) => (character === "\t" ? " " : ""));
}

const ansiSequence = new RegExp(
  "\\u001b(?:\\[[0-9;?]*[ -/]*[@-~]|\\][^\\u0007\\u001b]*(?:\\u0007|\\u001b\\\\)?)",
  "gu",
);
