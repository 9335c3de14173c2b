import { isObject, type JsonObject, listOf, numberOf, objectOf, objectsIn, stringOf } from "../../../../lib/index.ts";
import type { StatusCause } from "../problem/index.ts";
import { type Labels, labelSelectorOf } from "../selectors/index.ts";
import { forbiddenField, invalidValue, required, unsupported } from "./causes.ts";
import { claimSpecFaults } from "./claims.ts";
import { annotationFaults, labelFaults, optionalNameFaults } from "./names.ts";
import { podSpecFaults } from "./pod-spec.ts";
import { labelSelectorFaults } from "./selectors.ts";
import { isNone, noneNegative, notNegative, numberOrShareFaults } from "./values.ts";

/** What is wrong with a Deployment. */
export function deploymentFaults(spec: JsonObject, object: JsonObject): readonly StatusCause[] {
  const causes = [
    ...noneNegative("spec", spec, "replicas", "minReadySeconds", "revisionHistoryLimit", "progressDeadlineSeconds"),
    ...selectedTemplateFaults(spec, object),
    ...strategyFaults(objectOf(spec.strategy)),
  ];
  const [deadline, ready] = [numberOf(spec.progressDeadlineSeconds), numberOf(spec.minReadySeconds) ?? 0];
  if (deadline !== undefined && deadline >= 0 && deadline <= ready) {
    causes.push(invalidValue("spec.progressDeadlineSeconds", deadline, "must be greater than minReadySeconds"));
  }
  return causes;
}

function strategyFaults(strategy: JsonObject): readonly StatusCause[] {
  const { type, rollingUpdate } = strategy;
  if (type === "Recreate") {
    const why = "may not be specified when strategy `type` is 'Recreate'";
    return isObject(rollingUpdate) ? [forbiddenField("spec.strategy.rollingUpdate", why)] : [];
  }
  if (type !== "RollingUpdate") return [unsupported("spec.strategy", strategy, ["Recreate", "RollingUpdate"])];
  const { maxUnavailable, maxSurge } = objectOf(rollingUpdate);
  const field = "spec.strategy.rollingUpdate";
  const causes = [
    ...numberOrShareFaults(`${field}.maxUnavailable`, maxUnavailable),
    ...numberOrShareFaults(`${field}.maxSurge`, maxSurge).filter(({ message }) => !message.includes("100%")),
  ];
  if (isNone(maxUnavailable) && isNone(maxSurge)) {
    causes.push(invalidValue(`${field}.maxUnavailable`, maxUnavailable, "may not be 0 when `maxSurge` is 0"));
  }
  return causes;
}

export function replicaSetFaults(spec: JsonObject, object: JsonObject): readonly StatusCause[] {
  return [...noneNegative("spec", spec, "replicas", "minReadySeconds"), ...selectedTemplateFaults(spec, object)];
}

/** What is wrong with a StatefulSet. */
export function statefulSetFaults(spec: JsonObject, object: JsonObject): readonly StatusCause[] {
  const claims = objectsIn(spec.volumeClaimTemplates);
  const causes: StatusCause[] = [
    ...optionalNameFaults("spec.serviceName", spec.serviceName, "label"),
    ...noneNegative("spec", spec, "replicas", "minReadySeconds", "revisionHistoryLimit"),
    ...notNegative("spec.ordinals.start", objectOf(spec.ordinals).start),
    ...selectedTemplateFaults(spec, object, claims),
    ...claims.flatMap((claim, index) =>
      claimSpecFaults(objectOf(claim.spec), `spec.volumeClaimTemplates[${index}].spec`),
    ),
    ...retentionFaults(objectOf(spec.persistentVolumeClaimRetentionPolicy)),
  ];
  const order = stringOf(spec.podManagementPolicy) ?? "";
  if (order !== "OrderedReady" && order !== "Parallel") {
    causes.push(invalidValue("spec.podManagementPolicy", order, "must be 'OrderedReady' or 'Parallel'"));
  }
  const strategy = objectOf(spec.updateStrategy);
  const { type, rollingUpdate } = strategy;
  const field = "spec.updateStrategy";
  if (type === "OnDelete") {
    const why = "only allowed for updateStrategy 'RollingUpdate'";
    return isObject(rollingUpdate) ? [...causes, invalidValue(`${field}.rollingUpdate`, rollingUpdate, why)] : causes;
  }
  if (type !== "RollingUpdate") {
    return [...causes, invalidValue(field, strategy, "must be 'RollingUpdate' or 'OnDelete'")];
  }
  return [...causes, ...notNegative(`${field}.rollingUpdate.partition`, objectOf(rollingUpdate).partition)];
}

