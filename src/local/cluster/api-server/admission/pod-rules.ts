import { parseQuantity } from "../../../../kubernetes/quantity/index.ts";
import { isObject, type JsonObject, numberOf, objectOf, stringOf } from "../../../../lib/index.ts";
import type { StatusCause } from "../problem/index.ts";
import { duplicate, invalidValue, notFoundValue, required } from "./causes.ts";
import { objectsIn } from "./fill.ts";
import { labelNameFaults } from "./metadata-rules.ts";

/**
 * What is wrong with a pod spec, wherever it stands.
 *
 * `claimed` are volumes that the pod gets besides those that it lists: a StatefulSet's claim templates.
 */
export function podSpecFaults(
  spec: JsonObject,
  path: string,
  claimed: readonly unknown[] = [],
): readonly StatusCause[] {
  const volumes = new Set<unknown>();
  const causes: StatusCause[] = [];
  for (const [index, volume] of objectsIn(spec.volumes).entries()) {
    const field = `${path}.volumes[${index}].name`;
    if (volumes.has(volume.name)) causes.push(duplicate(field, volume.name));
    else causes.push(...namedFaults(field, volume.name));
    volumes.add(volume.name);
  }
  const containers = objectsIn(spec.containers);
  if (containers.length === 0) causes.push(required(`${path}.containers`));
  const names = new Set<unknown>();
  for (const list of ["initContainers", "containers"]) {
    for (const [index, container] of objectsIn(spec[list]).entries()) {
      const field = `${path}.${list}[${index}]`;
      causes.push(...containerFaults(container, field, new Set([...volumes, ...claimed])));
      if (names.has(container.name)) causes.push(duplicate(`${field}.name`, container.name));
      names.add(container.name);
    }
  }
  return causes;
}

function containerFaults(container: JsonObject, path: string, volumes: ReadonlySet<unknown>): readonly StatusCause[] {
  const causes: StatusCause[] = [...namedFaults(`${path}.name`, container.name)];
  const image = stringOf(container.image) ?? "";
  if (image === "") causes.push(required(`${path}.image`));
  else if (image.trim() !== image) {
    causes.push(invalidValue(`${path}.image`, image, "must not have leading or trailing whitespace"));
  }
  for (const [index, port] of objectsIn(container.ports).entries()) {
    causes.push(...portFaults(`${path}.ports[${index}].containerPort`, port.containerPort));
  }
  const mounted = new Set<unknown>();
  for (const [index, mount] of objectsIn(container.volumeMounts).entries()) {
    const field = `${path}.volumeMounts[${index}]`;
    if (mount.name !== "" && !volumes.has(mount.name)) causes.push(notFoundValue(`${field}.name`, mount.name));
    if (mounted.has(mount.mountPath)) {
      causes.push(invalidValue(`${field}.mountPath`, mount.mountPath, "must be unique"));
    }
    mounted.add(mount.mountPath);
  }
  for (const [index, variable] of objectsIn(container.env).entries()) {
    if (variable.value !== undefined && variable.value !== "" && isObject(variable.valueFrom)) {
      causes.push(
        invalidValue(`${path}.env[${index}].valueFrom`, "", "may not be specified when `value` is not empty"),
      );
    }
  }
  return [...causes, ...resourceFaults(objectOf(container.resources), `${path}.resources`)];
}

function resourceFaults(resources: JsonObject, path: string): readonly StatusCause[] {
  const limits = objectOf(resources.limits);
  return Object.entries(objectOf(resources.requests)).flatMap(([name, value]) => {
    const wanted = parseQuantity(String(value));
    const most = parseQuantity(String(limits[name] ?? value));
    if (wanted === undefined || most === undefined) return [];
    if (wanted.nanos < 0n)
      return [invalidValue(`${path}.requests[${name}]`, value, "must be greater than or equal to 0")];
    return wanted.nanos <= most.nanos
      ? []
      : [
          invalidValue(
            `${path}.requests`,
            value,
            `must be less than or equal to ${name} limit of ${String(limits[name])}`,
          ),
        ];
  });
}

/** Checks a port number that has to be given. */
export function portFaults(field: string, value: unknown): readonly StatusCause[] {
  const port = numberOf(value);
  if (port === undefined) return [required(field)];
  return port >= 1 && port <= 65_535 ? [] : [invalidValue(field, port, "must be between 1 and 65535, inclusive")];
}

function namedFaults(field: string, name: unknown): readonly StatusCause[] {
  const text = stringOf(name) ?? "";
  return text === "" ? [required(field)] : labelNameFaults(field, text);
}
