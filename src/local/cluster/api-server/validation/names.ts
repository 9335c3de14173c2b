import { type JsonObject, objectOf, stringOf } from "../../../../lib/index.ts";
import type { StatusCause } from "../problem/index.ts";
import { invalidValue, required } from "./causes.ts";

const label = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const subdomain = `${label}(\\.${label})*`;
const serviceName = "[a-z]([-a-z0-9]*[a-z0-9])?";
const qualifiedPart = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
const labelValue = `(${qualifiedPart})?`;
const searchPath = "_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?(\\._?[a-z0-9]([-_a-z0-9]*[a-z0-9])?)*";

const whole = (pattern: string): RegExp => new RegExp(`^(?:${pattern})$`);

const subdomainWords = `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '${subdomain}')`;
const searchWords = `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '${searchPath}')`;
const labelWords = `a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '${label}')`;
const serviceWords = `a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '${serviceName}')`;
const wildcardWords = `a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character (e.g. '*.example.com', regex used for validation is '\\*\\.${subdomain}')`;
const partWords =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const labelValueWords =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
const configKeyWords =
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";

const forms = {
  label: { pattern: whole(label), words: labelWords, longest: 63 },
  service: { pattern: whole(serviceName), words: serviceWords, longest: 63 },
  subdomain: { pattern: whole(subdomain), words: subdomainWords, longest: 253 },
  search: { pattern: whole(searchPath), words: searchWords, longest: 253 },
  wildcard: { pattern: whole(`\\*\\.${subdomain}`), words: wildcardWords, longest: 253 },
} as const;

const qualified = whole(qualifiedPart);
const labelled = whole(labelValue);

/** `path` is a name that only has to be one part of a URL's path. */
export type NameForm = keyof typeof forms | "path";

/** Checks a name that has to be of a form. */
export function nameFaults(field: string, name: string, form: NameForm): StatusCause[] {
  if (form === "path") {
    if (name === "." || name === "..") return [invalidValue(field, name, `may not be '${name}'`)];
    const forbidden = ["/", "%"].find((character) => name.includes(character));
    return forbidden === undefined ? [] : [invalidValue(field, name, `may not contain '${forbidden}'`)];
  }
  const { pattern, words, longest } = forms[form];
  const causes: StatusCause[] = [];
  if (name.length > longest) causes.push(invalidValue(field, name, `must be no more than ${longest} bytes`));
  if (!pattern.test(name)) causes.push(invalidValue(field, name, words));
  return causes;
}

/** As {@link nameFaults} for a name that has to be given. */
export function namedFaults(field: string, name: unknown, form: NameForm): readonly StatusCause[] {
  const text = stringOf(name) ?? "";
  return text === "" ? [required(field)] : nameFaults(field, text, form);
}

/** As {@link nameFaults} for a name that may be left out. */
export function optionalNameFaults(field: string, name: unknown, form: NameForm): readonly StatusCause[] {
  const text = stringOf(name) ?? "";
  return text === "" ? [] : nameFaults(field, text, form);
}

/** Checks labels: keys are qualified names, values at most 63 characters of their own alphabet. */
export function labelFaults(field: string, labels: unknown): readonly StatusCause[] {
  return Object.entries(objectOf(labels)).flatMap(([key, value]) => [
    ...qualifiedNameFaults(field, key),
    ...labelValueFaults(field, stringOf(value) ?? ""),
  ]);
}

/** Checks a label's value. */
export function labelValueFaults(field: string, text: string): readonly StatusCause[] {
  if (text.length > 63) return [invalidValue(field, text, "must be no more than 63 bytes")];
  return labelled.test(text) ? [] : [invalidValue(field, text, labelValueWords)];
}

/** Checks annotations: keys are qualified names in any case, and all together are at most 256 KiB. */
export function annotationFaults(field: string, annotations: unknown): readonly StatusCause[] {
  const entries = Object.entries(objectOf(annotations));
  const size = entries.reduce((sum, [key, value]) => sum + key.length + String(value).length, 0);
  const causes = entries.flatMap(([key]) => qualifiedNameFaults(field, key.toLowerCase()));
  const limit = 256 * 1024;
  if (size <= limit) return causes;
  return [...causes, { reason: "FieldValueTooLong", message: `Too long: may not be more than ${limit} bytes`, field }];
}

/** Checks a name such as a label's key: at most 63 characters, behind a domain or not. */
export function qualifiedNameFaults(field: string, key: string): StatusCause[] {
  const slash = key.indexOf("/");
  const [prefix, name] = slash < 0 ? [undefined, key] : [key.slice(0, slash), key.slice(slash + 1)];
  const causes: StatusCause[] = [];
  if (prefix === "") causes.push(invalidValue(field, key, "prefix part must be non-empty"));
  else if (prefix !== undefined && !forms.subdomain.pattern.test(prefix)) {
    causes.push(invalidValue(field, key, `prefix part ${subdomainWords}`));
  }
  if (name === "") causes.push(invalidValue(field, key, "name part must be non-empty"));
  if (name.length > 63) causes.push(invalidValue(field, key, "name part must be no more than 63 bytes"));
  else if (!qualified.test(name)) causes.push(invalidValue(field, key, partWords));
  return causes;
}

/** Checks a key of a ConfigMap or Secret, which becomes the name of a file. */
export function configKeyFaults(field: string, key: string): readonly StatusCause[] {
  if (key.length > 253) return [invalidValue(field, key, "must be no more than 253 characters")];
  if (!/^[-._a-zA-Z0-9]+$/.test(key)) return [invalidValue(field, key, configKeyWords)];
  if (key === "." || key === "..") return [invalidValue(field, key, `must not be '${key}'`)];
  return key.startsWith("..") ? [invalidValue(field, key, "must not start with '..'")] : [];
}

/** Checks the keys of a ConfigMap's or Secret's data. */
export function dataKeyFaults(field: string, data: unknown): readonly StatusCause[] {
  return Object.keys(objectOf(data) satisfies JsonObject).flatMap((key) => configKeyFaults(`${field}[${key}]`, key));
}

/** Checks the name of a port, as IANA names services: at most 15 letters, digits and single hyphens. */
export function portNameFaults(field: string, name: string): readonly StatusCause[] {
  const refused = (why: string): StatusCause => invalidValue(field, name, why);
  const causes: StatusCause[] = [];
  if (name.length > 15) causes.push(refused("must be no more than 15 characters"));
  if (!/^[-a-z0-9]+$/.test(name)) {
    causes.push(refused("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)"));
  }
  if (!/[a-z]/.test(name)) causes.push(refused("must contain at least one letter (a-z)"));
  if (name.includes("--")) causes.push(refused("must not contain consecutive hyphens"));
  if (name !== "" && (name.startsWith("-") || name.endsWith("-"))) {
    causes.push(refused("must not begin or end with a hyphen"));
  }
  return causes;
}
