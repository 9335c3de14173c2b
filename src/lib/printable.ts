import { stripVTControlCharacters } from "node:util";

/** Control characters, marks that turn the direction of text, and Unicode's own line breaks. */
const unprintable = /[\p{Cc}\u061C\u200E\u200F\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu;
/** Escape sequences of SGR (ECMA-48, 8.3.117): colors and weights, which cannot move what was written. */
const style = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, "g");

/** Runners of GitHub and Azure take a command from `##[` and `##vso[` wherever it stands in a line, TeamCity's at its begin. */
const inlineCommand = /##(?=\[|vso\[|teamcity\[)/g;
/** GitHub's runner takes a command from `::` at the start of a line, indented or not. */
const lineCommand = /^([^\S\n]*):(?=:)/gm;

/**
 * Text from a file, a name or another program, as one harmless line that loses nothing: what would move the cursor, hide or
 * reorder what stands around it is shown as the escape that JSON and YAML write for it, line breaks included.
 */
export function printable(text: string): string {
  return text.replaceAll(unprintable, escaped).replaceAll(inlineCommand, "#\\u0023");
}

/** As {@link printable}, for a message of several lines: none of them is a command of a CI's runner. */
export function printableMessage(message: string): string {
  return message
    .replaceAll(unprintable, keepBreaks)
    .replaceAll(inlineCommand, "#\\u0023")
    .replaceAll(lineCommand, "$1\\u003a");
}

/**
 * Whole lines before they reach a terminal: line breaks, tabs and colors stay, every other unprintable character is shown
 * as its escape. In JSON that is another spelling of the same text.
 */
export function printableLines(lines: string): string {
  const parts = lines.split(style);
  const styles = lines.match(style) ?? [];
  return parts.map((part, index) => part.replaceAll(unprintable, keepBreaks) + (styles[index] ?? "")).join("");
}

/** Lines none of which a CI's runner takes for a command, even when a name in them looks like one. */
export function withoutLineCommands(lines: string): string {
  return lines.replaceAll(inlineCommand, "#\\u0023").replaceAll(lineCommand, "$1\\u003a");
}

/** Without what {@link printable} would show, and without escape sequences as a whole: for what is only looked at. */
export function withoutControls(text: string): string {
  return stripVTControlCharacters(text)
    .replaceAll(unprintable, (character) => (/\s/.test(character) ? " " : ""))
    .replaceAll(inlineCommand, "#\\u0023");
}

const short: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function escaped(character: string): string {
  return short[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

function keepBreaks(character: string): string {
  return character === "\n" || character === "\t" ? character : escaped(character);
}
