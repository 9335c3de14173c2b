import { isUtf8 } from "node:buffer";
import { type CollectionTag, Scalar, type ScalarTag, Schema, type Tags } from "yaml";
import { isUnwritable, type ScalarValue, scalarValue, timestampValue, type Unwritable } from "./scalars.ts";

type Reading = (text: string) => ScalarValue | Unwritable;

const tagOf = (name: string): string => `tag:yaml.org,2002:${name}`;

/** A tag that gives its scalar the value that `read` finds. What is unwritable stands in the document until it is looked for. */
function tagWith(name: string, read: Reading, more: { readonly default: boolean; readonly test?: RegExp }): ScalarTag {
  return { tag: name, ...more, resolve: (text) => new Scalar(read(text)) };
}

const fits: Readonly<Record<string, (text: string, value: ScalarValue) => boolean>> = {
  null: (_, value) => value === null,
  bool: (_, value) => typeof value === "boolean",
  int: (text, value) => isNumber(value) && !isWrittenAsFloat(text),
  float: (_, value) => isNumber(value),
  timestamp: (text) => timestampValue(text) !== undefined,
};

const isNumber = (value: ScalarValue): boolean => typeof value === "number" || typeof value === "bigint";

/** `1.0` is a float, although its value is an integer. */
const isWrittenAsFloat = (text: string): boolean => !/^[-+]?0[xX]/.test(text) && /[.eE]/.test(text);

/** The value of a scalar with one of YAML's own tags, in quotes or not: `!!int "1"`. */
function taggedValue(name: string, text: string): ScalarValue | Unwritable {
  const value = scalarValue(text);
  if (isUnwritable(value)) return value;
  if (fits[name]?.(text, value) !== true)
    return { unwritable: `the tag !!${name} does not fit the value that it is at` };
  return name === "float" ? Number(value) : value;
}

const tagged = Object.keys(fits).map((name) =>
  tagWith(tagOf(name), (text) => taggedValue(name, text), { default: false }),
);

/** Bytes are text to JSON. */
function binaryValue(text: string): string | Unwritable {
  const written = text.replaceAll(/[\r\n]/g, "");
  const bytes = Buffer.from(written, "base64");
  if (bytes.toString("base64") !== written) return { unwritable: "the value of !!binary is not base64" };
  if (isUtf8(bytes)) return bytes.toString("utf8");
  return {
    unwritable: "the value of !!binary is not text, and JSON holds no bytes: write it in base64 without the tag",
  };
}

const binary = tagWith(tagOf("binary"), binaryValue, { default: false });

const set: CollectionTag = {
  tag: tagOf("set"),
  default: false,
  collection: "map",
  resolve(value, onError) {
    onError("!!set is nothing that JSON has: write a list");
    return value;
  },
};

/**
 * How manifests are parsed: as kustomize reads them, with `read` for scalars without quotes and tag.
 *
 * Tags that YAML does not define are left out, as there. Keys are text as they are written: JSON has no others. Equal keys are looked
 * for elsewhere: the parser compares each with each, which takes minutes for a large map.
 */
export const schemaWith = (read: Reading) =>
  ({
    // Made once: a document would make one of its own, which takes a sixteenth of reading it.
    schema: new Schema({
      schema: "failsafe",
      merge: true,
      resolveKnownTags: false,
      customTags: (tags: Tags): Tags => [
        ...tagged,
        binary,
        set,
        ...tags,
        tagWith("tag:groundwork.dev,2026:plain", read, { default: true, test: /^/ }),
      ],
    }),
    prettyErrors: false,
    uniqueKeys: false,
    stringKeys: true,
  }) as const;

export const manifestSchema = schemaWith(scalarValue);
