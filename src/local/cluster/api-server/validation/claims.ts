import { type JsonObject, listOf, objectOf, stringOf } from "../../../../lib/index.ts";
import type { StatusCause } from "../problem/index.ts";
import { forbiddenField, invalidValue, required, unsupported } from "./causes.ts";
import { optionalNameFaults } from "./names.ts";
import { labelSelectorFaults } from "./selectors.ts";
import { nanosOf } from "./values.ts";

const modes = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"];

/** What is wrong with what a claim asks for. */
export function claimSpecFaults(spec: JsonObject, path: string): readonly StatusCause[] {
  const causes: StatusCause[] = [];
  if (listOf(spec.accessModes).length === 0) {
    causes.push(required(`${path}.accessModes`, "at least 1 access mode is required"));
  }
  causes.push(...labelSelectorFaults(`${path}.selector`, spec.selector), ...accessModeFaults(spec, path));
  const field = `${path}.resources[storage]`;
  const { storage } = objectOf(objectOf(spec.resources).requests);
  if (storage === undefined) causes.push(required(field));
  else if ((nanosOf(storage) ?? 0n) <= 0n) causes.push(invalidValue(field, storage, "must be greater than zero"));
  return [...causes, ...optionalNameFaults(`${path}.storageClassName`, spec.storageClassName, "subdomain")];
}

/** Checks the modes of a claim or a volume. */
export function accessModeFaults(spec: JsonObject, path: string): readonly StatusCause[] {
  const wanted = listOf(spec.accessModes).map((mode) => stringOf(mode) ?? "");
  const field = `${path}.accessModes`;
  const causes = wanted.filter((mode) => !modes.includes(mode)).map((mode) => unsupported(field, mode, modes));
  if (wanted.includes("ReadWriteOncePod") && wanted.length > 1) {
    causes.push(forbiddenField(field, "may not use ReadWriteOncePod with other access modes"));
  }
  return causes;
}
