import { type Environment, Optional } from "@marcbachmann/cel-js";
import { isOfFormat } from "../../schema/index.ts";

/** One of Kubernetes' named formats. */
class NamedFormat {
  constructor(
    readonly name: string,
    readonly validate: (text: string) => readonly string[],
  ) {}
}

/** What rules call as `format.dns1123Label`. */
class FormatFunctions {
  readonly name = "format";
}

const label = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const words = {
  label: `a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '${label}')`,
  subdomain: `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '${label}(\\.${label})*')`,
  old: "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
};

const checked =
  (pattern: string, most: number, message: string, isPrefix = false) =>
  (text: string): readonly string[] => {
    // A prefix may end in a hyphen, which something will follow.
    const whole = isPrefix && text.length > 1 && text.endsWith("-") ? `${text.slice(0, -1)}a` : text;
    return [
      ...(whole.length > most ? [`must be no more than ${most} bytes`] : []),
      ...(new RegExp(`^(?:${pattern})$`, "u").test(whole) ? [] : [message]),
    ];
  };

const ofSchema =
  (format: string, message: string) =>
  (text: string): readonly string[] =>
    isOfFormat(format, text) ? [] : [message];

const qualified = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
const subdomain = `${label}(\\.${label})*`;
const old = "[a-z]([-a-z0-9]*[a-z0-9])?";

const formats: ReadonlyMap<string, NamedFormat> = new Map(
  Object.entries({
    dns1123Label: checked(label, 63, words.label),
    dns1123Subdomain: checked(subdomain, 253, words.subdomain),
    dns1035Label: checked(old, 63, words.old),
    dns1123LabelPrefix: checked(label, 63, words.label, true),
    dns1123SubdomainPrefix: checked(subdomain, 253, words.subdomain, true),
    dns1035LabelPrefix: checked(old, 63, words.old, true),
    qualifiedName: qualifiedNameFaults,
    labelValue: checked(
      `(${qualified})?`,
      63,
      "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
    ),
    uri: ofSchema("uri", "invalid URI for request"),
    uuid: ofSchema("uuid", "does not match the UUID format"),
    byte: ofSchema("byte", "invalid base64"),
    date: ofSchema("date", "invalid date"),
    datetime: ofSchema("date-time", "invalid datetime"),
  }).map(([name, validate]) => [name, new NamedFormat(name, validate)]),
);

/** Kubernetes' library `format`. */
export function registerFormats(environment: Environment): void {
  environment
    .registerType("NamedFormat", { ctor: NamedFormat, fields: {} })
    .registerType("FormatFunctions", { ctor: FormatFunctions, fields: {} })
    .registerConstant("format", "FormatFunctions", new FormatFunctions())
    .registerFunction("FormatFunctions.named(string): optional<NamedFormat>", (_: FormatFunctions, name: string) => {
      const format = formats.get(name);
      return format === undefined ? Optional.none() : Optional.of(format);
    })
    .registerFunction("NamedFormat.validate(string): optional<list<string>>", (format: NamedFormat, text: string) => {
      const faults = format.validate(text);
      return faults.length === 0 ? Optional.none() : Optional.of([...faults]);
    })
    .registerOperator("NamedFormat == NamedFormat", (a: NamedFormat, b: NamedFormat) => a.name === b.name);
  for (const [name, format] of formats) {
    environment.registerFunction(`FormatFunctions.${name}(): NamedFormat`, () => format);
  }
}

function qualifiedNameFaults(text: string): readonly string[] {
  const parts = text.split("/");
  const message =
    "a qualified name must consist of alphanumeric characters, '-', '_' or '.', with an optional DNS subdomain prefix and '/'";
  if (parts.length > 2) return [message];
  const [prefix, name = ""] = parts.length === 2 ? parts : [undefined, text];
  return [
    ...(prefix === undefined
      ? []
      : prefix === ""
        ? ["prefix part must be non-empty"]
        : checked(subdomain, 253, `prefix part ${words.subdomain}`)(prefix)),
    ...(name === "" ? ["name part must be non-empty"] : checked(qualified, 63, `name part ${message}`)(name)),
  ];
}
