import { isObject, type JsonObject, objectOf, objectsIn, stringOf } from "../../../../lib/index.ts";
import type { StatusCause } from "../problem/index.ts";
import { forbiddenField, invalidValue, notFoundValue, unsupported } from "./causes.ts";
import { pathBelowFaults, requiredFaults } from "./values.ts";

/** Volumes of a pod by name; a StatefulSet's claims are there as well. */
export type Volumes = ReadonlyMap<string, JsonObject>;

/** What is wrong with how a container mounts volumes and devices. */
export function mountFaults(container: JsonObject, path: string, volumes: Volumes): readonly StatusCause[] {
  const mounts = objectsIn(container.volumeMounts);
  const devices = objectsIn(container.volumeDevices);
  const places = new Set<unknown>(devices.map(({ devicePath }) => devicePath));
  const asDevice = new Set(devices.map(({ name }) => name));
  const causes: StatusCause[] = [];
  for (const [index, mount] of mounts.entries()) {
    const field = `${path}.volumeMounts[${index}]`;
    causes.push(...requiredFaults(`${field}.name`, mount.name));
    if (!volumes.has(stringOf(mount.name) ?? "")) causes.push(notFoundValue(`${field}.name`, mount.name));
    causes.push(...requiredFaults(`${field}.mountPath`, mount.mountPath));
    if (places.has(mount.mountPath)) causes.push(invalidValue(`${field}.mountPath`, mount.mountPath, "must be unique"));
    places.add(mount.mountPath);
    if (asDevice.has(mount.name)) {
      causes.push(invalidValue(`${field}.name`, mount.name, "must not already exist in volumeDevices"));
    }
    causes.push(
      ...subPathFaults(mount, field, `${path}.volumeMounts`),
      ...modeFaults(container, mount, `${path}.volumeMounts`),
    );
  }
  return [...causes, ...deviceFaults(devices, mounts, path, volumes)];
}

/** The server names the list for what is wrong in a path, and the item for two that contradict each other. */
function subPathFaults(mount: JsonObject, field: string, list: string): readonly StatusCause[] {
  const [path, expression] = [stringOf(mount.subPath) ?? "", stringOf(mount.subPathExpr) ?? ""];
  const causes = path === "" ? [] : [...pathBelowFaults(`${list}.subPath`, path)];
  if (expression === "") return causes;
  if (path !== "") {
    causes.push(invalidValue(`${field}.subPathExpr`, expression, "subPathExpr and subPath are mutually exclusive"));
  }
  return [...causes, ...pathBelowFaults(`${list}.subPathExpr`, expression)];
}

const propagations = ["Bidirectional", "HostToContainer", "None"];

function modeFaults(container: JsonObject, mount: JsonObject, list: string): readonly StatusCause[] {
  const causes: StatusCause[] = [];
  const { mountPropagation: propagation, recursiveReadOnly: recursive } = mount;
  if (propagation !== undefined && !propagations.includes(stringOf(propagation) ?? "")) {
    causes.push(unsupported(`${list}.mountPropagation`, propagation, propagations));
  }
  if (propagation === "Bidirectional" && objectOf(container.securityContext).privileged !== true) {
    const why = "Bidirectional mount propagation is available only to privileged containers";
    causes.push(forbiddenField(`${list}.mountPropagation`, why));
  }
  if ((recursive === "Enabled" || recursive === "IfPossible") && mount.readOnly !== true) {
    causes.push(forbiddenField(`${list}.recursiveReadOnly`, "may only be specified when readOnly is true"));
  }
  return causes;
}

function deviceFaults(
  devices: readonly JsonObject[],
  mounts: readonly JsonObject[],
  path: string,
  volumes: Volumes,
): readonly StatusCause[] {
  const mounted = new Set(mounts.map(({ name }) => name));
  const names = new Set<unknown>();
  const places = new Set<unknown>();
  const causes: StatusCause[] = [];
  for (const [index, device] of devices.entries()) {
    const field = `${path}.volumeDevices[${index}]`;
    const name = stringOf(device.name) ?? "";
    const volume = volumes.get(name);
    causes.push(...requiredFaults(`${field}.name`, name), ...requiredFaults(`${field}.devicePath`, device.devicePath));
    if (names.has(name)) causes.push(invalidValue(`${field}.name`, name, "must be unique"));
    if (volume === undefined) causes.push(notFoundValue(`${field}.name`, name));
    else if (!isObject(volume.persistentVolumeClaim) && !isObject(volume.ephemeral)) {
      const why = "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode";
      causes.push(invalidValue(`${field}.name`, name, why));
    }
    if (places.has(device.devicePath))
      causes.push(invalidValue(`${field}.devicePath`, device.devicePath, "must be unique"));
    if (mounted.has(name)) causes.push(invalidValue(`${field}.name`, name, "must not already exist in volumeMounts"));
    names.add(name);
    places.add(device.devicePath);
  }
  return causes;
}
