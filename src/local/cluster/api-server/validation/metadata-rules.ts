import { isObject, type JsonObject, listOf, objectOf, stringOf } from "../../../../lib/index.ts";
import type { ResourceType } from "../kinds/index.ts";
import type { StatusCause } from "../problem/index.ts";
import { forbiddenField, invalidValue, required } from "./causes.ts";
import { annotationFaults, labelFaults, type NameForm, nameFaults } from "./names.ts";

/** Kinds whose names are stricter, or freer, than a DNS subdomain. */
const nameRules: Readonly<Record<string, NameForm>> = {
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
  causes.push(
    ...labelFaults("metadata.labels", metadata.labels),
    ...annotationFaults("metadata.annotations", metadata.annotations),
  );
  // Custom resources may have others, which their servers only warn of.
  if (type.custom === undefined) causes.push(...finalizerFaults(metadata.finalizers));
  causes.push(...controllerFaults(metadata.ownerReferences));
  causes.push(...listOf(metadata.ownerReferences).flatMap(ownerFaults));
  return causes;
}

const standardFinalizers = ["kubernetes", "orphan", "foregroundDeletion"];

function finalizerFaults(finalizers: unknown): readonly StatusCause[] {
  const names = listOf(finalizers).map(String);
  const both = names.includes("orphan") && names.includes("foregroundDeletion");
  const why = "finalizer orphan and foregroundDeletion cannot be both set";
  return [...(both ? [invalidValue("metadata.finalizers", names, why)] : []), ...unqualifiedFaults(names)];
}

function unqualifiedFaults(names: readonly string[]): readonly StatusCause[] {
  return names.flatMap((name, index) =>
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

/** The server names the list, not its item. */
function ownerFaults(owner: unknown): readonly StatusCause[] {
  if (!isObject(owner)) return [];
  const field = "metadata.ownerReferences";
  const version = stringOf(owner.apiVersion) ?? "";
  const causes = ["apiVersion", "kind", "name", "uid"]
    .filter((part) => (stringOf(owner[part]) ?? "") === "")
    .map((part) => invalidValue(`${field}.${part}`, owner[part] ?? "", `${part} must not be empty`));
  if (version.split("/").length > 2) {
    causes.push(invalidValue(`${field}.apiVersion`, version, `unexpected GroupVersion string: ${version}`));
  }
  if (version === "v1" && owner.kind === "Event") {
    causes.push(invalidValue(field, owner, "/v1, Kind=Event is disallowed from being an owner"));
  }
  return causes;
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
