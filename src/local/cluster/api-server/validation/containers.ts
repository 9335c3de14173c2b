import { type JsonObject, numberOf, objectOf, objectsIn, stringOf } from "../../../../lib/index.ts";
import type { StatusCause } from "../problem/index.ts";
import { duplicate, invalidValue, required, unsupported } from "./causes.ts";
import { environmentFaults } from "./environment.ts";
import { mountFaults, type Volumes } from "./mounts.ts";
import { namedFaults, portNameFaults } from "./names.ts";
import { earlyContainerFaults, probeFaults } from "./probes.ts";
import { resourceFaults } from "./resources.ts";
import { containerSecurityFaults } from "./security.ts";
import { portNumberFaults } from "./values.ts";

const pullPolicies = ["Always", "IfNotPresent", "Never"];
const messagePolicies = ["File", "FallbackToLogsOnError"];

/** What is wrong with a pod's containers. */
export function containersFaults(spec: JsonObject, path: string, volumes: Volumes): readonly StatusCause[] {
  const containers = objectsIn(spec.containers);
  const early = objectsIn(spec.initContainers);
  const causes: StatusCause[] = containers.length === 0 ? [required(`${path}.containers`)] : [];
  const names = new Set<unknown>();
  const hostPorts = new Set<string>();
  for (const [index, container] of containers.entries()) {
    const field = `${path}.containers[${index}]`;
    causes.push(...containerFaults(container, field, spec, volumes), ...hostPortFaults(container, field, hostPorts));
    if (names.has(container.name)) causes.push(duplicate(`${field}.name`, container.name));
    names.add(container.name);
  }
  for (const [index, container] of early.entries()) {
    const field = `${path}.initContainers[${index}]`;
    causes.push(...containerFaults(container, field, spec, volumes));
    if (names.has(container.name)) causes.push(duplicate(`${field}.name`, container.name));
    names.add(container.name);
    if (container.restartPolicy !== "Always") causes.push(...earlyContainerFaults(container, field));
  }
  return causes;
}

function containerFaults(
  container: JsonObject,
  path: string,
  spec: JsonObject,
  volumes: Volumes,
): readonly StatusCause[] {
  const graceSeconds = numberOf(spec.terminationGracePeriodSeconds) ?? 30;
  const claims = objectsIn(spec.resourceClaims).map(({ name }) => name);
  return [
    ...namedFaults(`${path}.name`, container.name, "label"),
    ...imageFaults(container, path),
    ...chosenFaults(`${path}.imagePullPolicy`, container.imagePullPolicy, pullPolicies),
    ...chosenFaults(`${path}.terminationMessagePolicy`, container.terminationMessagePolicy, messagePolicies),
    ...portsFaults(container, path, spec.hostNetwork === true),
    ...environmentFaults(container, path),
    ...mountFaults(container, path, volumes),
    ...probeFaults(container, path, graceSeconds),
    ...resourceFaults(objectOf(container.resources), `${path}.resources`, claims),
    ...containerSecurityFaults(container.securityContext, `${path}.securityContext`),
  ];
}

function imageFaults(container: JsonObject, path: string): readonly StatusCause[] {
  const image = stringOf(container.image) ?? "";
  if (image === "") return [required(`${path}.image`)];
  return image.trim() === image
    ? []
    : [invalidValue(`${path}.image`, image, "must not have leading or trailing whitespace")];
}

function chosenFaults(field: string, value: unknown, allowed: readonly string[]): readonly StatusCause[] {
  return allowed.includes(stringOf(value) ?? "") ? [] : [unsupported(field, value, allowed)];
}

const protocols = ["SCTP", "TCP", "UDP"];

function portsFaults(container: JsonObject, path: string, onHostNetwork: boolean): readonly StatusCause[] {
  const names = new Set<string>();
  return objectsIn(container.ports).flatMap((port, index) => {
    const field = `${path}.ports[${index}]`;
    const causes: StatusCause[] = [];
    const name = stringOf(port.name) ?? "";
    if (name !== "") {
      const wrong = portNameFaults(`${field}.name`, name);
      causes.push(...(wrong.length === 0 && names.has(name) ? [duplicate(`${field}.name`, name)] : wrong));
      names.add(name);
    }
    const [inside, outside] = [numberOf(port.containerPort) ?? 0, numberOf(port.hostPort) ?? 0];
    if (inside === 0) causes.push(required(`${field}.containerPort`));
    else causes.push(...portNumberFaults(`${field}.containerPort`, inside));
    if (outside !== 0) causes.push(...portNumberFaults(`${field}.hostPort`, outside));
    if (onHostNetwork && outside !== 0 && outside !== inside) {
      const why = "must match `containerPort` when `hostNetwork` is true";
      causes.push(invalidValue(`${field}.hostPort`, outside, why));
    }
    return [...causes, ...chosenFaults(`${field}.protocol`, port.protocol, protocols)];
  });
}

function hostPortFaults(container: JsonObject, path: string, taken: Set<string>): readonly StatusCause[] {
  return objectsIn(container.ports).flatMap((port, index) => {
    if ((numberOf(port.hostPort) ?? 0) === 0) return [];
    const id = `${stringOf(port.protocol) ?? ""}/${stringOf(port.hostIP) ?? ""}/${String(port.hostPort)}`;
    if (taken.has(id)) return [duplicate(`${path}.ports[${index}].hostPort`, id)];
    taken.add(id);
    return [];
  });
}
