import { objectOf, stringOf } from "../../../../lib/index.ts";
import type { ResourceType } from "../kinds/index.ts";
import { badRequest, invalid } from "../problem/index.ts";
import { createObject, type Place, replaceObject, requireSame, stored } from "../rest/index.ts";
import type { ApiRequest } from "./api-request.ts";
import type { ClusterContext } from "./context.ts";
import { presentObject } from "./presentation.ts";
import type { Reply } from "./reply.ts";
import { optionsOf, readBody } from "./request-body.ts";

/** Built-in kinds that a PUT creates: `AllowCreateOnUpdate` of their strategies in kubernetes/pkg/registry, v1.34. */
const createdByUpdate = new Set([
  "/Endpoints",
  "/Event",
  "/LimitRange",
  "/Service",
  "coordination.k8s.io/Lease",
  "coordination.k8s.io/LeaseCandidate",
  "events.k8s.io/Event",
  "node.k8s.io/RuntimeClass",
  "rbac.authorization.k8s.io/ClusterRole",
  "rbac.authorization.k8s.io/ClusterRoleBinding",
  "rbac.authorization.k8s.io/Role",
  "rbac.authorization.k8s.io/RoleBinding",
]);

/** Built-in kinds of which a PUT has to name the version that it replaces: their `AllowUnconditionalUpdate` says no. */
const replacedByVersion = new Set([
  "admissionregistration.k8s.io/MutatingWebhookConfiguration",
  "admissionregistration.k8s.io/ValidatingAdmissionPolicy",
  "admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding",
  "admissionregistration.k8s.io/ValidatingWebhookConfiguration",
  "coordination.k8s.io/Lease",
  "coordination.k8s.io/LeaseCandidate",
  "node.k8s.io/RuntimeClass",
  "policy/PodDisruptionBudget",
  "storage.k8s.io/CSIDriver",
  "storage.k8s.io/CSINode",
  "storage.k8s.io/CSIStorageCapacity",
  "storage.k8s.io/VolumeAttachment",
]);

/** Answers a PUT. */
export function answerUpdate(context: ClusterContext, request: ApiRequest, place: Place, subresource: string): Reply {
  const { type } = place;
  const options = optionsOf(request, "UpdateOptions");
  const sent = readBody(type, request, options);
  const metadata = objectOf(sent.metadata);
  if (stringOf(metadata.name) === undefined) {
    throw badRequest("metadata.name: Required value: name is required to update an object");
  }
  const isNew = stored(context, place) === undefined;
  if (isNew && subresource === "" && createdByUpdate.has(idOf(type))) {
    requireSame(place, metadata, {});
    return presentObject(context, request, type, createObject(context, place, sent, options), 201);
  }
  const version = stringOf(metadata.resourceVersion) ?? "";
  const needsVersion = type.custom !== undefined || replacedByVersion.has(idOf(type));
  if (!isNew && needsVersion && version === "") throw versionRequired(place);
  return presentObject(context, request, type, replaceObject(context, place, sent, options, { subresource }));
}

function idOf({ group, kind }: ResourceType): string {
  return `${group}/${kind}`;
}

function versionRequired({ type, name }: Place): Error {
  const field = "metadata.resourceVersion";
  const message = "Invalid value: 0: must be specified for an update";
  // Named by the resource and not by the kind: so does the real server.
  return invalid({ group: type.group, kind: type.resource }, name, [{ reason: "FieldValueInvalid", message, field }]);
}
