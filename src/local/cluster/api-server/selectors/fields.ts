import { at, memberOf, textOf } from "../../../../lib/index.ts";
import { badRequest } from "../problem/index.ts";

export type FieldSelector = (object: unknown) => boolean;

const everywhere = ["metadata.name", "metadata.namespace"];
const involved = ["kind", "namespace", "name", "uid", "apiVersion", "resourceVersion", "fieldPath"];

/** Fields beside name and namespace that a list of the resource can be narrowed by, as in a real server. */
const selectable: Readonly<Record<string, readonly string[]>> = {
  pods: [
    "spec.nodeName",
    "spec.restartPolicy",
    "spec.schedulerName",
    "spec.serviceAccountName",
    "spec.hostNetwork",
    "status.phase",
    "status.podIP",
    "status.nominatedNodeName",
  ],
  events: [...involved.map((name) => `involvedObject.${name}`), "reason", "reportingComponent", "source", "type"],
  "events.events.k8s.io": [...involved.map((name) => `regarding.${name}`), "reason", "reportingController", "type"],
  secrets: ["type"],
  namespaces: ["status.phase"],
  nodes: ["spec.unschedulable"],
  services: ["spec.clusterIP", "spec.type"],
  replicationcontrollers: ["status.replicas"],
  "replicasets.apps": ["status.replicas"],
  "jobs.batch": ["status.successful"],
  "certificatesigningrequests.certificates.k8s.io": ["spec.signerName"],
  "resourceslices.resource.k8s.io": ["spec.nodeName", "spec.driver"],
};

/**
 * Reads a `fieldSelector` query for a resource: `metadata.name=a,status.phase!=Running`.
 * @param extra paths that a CustomResourceDefinition declares selectable
 * @throws {ApiProblem} 400 for a field that the resource cannot be selected by
 */
export function parseFieldSelector(text: string, resource: string, extra: readonly string[] = []): FieldSelector {
  const terms = text
    .split(",")
    .filter((term) => term !== "")
    .map((term) => parseTerm(term, [...everywhere, ...(memberOf(selectable, resource) ?? []), ...extra]));
  return (object) => terms.every(({ path, value, equal }) => (read(object, path) === value) === equal);
}

function parseTerm(term: string, allowed: readonly string[]): { path: string; value: string; equal: boolean } {
  const match = /^([^=!]+)(!=|==|=)(.*)$/.exec(term);
  const path = match?.[1];
  if (path === undefined) {
    throw badRequest(`invalid selector: '${term}'; can't understand '${term}'`);
  }
  if (!allowed.includes(path)) {
    const names = allowed.map((name) => JSON.stringify(name)).join(", ");
    throw badRequest(
      allowed.length > everywhere.length
        ? `field label not supported: ${path}`
        : `${JSON.stringify(path)} is not a known field selector: only ${names}`,
    );
  }
  return { path, value: match?.[3] ?? "", equal: match?.[2] !== "!=" };
}

function read(object: unknown, path: string): string {
  const value = at(object, ...path.split("."));
  return value === undefined || value === null ? defaultOf(path) : textOf(value);
}

function defaultOf(path: string): string {
  if (path === "spec.unschedulable" || path === "spec.hostNetwork") return "false";
  return path.endsWith("replicas") || path.endsWith("successful") ? "0" : "";
}
