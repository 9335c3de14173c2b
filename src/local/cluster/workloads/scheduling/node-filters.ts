import { listAt, memberOf, objectAt, textAt } from "../../../../lib/index.ts";
import type { KubernetesObject } from "../../api-server/index.ts";
import { labelsOf, meetsExpression } from "../objects/index.ts";

/** Why a Pod cannot be on a node, other Pods aside, in kube-scheduler's words; `undefined` when it can. */
export function nodeProblem(podSpec: unknown, node: KubernetesObject): string | undefined {
  const tolerations = listAt(podSpec, "tolerations");
  const cordoned = { key: "node.kubernetes.io/unschedulable", effect: "NoSchedule" };
  const tolerated = (taint: unknown) => tolerations.some((toleration) => tolerates(toleration, taint));
  const named = textAt(podSpec, "nodeName") !== undefined;
  if (objectAt(node, "spec")["unschedulable"] === true && !named && !tolerated(cordoned))
    return "node(s) were unschedulable";
  const taint = listAt(node, "spec", "taints").find(
    (one) => textAt(one, "effect") !== "PreferNoSchedule" && !tolerated(one),
  );
  if (taint !== undefined)
    return `node(s) had untolerated taint {${textAt(taint, "key") ?? ""}: ${textAt(taint, "value") ?? ""}}`;
  return isSelected(podSpec, node) ? undefined : "node(s) didn't match Pod's node affinity/selector";
}

/** Whether a Pod may run on a node by its selector, its affinity to nodes and the node's taints. */
export const fits = (podSpec: unknown, node: KubernetesObject): boolean => nodeProblem(podSpec, node) === undefined;

function isSelected(podSpec: unknown, node: KubernetesObject): boolean {
  const { name } = node.metadata;
  const labels: Readonly<Record<string, unknown>> = { "kubernetes.io/hostname": name, ...labelsOf(node) };
  if (!Object.entries(objectAt(podSpec, "nodeSelector")).every(([key, value]) => memberOf(labels, key) === value))
    return false;
  const required = objectAt(podSpec, "affinity", "nodeAffinity")["requiredDuringSchedulingIgnoredDuringExecution"];
  if (required === undefined) return true;
  return listAt(required, "nodeSelectorTerms").some((term) => {
    const [expressions, fields] = [listAt(term, "matchExpressions"), listAt(term, "matchFields")];
    if (expressions.length + fields.length === 0) return false;
    const byName = { "metadata.name": name };
    return expressions.every((one) => meets(one, labels)) && fields.every((one) => meets(one, byName));
  });
}

/** The operators of a `LabelSelector`, and the two that only a Node's have. */
function meets(expression: unknown, labels: Readonly<Record<string, unknown>>): boolean {
  const value = memberOf(labels, textAt(expression, "key") ?? "");
  const [limit] = listAt(expression, "values");
  switch (textAt(expression, "operator")) {
    case "Gt":
      return value !== undefined && Number(value) > Number(limit);
    case "Lt":
      return value !== undefined && Number(value) < Number(limit);
    default:
      return meetsExpression(expression, labels);
  }
}

function tolerates(toleration: unknown, taint: unknown): boolean {
  const effect = textAt(toleration, "effect") ?? "";
  if (effect !== "" && effect !== textAt(taint, "effect")) return false;
  const key = textAt(toleration, "key") ?? "";
  if (textAt(toleration, "operator") === "Exists") return key === "" || key === textAt(taint, "key");
  return key === textAt(taint, "key") && (textAt(toleration, "value") ?? "") === (textAt(taint, "value") ?? "");
}
