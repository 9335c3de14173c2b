import { isObject, type JsonObject, listOf, objectOf, objectsIn, stringOf } from "../../../../lib/index.ts";
import type { StatusCause } from "../problem/index.ts";
import { invalidValue, required, unsupported } from "./causes.ts";
import { nameFaults } from "./names.ts";
import { labelSelectorFaults } from "./selectors.ts";

const ownGroup = "rbac.authorization.k8s.io";

/** What is wrong with a Role, which is of a namespace, or a ClusterRole. */
export function roleFaults(_: JsonObject, role: JsonObject): readonly StatusCause[] {
  const causes = objectsIn(role.rules).flatMap((rule, index) =>
    ruleFaults(rule, `rules[${index}]`, role.kind === "Role"),
  );
  if (!isObject(role.aggregationRule)) return causes;
  const selectors = objectsIn(role.aggregationRule.clusterRoleSelectors);
  const field = "aggregationRule.clusterRoleSelectors";
  if (selectors.length === 0) {
    return [...causes, required(field, "at least one clusterRoleSelector required if aggregationRule is non-nil")];
  }
  return [...causes, ...selectors.flatMap((one, index) => labelSelectorFaults(`${field}[${index}]`, one))];
}

function ruleFaults(rule: JsonObject, path: string, inNamespace: boolean): readonly StatusCause[] {
  const paths = listOf(rule.nonResourceURLs);
  const [groups, resources, names] = [listOf(rule.apiGroups), listOf(rule.resources), listOf(rule.resourceNames)];
  const causes: StatusCause[] = [];
  if (listOf(rule.verbs).length === 0) {
    causes.push(required(`${path}.verbs`, "verbs must contain at least one value"));
  }
  if (paths.length > 0) {
    const field = `${path}.nonResourceURLs`;
    if (inNamespace) causes.push(invalidValue(field, paths, "namespaced rules cannot apply to non-resource URLs"));
    if (groups.length > 0 || resources.length > 0 || names.length > 0) {
      causes.push(invalidValue(field, paths, "rules cannot apply to both regular resources and non-resource URLs"));
    }
    return causes;
  }
  if (groups.length === 0) {
    causes.push(required(`${path}.apiGroups`, "resource rules must supply at least one api group"));
  }
  if (resources.length === 0) {
    causes.push(required(`${path}.resources`, "resource rules must supply at least one resource"));
  }
  return causes;
}

/** What is wrong with a RoleBinding, which is of a namespace, or a ClusterRoleBinding. */
export function bindingFaults(_: JsonObject, binding: JsonObject): readonly StatusCause[] {
  const { apiGroup, kind, name } = objectOf(binding.roleRef);
  const kinds = binding.kind === "RoleBinding" ? ["Role", "ClusterRole"] : ["ClusterRole"];
  const causes: StatusCause[] = [];
  if (apiGroup !== undefined && apiGroup !== ownGroup) {
    causes.push(unsupported("roleRef.apiGroup", apiGroup, [ownGroup]));
  }
  if (!kinds.includes(stringOf(kind) ?? "")) causes.push(unsupported("roleRef.kind", stringOf(kind) ?? "", kinds));
  const role = stringOf(name) ?? "";
  causes.push(...(role === "" ? [required("roleRef.name")] : nameFaults("roleRef.name", role, "path")));
  return [...causes, ...objectsIn(binding.subjects).flatMap((one, index) => subjectFaults(one, `subjects[${index}]`))];
}

function subjectFaults(subject: JsonObject, path: string): readonly StatusCause[] {
  const name = stringOf(subject.name) ?? "";
  const group = stringOf(subject.apiGroup) ?? "";
  const causes: StatusCause[] = name === "" ? [required(`${path}.name`)] : [];
  switch (subject.kind) {
    case "ServiceAccount":
      if (name !== "") causes.push(...nameFaults(`${path}.name`, name, "subdomain"));
      if (group !== "") causes.push(unsupported(`${path}.apiGroup`, group, [""]));
      return causes;
    case "User":
    case "Group":
      if (group !== ownGroup) causes.push(unsupported(`${path}.apiGroup`, group, [ownGroup]));
      return causes;
    default:
      return [...causes, unsupported(`${path}.kind`, subject.kind ?? "", ["ServiceAccount", "User", "Group"])];
  }
}
