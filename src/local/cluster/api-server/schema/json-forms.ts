import { readFileSync } from "node:fs";
import path from "node:path";
import { memberOf, projectRoot } from "../../../../lib/index.ts";

/** How a built-in type writes fields that hold nothing. A schema does not say it. */
export interface JsonForm {
  /** Scalars that are left out when they are false, 0 or the empty text. */
  readonly omitted: ReadonlySet<string>;
  /** Lists, maps and times that are `null` when there is none. */
  readonly null: ReadonlySet<string>;
  /** Scalars that are written as false, 0 or the empty text. */
  readonly zero: ReadonlySet<string>;
}

type Names = Readonly<Partial<Record<keyof JsonForm, readonly string[]>>>;

let loaded: { readonly types: Readonly<Record<string, Names>> } | undefined;
const forms = new Map<string, JsonForm>();
const plain: JsonForm = { omitted: new Set(), null: new Set(), zero: new Set() };

/**
 * The form of a definition such as `io.k8s.api.core.v1.Container`; of a type that is not built in, one without any rule.
 *
 * From the `json` tags of the Go types of k8s.io/api, apiextensions-apiserver and kube-aggregator 0.34.1.
 */
export function jsonForm(definition: string | undefined): JsonForm {
  if (definition === undefined) return plain;
  const known = forms.get(definition);
  if (known !== undefined) return known;
  const file = path.join(projectRoot(), "data/kubernetes/1.34-json.generated.json");
  loaded ??= JSON.parse(readFileSync(file, "utf8")) as NonNullable<typeof loaded>;
  const names = memberOf(loaded.types, definition.replace(/^io\.k8s\./, "~"));
  const form: JsonForm =
    names === undefined
      ? plain
      : { omitted: new Set(names.omitted), null: new Set(names.null), zero: new Set(names.zero) };
  forms.set(definition, form);
  return form;
}
