import { isObject, type JsonObject, listOf, numberOf, objectOf, objectsIn, stringOf } from "../../../../lib/index.ts";
import type { StatusCause } from "../problem/index.ts";
import { forbiddenField, invalidValue, required } from "./causes.ts";
import { noneNegative, portFaults, portNumberFaults, requiredFaults } from "./values.ts";

const probes = ["livenessProbe", "readinessProbe", "startupProbe"] as const;
const handlers = ["exec", "httpGet", "tcpSocket", "grpc", "sleep"] as const;

/** What is wrong with a container's probes and hooks. `graceSeconds` is how long the pod has to end. */
export function probeFaults(container: JsonObject, path: string, graceSeconds: number): readonly StatusCause[] {
  const causes: StatusCause[] = [];
  for (const name of probes) {
    const probe = container[name];
    if (isObject(probe)) causes.push(...oneProbeFaults(name, probe, `${path}.${name}`, graceSeconds));
  }
  for (const [name, hook] of Object.entries(objectOf(container.lifecycle))) {
    if (isObject(hook)) causes.push(...handlerFaults(hook, `${path}.lifecycle.${name}`, graceSeconds));
  }
  return causes;
}

/** What a container that ends before the others start cannot have. */
export function earlyContainerFaults(container: JsonObject, path: string): readonly StatusCause[] {
  return [...probes, "lifecycle"]
    .filter((name) => container[name] !== undefined)
    .map((name) =>
      forbiddenField(`${path}.${name}`, "may not be set for init containers without restartPolicy=Always"),
    );
}

function oneProbeFaults(
  name: (typeof probes)[number],
  probe: JsonObject,
  path: string,
  graceSeconds: number,
): readonly StatusCause[] {
  const own = numberOf(probe.terminationGracePeriodSeconds);
  const causes = [
    ...handlerFaults(probe, path, graceSeconds),
    ...noneNegative(
      path,
      probe,
      "initialDelaySeconds",
      "timeoutSeconds",
      "periodSeconds",
      "successThreshold",
      "failureThreshold",
    ),
  ];
  if (own !== undefined && own <= 0) {
    causes.push(invalidValue(`${path}.terminationGracePeriodSeconds`, own, "must be greater than 0"));
  }
  if (name === "readinessProbe") {
    return own === undefined
      ? causes
      : [...causes, invalidValue(`${path}.terminationGracePeriodSeconds`, own, "must not be set for readinessProbes")];
  }
  const successes = numberOf(probe.successThreshold) ?? 1;
  return successes === 1 ? causes : [...causes, invalidValue(`${path}.successThreshold`, successes, "must be 1")];
}

function handlerFaults(owner: JsonObject, path: string, graceSeconds: number): readonly StatusCause[] {
  const given = handlers.filter((name) => isObject(owner[name]));
  const [first, ...more] = given;
  if (first === undefined) return [required(path, "must specify a handler type")];
  return [
    ...actionFaults(first, objectOf(owner[first]), `${path}.${first}`, graceSeconds),
    ...more.map((name) => forbiddenField(`${path}.${name}`, "may not specify more than 1 handler type")),
  ];
}

function actionFaults(
  name: (typeof handlers)[number],
  action: JsonObject,
  path: string,
  graceSeconds: number,
): readonly StatusCause[] {
  switch (name) {
    case "exec":
      return listOf(action.command).length === 0 ? [required(`${path}.command`)] : [];
    case "httpGet":
      return [
        ...requiredFaults(`${path}.path`, action.path),
        ...portFaults(`${path}.port`, action.port),
        ...objectsIn(action.httpHeaders).flatMap((header) => headerFaults(header, `${path}.httpHeaders`)),
      ];
    case "tcpSocket":
      return portFaults(`${path}.port`, action.port);
    case "grpc":
      return portNumberFaults(`${path}.port`, action.port);
    default: {
      const seconds = numberOf(action.seconds) ?? 0;
      const why = `must be non-negative and less than terminationGracePeriodSeconds (${graceSeconds})`;
      return seconds < 0 || seconds > graceSeconds ? [invalidValue(path, seconds, why)] : [];
    }
  }
}

function headerFaults(header: JsonObject, list: string): readonly StatusCause[] {
  const name = stringOf(header.name) ?? "";
  const why =
    "a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')";
  return /^[-A-Za-z0-9]+$/.test(name) ? [] : [invalidValue(list, name, why)];
}
