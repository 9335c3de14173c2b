import { stripVTControlCharacters } from "node:util";

/**
 * Text that came from outside, without what could change how the rest of the report looks: escape sequences, other control
 * characters, and marks that turn the direction of text.
 */
export function withoutControls(text: string): string {
  return stripVTControlCharacters(text).replaceAll(/[\p{Cc}\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu, (character) =>
    /\s/.test(character) ? " " : "",
  );
}
