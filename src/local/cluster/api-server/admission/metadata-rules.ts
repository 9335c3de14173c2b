import { isObject, type JsonObject, listOf, objectOf, stringOf } from "../../../../lib/index.ts";
import type { ResourceType } from "../kinds/index.ts";
import type { StatusCause } from "../problem/index.ts";
import { forbiddenField, invalidValue, required } from "./causes.ts";

const label = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const subdomain = `${label}(\\.${label})*`;
const serviceName = "[a-z]([-a-z0-9]*[a-z0-9])?";
const qualifiedPart = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
const labelValue = `(${qualifiedPart})?`;

const whole = (pattern: string): RegExp => new RegExp(`^(?:${pattern})$`);
const patterns = {
  label: whole(label),
  subdomain: whole(subdomain),
  serviceName: whole(serviceName),
  labelValue: whole(labelValue),
  qualifiedPart: whole(qualifiedPart),
};

const subdomainWords = `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '${subdomain}')`;
const labelWords = `a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '${label}')`;
const serviceWords = `a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '${serviceName}')`;

/** Kinds whose names are stricter, or freer, than a DNS subdomain. */
const nameRules: Readonly<Record<string, "label" | "service" | "path">> = {
  "/Namespace": "label",
  "/Service": "service",
  "rbac.authorization.k8s.io/Role": "path",
  "rbac.authorization.k8s.io/ClusterRole": "path",
  "rbac.authorization.k8s.io/RoleBinding": "path",
  "rbac.authorization.k8s.io/ClusterRoleBinding": "path",
  "certificates.k8s.io/CertificateSigningRequest": "path",
};

/** What is wrong with an object's name, labels, annotations, finalizers and owners. */
export function metadataFaults(type: ResourceType, object: JsonObject): readonly StatusCause[] {
  const metadata = objectOf(object.metadata);
  const name = stringOf(metadata.name) ?? "";
  const causes: StatusCause[] = [];
  if (name === "") causes.push(required("metadata.name", "name or generateName is required"));
  else causes.push(...nameFaults("metadata.name", name, nameRules[`${type.group}/${type.kind}`] ?? "subdomain"));
  causes.push(...labelFaults("metadata.labels", metadata.labels), ...annotationFaults(metadata.annotations));
  // Custom resources may have others, which their servers only warn of.
  if (type.custom === undefined) causes.push(...finalizerFaults(metadata.finalizers));
  causes.push(...controllerFaults(metadata.ownerReferences));
  for (const [index, owner] of listOf(metadata.ownerReferences).entries()) {
    const field = `metadata.ownerReferences[${index}]`;
    if (!isObject(owner)) continue;
    for (const part of ["apiVersion", "kind", "name", "uid"]) {
      if (stringOf(owner[part]) === undefined || owner[part] === "") {
        causes.push(invalidValue(`${field}.${part}`, owner[part] ?? "", `${part} must not be empty`));
      }
    }
  }
  return causes;
}

/** Checks a name that must be a DNS label, as container and volume names are. */
export function labelNameFaults(field: string, name: string): readonly StatusCause[] {
  return nameFaults(field, name, "label");
}

/** Checks labels: keys are qualified names, values at most 63 characters of their own alphabet. */
export function labelFaults(field: string, labels: unknown): readonly StatusCause[] {
  return Object.entries(objectOf(labels)).flatMap(([key, value]) => {
    const causes = keyFaults(field, key);
    const text = stringOf(value) ?? "";
    if (text.length > 63) causes.push(invalidValue(field, text, "must be no more than 63 bytes"));
    else if (!patterns.labelValue.test(text)) {
      causes.push(
        invalidValue(
          field,
          text,
          `a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')`,
        ),
      );
    }
    return causes;
  });
}

const standardFinalizers = ["kubernetes", "orphan", "foregroundDeletion"];

function finalizerFaults(finalizers: unknown): readonly StatusCause[] {
  return listOf(finalizers)
    .map(String)
    .flatMap((name, index) =>
      name.includes("/") || standardFinalizers.includes(name)
        ? []
        : [
            invalidValue(
              `metadata.finalizers[${index}]`,
              name,
              "name is neither a standard finalizer name nor is it fully qualified",
            ),
          ],
    );
}

/** What may not change in the metadata of an object that exists. */
export function metadataChangeFaults(object: JsonObject, before: JsonObject): readonly StatusCause[] {
  const old = objectOf(before.metadata);
  if (old.deletionTimestamp === undefined) return [];
  const known = listOf(old.finalizers);
  const added = listOf(objectOf(object.metadata).finalizers).filter((name) => !known.includes(name));
  if (added.length === 0) return [];
  const shown = added.map((name) => JSON.stringify(name)).join(", ");
  const why = `no new finalizers can be added if the object is being deleted, found new finalizers []string{${shown}}`;
  return [forbiddenField("metadata.finalizers", why)];
}

function controllerFaults(owners: unknown): readonly StatusCause[] {
  const controllers = listOf(owners)
    .map(objectOf)
    .filter(({ controller }) => controller === true)
    .map(({ kind, name }) => `${String(kind)}/${String(name)}`);
  if (controllers.length < 2) return [];
  const why = `Only one reference can have Controller set to true. Found "true" in references for ${controllers.join(" and ")}`;
  return [invalidValue("metadata.ownerReferences", owners, why)];
}

function annotationFaults(annotations: unknown): readonly StatusCause[] {
  const entries = Object.entries(objectOf(annotations));
  const size = entries.reduce((sum, [key, value]) => sum + key.length + String(value).length, 0);
  const causes = entries.flatMap(([key]) => keyFaults("metadata.annotations", key.toLowerCase()));
  const limit = 256 * 1024;
  return size <= limit
    ? causes
    : [
        ...causes,
        {
          reason: "FieldValueTooLong",
          message: `Too long: may not be more than ${limit} bytes`,
          field: "metadata.annotations",
        },
      ];
}

function keyFaults(field: string, key: string): StatusCause[] {
  const slash = key.indexOf("/");
  const [prefix, name] = slash < 0 ? [undefined, key] : [key.slice(0, slash), key.slice(slash + 1)];
  const causes: StatusCause[] = [];
  if (prefix !== undefined && !patterns.subdomain.test(prefix)) {
    causes.push(invalidValue(field, key, `prefix part ${subdomainWords}`));
  }
  if (name.length > 63) causes.push(invalidValue(field, key, "name part must be no more than 63 bytes"));
  else if (!patterns.qualifiedPart.test(name)) {
    causes.push(
      invalidValue(
        field,
        key,
        "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
      ),
    );
  }
  return causes;
}

function nameFaults(field: string, name: string, rule: "label" | "service" | "path" | "subdomain"): StatusCause[] {
  if (rule === "path") {
    if (name === "." || name === "..") return [invalidValue(field, name, `may not be '${name}'`)];
    const forbidden = ["/", "%"].find((character) => name.includes(character));
    return forbidden === undefined ? [] : [invalidValue(field, name, `may not contain '${forbidden}'`)];
  }
  const [pattern, words, longest] =
    rule === "label"
      ? ([patterns.label, labelWords, 63] as const)
      : rule === "service"
        ? ([patterns.serviceName, serviceWords, 63] as const)
        : ([patterns.subdomain, subdomainWords, 253] as const);
  const causes: StatusCause[] = [];
  if (name.length > longest) causes.push(invalidValue(field, name, `must be no more than ${longest} bytes`));
  if (!pattern.test(name)) causes.push(invalidValue(field, name, words));
  return causes;
}
