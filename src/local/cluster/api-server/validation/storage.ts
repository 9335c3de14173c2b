import { isObject, type JsonObject, listOf, objectOf, objectsIn, stringOf } from "../../../../lib/index.ts";
import type { StatusCause } from "../problem/index.ts";
import { forbiddenField, invalidValue, required, unsupported } from "./causes.ts";
import { accessModeFaults } from "./claims.ts";
import { optionalNameFaults, qualifiedNameFaults } from "./names.ts";
import { nodeSelectorFaults } from "./selectors.ts";
import { nanosOf, requiredFaults } from "./values.ts";
import { volumeSources } from "./volumes.ts";

/** Sources that only a PersistentVolume, and no pod itself, can have. */
const ofVolumesAlone = ["local"];

/** What is wrong with a PersistentVolume. */
export function persistentVolumeFaults(spec: JsonObject): readonly StatusCause[] {
  const causes: StatusCause[] = [
    ...(listOf(spec.accessModes).length === 0 ? [required("spec.accessModes")] : accessModeFaults(spec, "spec")),
    ...capacityFaults(objectOf(spec.capacity)),
    ...volumeSourceFaults(spec),
    ...nodeSelectorFaults("spec.nodeAffinity.required", objectOf(spec.nodeAffinity).required),
    ...optionalNameFaults("spec.storageClassName", spec.storageClassName, "subdomain"),
  ];
  if (isObject(spec.local) && !isObject(spec.nodeAffinity)) {
    causes.push(required("spec.nodeAffinity", "Local volume requires node affinity"));
  }
  const recycled = spec.persistentVolumeReclaimPolicy === "Recycle";
  if (recycled && /^\/+$/.test(stringOf(objectOf(spec.hostPath).path) ?? "")) {
    const why = "may not be 'recycle' for a hostPath mount of '/'";
    causes.push(forbiddenField("spec.persistentVolumeReclaimPolicy", why));
  }
  return causes;
}

function capacityFaults(capacity: JsonObject): readonly StatusCause[] {
  const names = Object.keys(capacity);
  const causes: StatusCause[] = [];
  if (names.length === 0) causes.push(required("spec.capacity"));
  if (names.length !== 1 || capacity.storage === undefined) {
    causes.push(unsupported("spec.capacity", capacity, ["storage"]));
  }
  for (const [name, amount] of Object.entries(capacity)) {
    const field = `spec.capacity[${name}]`;
    const nanos = nanosOf(amount) ?? 0n;
    if (nanos < 0n) causes.push(invalidValue(field, amount, "must be a valid resource quantity"));
    if (nanos <= 0n) causes.push(invalidValue(field, amount, "must be greater than zero"));
  }
  return causes;
}

function volumeSourceFaults(spec: JsonObject): readonly StatusCause[] {
  const [first, ...more] = [...Object.keys(volumeSources), ...ofVolumesAlone].filter((name) => isObject(spec[name]));
  if (first === undefined) return [required("spec", "must specify a volume type")];
  const source = objectOf(spec[first]);
  const causes = [...(volumeSources[first]?.(source, `spec.${first}`) ?? [])];
  if (first === "local") causes.push(...requiredFaults("spec.local.path", source.path));
  if (first === "csi") causes.push(...requiredFaults("spec.csi.volumeHandle", source.volumeHandle));
  return [...causes, ...more.map((name) => forbiddenField(`spec.${name}`, "may not specify more than 1 volume type"))];
}

/** What is wrong with a StorageClass. */
export function storageClassFaults(_: JsonObject, object: JsonObject): readonly StatusCause[] {
  const provisioner = stringOf(object.provisioner) ?? "";
  return [
    ...(provisioner === ""
      ? [required("provisioner")]
      : qualifiedNameFaults("provisioner", provisioner.toLowerCase()).map((cause) => ({
          ...cause,
          message: cause.message.replace(JSON.stringify(provisioner.toLowerCase()), JSON.stringify(provisioner)),
        }))),
    ...(Object.hasOwn(objectOf(object.parameters), "")
      ? [invalidValue("parameters", "", "field can not be empty.")]
      : []),
    ...objectsIn(object.allowedTopologies).flatMap((topology, index) =>
      objectsIn(topology.matchLabelExpressions).flatMap((one, at) => {
        const field = `allowedTopologies[${index}].matchLabelExpressions[${at}]`;
        return [
          ...(listOf(one.values).length === 0 ? [required(`${field}.values`)] : []),
          ...qualifiedNameFaults(`${field}.key`, stringOf(one.key) ?? ""),
        ];
      }),
    ),
  ];
}
