import { type JsonObject, listOf, objectOf, objectsIn, stringOf } from "../../../../lib/index.ts";
import type { StatusCause } from "../problem/index.ts";
import { forbiddenField, invalidValue, required, unsupported } from "./causes.ts";
import { containersFaults } from "./containers.ts";
import type { Volumes } from "./mounts.ts";
import { labelFaults, nameFaults, optionalNameFaults, qualifiedNameFaults } from "./names.ts";
import { affinityFaults, gateFaults, spreadFaults, tolerationFaults } from "./scheduling.ts";
import { podSecurityFaults } from "./security.ts";
import { addressFaults, withinFaults } from "./values.ts";
import { tokenFaults, volumesFaults } from "./volumes.ts";

/**
 * What is wrong with a pod spec, wherever it stands.
 *
 * `claims` are volumes that the pod gets besides those that it lists: a StatefulSet's claim templates.
 */
export function podSpecFaults(
  spec: JsonObject,
  path: string,
  claims: readonly JsonObject[] = [],
): readonly StatusCause[] {
  const listed = objectsIn(spec.volumes);
  const volumes: Volumes = new Map([
    ...listed.map((volume) => [stringOf(volume.name) ?? "", volume] as const),
    ...claims.map((claim) => {
      const name = stringOf(objectOf(claim.metadata).name) ?? "";
      return [name, { name, persistentVolumeClaim: { claimName: name } }] as const;
    }),
  ]);
  return [
    ...volumesFaults(listed, path),
    ...containersFaults(spec, path, volumes),
    ...withinFaults(`${path}.activeDeadlineSeconds`, spec.activeDeadlineSeconds, 1, 2_147_483_647),
    ...optionalNameFaults(`${path}.serviceAccountName`, spec.serviceAccountName, "subdomain"),
    ...optionalNameFaults(`${path}.nodeName`, spec.nodeName, "subdomain"),
    ...optionalNameFaults(`${path}.priorityClassName`, spec.priorityClassName, "subdomain"),
    ...optionalNameFaults(`${path}.runtimeClassName`, spec.runtimeClassName, "subdomain"),
    ...labelFaults(`${path}.nodeSelector`, spec.nodeSelector),
    ...podSecurityFaults(spec, path),
    ...affinityFaults(spec.affinity, `${path}.affinity`),
    ...tolerationFaults(spec.tolerations, `${path}.tolerations`),
    ...spreadFaults(spec.topologySpreadConstraints, `${path}.topologySpreadConstraints`),
    ...gateFaults(spec, path),
    ...readinessFaults(spec, path),
    ...hostFaults(spec, path),
    ...resolverFaults(spec, path),
    ...systemFaults(spec, path),
  ];
}

/** As {@link podSpecFaults} for a new Pod itself, which is scheduled. */
export function podFaults(spec: JsonObject): readonly StatusCause[] {
  const causes = [...podSpecFaults(spec, "spec"), ...tokenFaults(spec, "spec")];
  if (listOf(spec.ephemeralContainers).length > 0) {
    causes.push(forbiddenField("spec.ephemeralContainers", "cannot be set on create"));
  }
  if ((stringOf(spec.nodeName) ?? "") !== "" && listOf(spec.schedulingGates).length > 0) {
    causes.push(forbiddenField("spec.nodeName", "cannot be set until all schedulingGates have been cleared"));
  }
  return causes;
}

function readinessFaults(spec: JsonObject, path: string): readonly StatusCause[] {
  return objectsIn(spec.readinessGates).flatMap(({ conditionType }, index) =>
    qualifiedNameFaults(`${path}.readinessGates[${index}].conditionType`, stringOf(conditionType) ?? ""),
  );
}

function hostFaults(spec: JsonObject, path: string): readonly StatusCause[] {
  const hostname = stringOf(spec.hostname) ?? "";
  return [
    ...(hostname.includes(".")
      ? [invalidValue(`${path}.hostname`, hostname, "must not contain dots")]
      : optionalNameFaults(`${path}.hostname`, hostname, "label")),
    ...optionalNameFaults(`${path}.subdomain`, spec.subdomain, "label"),
    ...objectsIn(spec.hostAliases).flatMap((alias, index) => {
      const field = `${path}.hostAliases[${index}]`;
      return [
        ...addressFaults(`${field}.ip`, alias.ip),
        ...listOf(alias.hostnames).flatMap((name, at) =>
          nameFaults(`${field}.hostnames[${at}]`, stringOf(name) ?? "", "subdomain"),
        ),
      ];
    }),
  ];
}

const dnsPolicies = ["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"];
const restartPolicies = ["Always", "OnFailure", "Never"];

function resolverFaults(spec: JsonObject, path: string): readonly StatusCause[] {
  const causes: StatusCause[] = [];
  const policy = stringOf(spec.dnsPolicy) ?? "";
  if (!dnsPolicies.includes(policy)) causes.push(unsupported(`${path}.dnsPolicy`, policy, dnsPolicies));
  const field = `${path}.dnsConfig`;
  if (spec.dnsConfig === undefined) {
    const why = "must provide `dnsConfig` when `dnsPolicy` is None";
    return policy === "None" ? [...causes, required(field, why)] : causes;
  }
  const { nameservers, searches, options } = objectOf(spec.dnsConfig);
  const servers = listOf(nameservers);
  if (policy === "None" && servers.length === 0) {
    causes.push(required(`${field}.nameservers`, "must provide at least one DNS nameserver when `dnsPolicy` is None"));
  }
  if (servers.length > 3) {
    causes.push(invalidValue(`${field}.nameservers`, servers, "must not have more than 3 nameservers"));
  }
  return [
    ...causes,
    ...servers.flatMap((server, index) => addressFaults(`${field}.nameservers[${index}]`, server)),
    ...searchFaults(`${field}.searches`, listOf(searches)),
    ...objectsIn(options).flatMap(({ name }, index) =>
      (stringOf(name) ?? "") === "" ? [required(`${field}.options[${index}]`, "must not be empty")] : [],
    ),
  ];
}

function searchFaults(field: string, searches: readonly unknown[]): readonly StatusCause[] {
  const causes: StatusCause[] = [];
  if (searches.length > 32) {
    causes.push(invalidValue(field, searches, "must not have more than 32 search paths"));
  }
  for (const [index, search] of searches.entries()) {
    const text = (stringOf(search) ?? "").replace(/\.$/, "");
    if (search !== ".") causes.push(...nameFaults(`${field}[${index}]`, text, "search"));
  }
  return causes;
}

function systemFaults(spec: JsonObject, path: string): readonly StatusCause[] {
  const causes: StatusCause[] = [];
  const policy = stringOf(spec.restartPolicy) ?? "";
  if (!restartPolicies.includes(policy)) {
    causes.push(unsupported(`${path}.restartPolicy`, policy, restartPolicies));
  }
  const name = stringOf(objectOf(spec.os).name);
  const systems = ["linux", "windows"];
  if (name === "") causes.push(required(`${path}.os.name`));
  else if (name !== undefined && !systems.includes(name)) causes.push(unsupported(`${path}.os`, name, systems));
  return causes;
}
