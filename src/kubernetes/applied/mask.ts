import { escapedAsByGo, isObject } from "../../lib/index.ts";
import { type KubernetesObject } from "../client/index.ts";

/** Shorter values are words that occur everywhere: hiding them would hide the message. */
const shortestSecret = 4;
const hidden = "***";

/** The values of Secrets, as they are and in base64. */
export function secretValues(objects: Iterable<KubernetesObject>): ReadonlySet<string> {
  const values = new Set<string>();
  for (const object of objects) {
    if (object.kind !== "Secret") continue;
    for (const value of entriesOf(object["data"])) values.add(value).add(Buffer.from(value, "base64").toString("utf8"));
    for (const value of entriesOf(object["stringData"])) values.add(value).add(Buffer.from(value).toString("base64"));
  }
  return values;
}

/** The text without any of these values, however it quotes them; longest first so that none hides a part of another. */
export function masked(text: string, secrets: Iterable<string>): string {
  let result = text;
  for (const secret of spellingsOf(secrets).toSorted((a, b) => b.length - a.length))
    result = result.replaceAll(secret, hidden);
  return result;
}

/** Whether a text holds one of these values: {@link masked} would change it. */
export function holdsSecret(text: string, secrets: Iterable<string>): boolean {
  return spellingsOf(secrets).some((secret) => text.includes(secret));
}

/** What a text may hold of these values: themselves, as errors of servers quote them, and variables in them, which other errors name. */
function spellingsOf(secrets: Iterable<string>): readonly string[] {
  const all = new Set<string>();
  for (const secret of secrets) {
    if (secret.length < shortestSecret) continue;
    all.add(secret);
    if (/[^ -~]|["\\<>&]/.test(secret))
      all
        .add(jsonQuoted(secret))
        .add(escapedAsByGo(jsonQuoted(secret)))
        .add(goQuoted(secret));
    for (const [, inner = "", name = ""] of secret.matchAll(/\$\{((\w*)[^}]*)\}/g)) all.add(inner).add(name);
  }
  return [...all].filter(({ length }) => length >= shortestSecret);
}

const jsonQuoted = (text: string): string => JSON.stringify(text).slice(1, -1);

/** As Go's `%q`, with which the API server shows what is invalid. */
function goQuoted(text: string): string {
  return Array.from(text)
    .map((character) => {
      const short = shortEscapes[character];
      if (short !== undefined) return short;
      if (/^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u.test(character)) return character;
      const point = character.codePointAt(0) ?? 0;
      if (point < 0x80) return `\\x${hex(character, 2)}`;
      return point > 0xffff ? `\\U${hex(character, 8)}` : `\\u${hex(character, 4)}`;
    })
    .join("");
}

const shortEscapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\u0007": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
};

const hex = (character: string, digits: number): string =>
  (character.codePointAt(0) ?? 0).toString(16).padStart(digits, "0");

const entriesOf = (value: unknown): readonly string[] => (isObject(value) ? Object.values(value).map(String) : []);