function retentionFaults(policy: JsonObject): readonly StatusCause[] {
  const allowed = ["Retain", "Delete"];
  return ["whenDeleted", "whenScaled"]
    .filter((name) => policy[name] !== undefined && !allowed.includes(stringOf(policy[name]) ?? ""))
    .map((name) => unsupported(`spec.persistentVolumeClaimRetentionPolicy.${name}`, policy[name], allowed));
}

/** What is wrong with a DaemonSet. */
export function daemonSetFaults(spec: JsonObject, object: JsonObject): readonly StatusCause[] {
  const causes = [
    ...noneNegative("spec", spec, "minReadySeconds", "revisionHistoryLimit"),
    ...selectedTemplateFaults(spec, object),
  ];
  const strategy = objectOf(spec.updateStrategy);
  if (strategy.type === "OnDelete") return causes;
  const field = "spec.updateStrategy";
  if (strategy.type !== "RollingUpdate") {
    return [...causes, unsupported(field, strategy, ["RollingUpdate", "OnDelete"])];
  }
  const { maxUnavailable, maxSurge } = objectOf(strategy.rollingUpdate);
  causes.push(
    ...numberOrShareFaults(`${field}.rollingUpdate.maxUnavailable`, maxUnavailable),
    ...numberOrShareFaults(`${field}.rollingUpdate.maxSurge`, maxSurge),
  );
  if (isNone(maxUnavailable) && isNone(maxSurge)) {
    causes.push(required(`${field}.rollingUpdate.maxUnavailable`, "cannot be 0 when maxSurge is 0"));
  } else if (!isNone(maxUnavailable) && !isNone(maxSurge)) {
    causes.push(
      invalidValue(`${field}.rollingUpdate.maxSurge`, maxSurge, "may not be set when maxUnavailable is non-zero"),
    );
  }
  return causes;
}

/** Checks a selector with the template of the pods that it has to select, which run for good. */
function selectedTemplateFaults(
  spec: JsonObject,
  object: JsonObject,
  claims: readonly JsonObject[] = [],
): readonly StatusCause[] {
  const template = objectOf(spec.template);
  const { labels, annotations } = objectOf(template.metadata);
  const pod = objectOf(template.spec);
  const causes = [
    ...selectorFaults(spec.selector, labels, String(object.kind)),
    ...labelFaults("spec.template.labels", labels),
    ...annotationFaults("spec.template.annotations", annotations),
    ...podSpecFaults(pod, "spec.template.spec", claims),
  ];
  if (pod.restartPolicy !== "Always") {
    causes.push(unsupported("spec.template.spec.restartPolicy", pod.restartPolicy, ["Always"]));
  }
  if (pod.activeDeadlineSeconds !== undefined) {
    const why = "activeDeadlineSeconds in ReplicaSet is not Supported";
    causes.push(forbiddenField("spec.template.spec.activeDeadlineSeconds", why));
  }
  if (listOf(pod.ephemeralContainers).length > 0) {
    const why = "ephemeral containers not allowed in pod template";
    causes.push(forbiddenField("spec.template.spec.ephemeralContainers", why));
  }
  return causes;
}

function selectorFaults(selector: unknown, labels: unknown, kind: string): readonly StatusCause[] {
  const unmatched = invalidValue(
    "spec.template.metadata.labels",
    labels ?? null,
    "`selector` does not match template `labels`",
  );
  if (selector === undefined) return [required("spec.selector"), unmatched];
  const wrong = labelSelectorFaults("spec.selector", selector);
  const { matchLabels, matchExpressions } = objectOf(selector);
  if (Object.keys(objectOf(matchLabels)).length === 0 && listOf(matchExpressions).length === 0) {
    return [...wrong, invalidValue("spec.selector", selector, `empty selector is invalid for ${kind.toLowerCase()}`)];
  }
  const unreadable = wrong.some(({ field }) => /\.(?:operator|values)$/.test(field ?? ""));
  if (unreadable) return [...wrong, invalidValue("spec.selector", selector, "invalid label selector")];
  return labelSelectorOf(selector)(objectOf(labels) as Labels) ? wrong : [...wrong, unmatched];
}
