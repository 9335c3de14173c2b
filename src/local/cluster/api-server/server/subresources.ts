import { listOf, objectOf, stringOf, textOf } from "../../../../lib/index.ts";
import { ApiProblem, badRequest, conflict, methodNotAllowed } from "../problem/index.ts";
import {
  changed,
  deleteObject,
  existing,
  type Place,
  readObject,
  removeOptions,
  replaceObject,
} from "../rest/index.ts";
import type { ApiRequest } from "./api-request.ts";
import type { ClusterContext } from "./context.ts";
import { streamPodLog } from "./pod-log-stream.ts";
import { json, type Reply, text } from "./reply.ts";
import { optionsOf, parseBody } from "./request-body.ts";
import { answerScale } from "./scale-requests.ts";
import { issueToken } from "./token-requests.ts";

/** Answers a request for a part of an object other than its status. */
export async function answerSubresource(
  context: ClusterContext,
  request: ApiRequest,
  place: Place,
  subresource: string,
): Promise<Reply> {
  switch (`${place.type.table}/${subresource}`) {
    case "serviceaccounts/token":
      return issueToken(context, request, place);
    case "pods/log":
      return showLogs(context, request, place);
    case "pods/binding":
      return bindPod(context, request, place);
    case "pods/eviction":
      return evictPod(context, request, place);
    case "pods/ephemeralcontainers":
    case "pods/resize":
    case "certificatesigningrequests.certificates.k8s.io/approval":
      return updatePart(context, request, place, subresource);
    case "namespaces/finalize":
      return finalizeNamespace(context, request, place);
    default:
      if (subresource === "scale") return answerScale(context, request, place);
      throw unavailable(place, subresource);
  }
}

/** What needs a process inside the cluster is refused by name. */
function unavailable({ type }: Place, subresource: string): ApiProblem {
  return new ApiProblem(
    { status: 501, reason: "NotImplemented" },
    `the local API server has no ${type.resource}/${subresource}: its workloads are simulated`,
  );
}

async function showLogs(context: ClusterContext, request: ApiRequest, place: Place): Promise<Reply> {
  if (request.verb !== "get") throw methodNotAllowed();
  const pod = existing(context, place);
  const names = listOf(objectOf(pod.spec).containers).map((container) => textOf(objectOf(container).name));
  const wanted = request.query.get("container") ?? "";
  if (wanted === "" && names.length > 1) {
    throw badRequest(`a container name must be specified for pod ${place.name}, choose one of: [${names.join(" ")}]`);
  }
  const container = wanted === "" ? (names[0] ?? "") : wanted;
  if (!names.includes(container)) throw badRequest(`container ${container} is not valid for pod ${place.name}`);
  const tail = request.query.get("tailLines");
  const log = {
    namespace: place.namespace,
    pod: place.name,
    container,
    previous: request.query.get("previous") === "true",
  };
  const lines = await context.podLogs({ ...log, ...(tail === null ? {} : { tailLines: Number(tail) }) });
  if (lines === undefined) {
    throw badRequest(`container "${container}" in pod "${place.name}" is waiting to start: ContainerCreating`);
  }
  return request.query.get("follow") === "true" ? streamPodLog(lines, () => context.podLogs(log)) : text(lines);
}

function bindPod(context: ClusterContext, request: ApiRequest, place: Place): Reply {
  if (request.verb !== "create") throw methodNotAllowed();
  const pod = existing(context, place);
  const node = stringOf(objectOf(parseBody(request).target).name) ?? "";
  const spec = objectOf(pod.spec);
  if (spec.nodeName !== undefined && spec.nodeName !== node) {
    throw conflict(place.type, place.name, `pod ${place.name} is already assigned to node "${textOf(spec.nodeName)}"`);
  }
  const options = optionsOf(request, "CreateOptions");
  replaceObject(context, place, { ...pod, spec: { ...spec, nodeName: node } }, options, { subresource: "" });
  return json({ kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", code: 201 }, 201);
}

function evictPod(context: ClusterContext, request: ApiRequest, place: Place): Reply {
  if (request.verb !== "create") throw methodNotAllowed();
  const { dryRun } = optionsOf(request, "CreateOptions");
  const { deleteOptions } = parseBody(request);
  deleteObject(context, place, removeOptions(deleteOptions, request.query, dryRun));
  return json({ kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", code: 201 }, 201);
}

function updatePart(context: ClusterContext, request: ApiRequest, place: Place, subresource: string): Reply {
  const before = existing(context, place);
  const options = optionsOf(request, "UpdateOptions");
  switch (request.verb) {
    case "get":
      return json(before);
    case "update": {
      const sent = readObject(place.type, parseBody(request), options);
      return json(replaceObject(context, place, sent, options, { subresource }));
    }
    case "patch": {
      const patched = changed(place.type, before, request.contentType, request.body);
      const sent = readObject(place.type, patched, options);
      return json(replaceObject(context, place, sent, options, { subresource }));
    }
    default:
      throw methodNotAllowed();
  }
}

function finalizeNamespace(context: ClusterContext, request: ApiRequest, place: Place): Reply {
  if (request.verb !== "update") throw methodNotAllowed();
  const options = optionsOf(request, "UpdateOptions");
  const sent = readObject(place.type, parseBody(request), options);
  return json(replaceObject(context, place, sent, options, { subresource: "finalize" }));
}
