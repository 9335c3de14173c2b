import { isObject } from "../../lib/index.ts";
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

/** The text without any of these values, longest first so that none hides a part of another. */
export function masked(text: string, secrets: Iterable<string>): string {
  let result = text;
  for (const secret of [...secrets]
    .filter(({ length }) => length >= shortestSecret)
    .toSorted((a, b) => b.length - a.length))
    result = result.replaceAll(secret, hidden);
  return result;
}

/** Whether a text holds one of these values: {@link masked} would change it. */
export function holdsSecret(text: string, secrets: Iterable<string>): boolean {
  for (const secret of secrets) if (secret.length >= shortestSecret && text.includes(secret)) return true;
  return false;
}

const entriesOf = (value: unknown): readonly string[] => (isObject(value) ? Object.values(value).map(String) : []);
