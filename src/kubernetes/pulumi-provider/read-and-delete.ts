import { at, isObject, type JsonObject, listAt, textAt, withoutValue } from "../../lib/index.ts";
import type { ExistingSubject, PropertyMap, ReadResource } from "../../provider/resource-provider.ts";
import { ApiRejected, ApiUnavailable } from "../client/index.ts";
import { CredentialPluginRefused } from "../kubeconfig/index.ts";
import { sameQuantity } from "../quantity/index.ts";
import { annotation, annotationOf, deletionPropagation, timeoutSeconds } from "./annotations.ts";
import { relinquish } from "./apply.ts";
import { waitUntilGone } from "./await/index.ts";
import { checkpointOf, fromProgram, outputsOf, secretsMarked, toProgram } from "./checkpoint.ts";
import { addressOf } from "./cluster.ts";
import { DeletionStuck } from "./errors.ts";
import { pruned } from "./json.ts";
import { normalized, withoutReadOnly } from "./normalized.ts";
import { describe, fieldManagerOf, idOf, parseId } from "./object-identity.ts";
import { holdsQuantity } from "./quantity.ts";
import { apiVersionOf, parseType } from "./resource-type.ts";
import type { Session } from "./session.ts";

const goneAfterSeconds = 300;

/** The object as it is now; `undefined` when it, or its kind, is gone. */
export async function readObject(
  session: Session,
  subject: ExistingSubject,
  request: { readonly inputs: PropertyMap | undefined; readonly outputs: PropertyMap | undefined },
): Promise<ReadResource | undefined> {
  const before = checkpointOf(request.outputs ?? {});
  const oldInputs = request.inputs === undefined ? {} : normalizedKeepingText(fromProgram(request.inputs));
  const type = parseType(subject.type, "kind" in oldInputs ? oldInputs : before.live);
  const { namespace, name } = parseId(subject.id);
  try {
    const cluster = await session.cluster();
    const resource = await cluster.locate(type);
    const live =
      resource === undefined ? undefined : await cluster.get(resource, namespace ?? session.defaultNamespace, name);
    if (live === undefined) return undefined;

    const known = "metadata" in oldInputs;
    const inputs = known ? inputsSeen(live, oldInputs) : inputsFrom(live);
    const fieldManager = fieldManagerOf(subject.urn, inputs, before.fieldManager);
    const initialApiVersion = before.initialApiVersion ?? apiVersionOf(type);
    return {
      id: idOf(live),
      inputs: toProgram(secretsMarked(inputs)) as PropertyMap,
      outputs: outputsOf({ live, inputs, initialApiVersion, fieldManager }),
    };
  } catch (thrown) {
    if (!isUnreachable(thrown)) throw thrown;
    if (session.config.deleteUnreachable) return undefined;
    if (session.config.skipUpdateUnreachable) {
      return { id: subject.id, inputs: request.inputs ?? {}, outputs: request.outputs ?? {} };
    }
    throw thrown;
  }
}

/** Deletes an object and waits until it is gone; a Patch resource only gives up its fields. Repeatable. @throws {DeletionStuck} */
export async function deleteObject(
  session: Session,
  subject: ExistingSubject,
  request: { readonly inputs: PropertyMap; readonly outputs: PropertyMap },
): Promise<void> {
  const { live, fieldManager: manager } = checkpointOf(request.outputs);
  const inputs = fromProgram(request.inputs);
  const type = parseType(subject.type, "kind" in live ? live : inputs);
  const { namespace, name } = parseId(subject.id);
  try {
    const cluster = await session.cluster();
    const resource = await cluster.locate(type);
    if (resource === undefined) return;
    if (type.patch) {
      const fieldManager = fieldManagerOf(subject.urn, inputs, manager);
      await relinquish({ cluster, resource, object: live, fieldManager, signal: subject.signal });
      return;
    }
    const place = namespace ?? (resource.namespaced ? session.defaultNamespace : undefined);
    const propagation = deletionPropagation(inputs);
    if (!(await cluster.api.delete(addressOf(resource, place, name), { propagation, signal: subject.signal }))) return;
    if (annotationOf(inputs, annotation.skipAwait) === "true") return;

    const seconds = timeoutSeconds(inputs, goneAfterSeconds);
    const current = await cluster.get(resource, place, name);
    if (current === undefined) return;
    const wait = { cluster, resource, namespace: place, name, seconds, signal: subject.signal };
    const left = await waitUntilGone(wait, textAt(current, "metadata", "uid"));
    if (left !== undefined) {
      const finalizers = listAt(left, "metadata", "finalizers").map(String);
      throw new DeletionStuck({ object: describe(left), finalizers, seconds });
    }
  } catch (thrown) {
    if (thrown instanceof ApiRejected && thrown.is("NotFound")) return;
    if (isUnreachable(thrown) && session.config.deleteUnreachable) return;
    throw thrown;
  }
}

/** The inputs as the cluster has them now: what the program speaks of, with the live values. */
function inputsSeen(live: JsonObject, oldInputs: JsonObject): JsonObject {
  const seen = asWritten(pruned(live, oldInputs), oldInputs, []) as JsonObject;
  // A Secret's text is not kept as text; what was given stays, unless the data says otherwise.
  return "stringData" in oldInputs ? { ...seen, stringData: oldInputs["stringData"] } : seen;
}

/** What was seen, with quantities in the words of the program: that an API server writes `0.1` as `100m` is no change. */
function asWritten(seen: unknown, written: unknown, path: readonly (string | number)[]): unknown {
  if (Array.isArray(seen)) return seen.map((item, index) => asWritten(item, at(written, index), [...path, index]));
  if (!isObject(seen)) return holdsQuantity(path) && sameQuantity(seen, written) ? written : seen;
  return Object.fromEntries(
    Object.entries(seen).map(([key, inner]) => [key, asWritten(inner, at(written, key), [...path, key])]),
  );
}

/** The inputs of an object that is read for the first time: all that it says but what only the API server sets. */
function inputsFrom(live: JsonObject): JsonObject {
  const { status: _, ...rest } = withoutReadOnly(live);
  const added = ["deployment.kubernetes.io/revision", "kubectl.kubernetes.io/last-applied-configuration"];
  return added.reduce((inputs, key) => withoutValue(inputs, ["metadata", "annotations", key]), rest);
}

function normalizedKeepingText(inputs: JsonObject): JsonObject {
  return "stringData" in inputs ? { ...normalized(inputs), stringData: inputs["stringData"] } : withoutReadOnly(inputs);
}

function isUnreachable(thrown: unknown): boolean {
  return thrown instanceof ApiUnavailable || thrown instanceof CredentialPluginRefused;
}
