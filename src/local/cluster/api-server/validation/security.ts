import { isObject, type JsonObject, objectOf, objectsIn, stringOf } from "../../../../lib/index.ts";
import type { StatusCause } from "../problem/index.ts";
import { duplicate, forbiddenField, invalidValue, required } from "./causes.ts";
import { pathBelowFaults, withinFaults } from "./values.ts";

const mostId = 2_147_483_647;
const kernelSetting = "^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$";
const isKernelSetting = new RegExp(kernelSetting);

function idFaults(context: JsonObject, path: string, ...names: readonly string[]): readonly StatusCause[] {
  return names.flatMap((name) => withinFaults(`${path}.${name}`, context[name], 0, mostId));
}

/** What is wrong with the rights of a container. */
export function containerSecurityFaults(context: unknown, path: string): readonly StatusCause[] {
  if (!isObject(context)) return [];
  const causes = [...idFaults(context, path, "runAsUser", "runAsGroup"), ...profileFaults(context, path)];
  const added = objectOf(context.capabilities).add;
  if (context.allowPrivilegeEscalation === false) {
    const why = (reason: string): string => `cannot set \`allowPrivilegeEscalation\` to false and ${reason}`;
    if (context.privileged === true) causes.push(invalidValue(path, context, why("`privileged` to true")));
    if (Array.isArray(added) && added.includes("SYS_ADMIN")) {
      causes.push(invalidValue(path, context, why("`capabilities.Add` CAP_SYS_ADMIN")));
    }
  }
  return causes;
}

/** What is wrong with the rights that all containers of a pod share. */
export function podSecurityFaults(spec: JsonObject, path: string): readonly StatusCause[] {
  const context = objectOf(spec.securityContext);
  const field = `${path}.securityContext`;
  const causes = [
    ...idFaults(context, field, "fsGroup", "runAsUser", "runAsGroup"),
    ...(Array.isArray(context.supplementalGroups) ? context.supplementalGroups : []).flatMap((id: unknown, index) =>
      withinFaults(`${field}.supplementalGroups[${index}]`, id, 0, mostId),
    ),
    ...profileFaults(context, field),
    ...kernelFaults(context, field),
  ];
  if (spec.shareProcessNamespace === true && spec.hostPID === true) {
    const why = "ShareProcessNamespace and HostPID cannot both be enabled";
    causes.push(invalidValue(`${field}.shareProcessNamespace`, true, why));
  }
  if (spec.hostUsers === false) {
    for (const name of ["hostNetwork", "hostPID", "hostIPC"]) {
      if (spec[name] === true) causes.push(forbiddenField(`${path}.${name}`, "when `hostUsers` is false"));
    }
  }
  return [...causes, ...operatingSystemFaults(spec, path)];
}

function profileFaults(context: JsonObject, path: string): StatusCause[] {
  const profile = context.seccompProfile;
  if (!isObject(profile)) return [];
  const field = `${path}.seccompProfile.localhostProfile`;
  const file = stringOf(profile.localhostProfile);
  if (profile.type === "Localhost") {
    return file === undefined
      ? [required(field, "must be set when seccomp type is Localhost")]
      : [...pathBelowFaults(field, file)];
  }
  return file === undefined ? [] : [invalidValue(field, profile, "can only be set when seccomp type is Localhost")];
}

function kernelFaults(context: JsonObject, path: string): readonly StatusCause[] {
  const names = new Set<string>();
  return objectsIn(context.sysctls).flatMap((setting, index) => {
    const field = `${path}.sysctls[${index}].name`;
    const name = stringOf(setting.name) ?? "";
    if (name === "") return [required(field)];
    if (name.length > 253 || !isKernelSetting.test(name)) {
      return [invalidValue(field, name, `must have at most 253 characters and match regex ${kernelSetting}`)];
    }
    if (names.has(name)) return [duplicate(field, name)];
    names.add(name);
    return [];
  });
}

const ofLinuxPods = [
  "seLinuxOptions",
  "seccompProfile",
  "appArmorProfile",
  "fsGroup",
  "fsGroupChangePolicy",
  "sysctls",
  "runAsUser",
  "runAsGroup",
  "supplementalGroups",
  "supplementalGroupsPolicy",
];
const ofLinuxContainers = [
  "seLinuxOptions",
  "seccompProfile",
  "appArmorProfile",
  "capabilities",
  "readOnlyRootFilesystem",
  "privileged",
  "allowPrivilegeEscalation",
  "procMount",
  "runAsUser",
  "runAsGroup",
];

function operatingSystemFaults(spec: JsonObject, path: string): readonly StatusCause[] {
  const { name } = objectOf(spec.os);
  const contexts: (readonly [string, JsonObject, readonly string[]])[] = [
    [`${path}.securityContext`, objectOf(spec.securityContext), ofLinuxPods],
    ...["initContainers", "containers"].flatMap((list) =>
      objectsIn(spec[list]).map(
        (container, index) =>
          [
            `${path}.${list}[${index}].securityContext`,
            objectOf(container.securityContext),
            ofLinuxContainers,
          ] as const,
      ),
    ),
  ];
  if (name === "linux") {
    return contexts.flatMap(([field, { windowsOptions }]) =>
      windowsOptions === undefined
        ? []
        : [forbiddenField(`${field}.windowsOptions`, "windows options cannot be set for a linux pod")],
    );
  }
  if (name !== "windows") return [];
  const why = "cannot be set for a windows pod";
  return [
    ...["hostPID", "hostIPC", "shareProcessNamespace"]
      .filter((field) => spec[field] === true)
      .map((field) => forbiddenField(`${path}.${field}`, why)),
    ...contexts.flatMap(([field, context, names]) =>
      names.filter((one) => context[one] !== undefined).map((one) => forbiddenField(`${field}.${one}`, why)),
    ),
  ];
}
