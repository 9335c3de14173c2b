import { readFileSync } from "node:fs";
import path from "node:path";
import { memberOf, projectRoot } from "../../../../lib/index.ts";

/** A field of a message: its JSON name, and its type as `string`, `list <type>` or `map <type>`. */
export type MessageField = readonly [name: string, type: string];

interface FieldNumbers {
  readonly messages: Readonly<Record<string, Readonly<Record<string, MessageField>>>>;
}

let loaded: FieldNumbers | undefined;

/** The fields of a message by number. `name` has `~` for `io.k8s.`, as the facts file writes it. */
export function messageFields(name: string): Readonly<Record<string, MessageField>> | undefined {
  const file = path.join(projectRoot(), "data/kubernetes/1.34-protobuf.generated.json");
  loaded ??= JSON.parse(readFileSync(file, "utf8")) as FieldNumbers;
  return memberOf(loaded.messages, name);
}
