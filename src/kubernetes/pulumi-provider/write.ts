import { type JsonObject, messageOf, textAt, withoutValue, withValue } from "../../lib/index.ts";
import {
  type CreatedResource,
  type ExistingSubject,
  PartlyCreated,
  type PropertyMap,
  type Subject,
} from "../../provider/resource-provider.ts";
import { containsUnknowns, unknownValue } from "../../pulumi/index.ts";
import { ApiRejected, type Resource } from "../client/index.ts";
import { annotation, annotationOf, isAnnotated, timeoutSeconds } from "./annotations.ts";
import { applyObject, managersOf, relinquish } from "./apply.ts";
import { waitUntilReady } from "./await/index.ts";
import { checkpointOf, fromProgram, outputsOf, toProgram } from "./checkpoint.ts";
import type { Cluster } from "./cluster.ts";
import { ObjectExists, ObjectGone } from "./errors.ts";
import { withIgnoredFields } from "./ignore-changes.ts";
import { withoutReadOnly } from "./normalized.ts";
import { describe, fieldManagerOf, idOf, ownFieldManager, parseId } from "./object-identity.ts";
import { apiVersionOf, parseType, type ResourceType } from "./resource-type.ts";
import { whileNotThereYet } from "./retry.ts";
import type { Session } from "./session.ts";

const readyAfterSeconds = 600;

/** Creates an object by applying it, and waits until it is ready. @throws {PartlyCreated} @throws {ObjectExists} */
export async function createObject(session: Session, subject: Subject, inputs: PropertyMap): Promise<CreatedResource> {
  const object = withoutReadOnly(fromProgram(inputs));
  const type = parseType(subject.type, object);
  const fieldManager = managerFor(session, subject, object, undefined);
  const cluster = await session.cluster();
  const target = { cluster, fieldManager, signal: subject.signal };
  const { live, resource } = await whileNotThereYet(
    subject.signal,
    async () => {
      const resource = await cluster.mustLocate(type);
      const placed = placedAt(resource, object);
      // A name that the server makes up has no address to apply to.
      if (isNamedByServer(placed)) return { live: await cluster.api.create(resource, placed), resource };
      if (!type.patch) await mustBeNew(session, cluster, resource, placed, ownFieldManager(subject.urn));
      const force = forces(session, placed);
      const live = await applyObject({ ...target, object: placed, resource, force, dryRun: false });
      return { live, resource };
    },
    (why) => session.logger.info({ urn: subject.urn, why }, "creation is tried again"),
  );
  const outputs = await settled(session, subject, { type, cluster, resource, inputs: object, live, fieldManager });
  return { id: idOf(live), outputs };
}

/** Changes an object by applying it, and waits until it is ready again. @throws {PartlyCreated} @throws {FieldConflict} */
export async function updateObject(
  session: Session,
  subject: ExistingSubject,
  request: { readonly oldOutputs: PropertyMap; readonly news: PropertyMap; readonly ignoreChanges: readonly string[] },
): Promise<PropertyMap> {
  const before = checkpointOf(request.oldOutputs);
  const inputs = withoutReadOnly(fromProgram(request.news));
  const type = parseType(subject.type, inputs);
  const cluster = await session.cluster();
  const resource = await cluster.mustLocate(type);
  const object = placedAt(resource, withNameOf(inputs, subject.id));
  const current = await currentOf(cluster, resource, object);

  const fieldManager = managerFor(session, subject, inputs, before.fieldManager);
  const common = { cluster, resource, fieldManager, signal: subject.signal };
  const applied = withIgnoredFields(object, { live: current, fieldManager, ignoreChanges: request.ignoreChanges });
  const live = await applyObject({ ...common, object: applied, force: forces(session, applied), dryRun: false });
  if (before.fieldManager !== undefined && before.fieldManager !== fieldManager) {
    await relinquish({ ...common, object, fieldManager: before.fieldManager });
  }
  return settled(session, subject, { type, cluster, resource, inputs, live, fieldManager });
}

/** What {@link createObject} would make, as far as it can be known: by a dry run where the cluster can be asked. */
export async function previewCreate(session: Session, subject: Subject, inputs: PropertyMap): Promise<PropertyMap> {
  const object = withoutReadOnly(fromProgram(inputs));
  const type = parseType(subject.type, object);
  if (isNamedByServer(object)) return withValue(inputs, ["metadata", "name"], unknownValue);
  if (type.patch || containsUnknowns(object)) return inputs;
  const target = await session.preview(type);
  if (target === undefined) return inputs;

  try {
    const dryRun = await applyObject({
      ...target,
      object: placedAt(target.resource, object),
      fieldManager: managerFor(session, subject, object, undefined),
      // A replacement is previewed while the object that it replaces is still there.
      force: true,
      dryRun: true,
      signal: subject.signal,
    });
    return toProgram(withoutGuesses(dryRun, object)) as PropertyMap;
  } catch (thrown) {
    if (cannotBePreviewed(thrown)) return inputs;
    throw thrown;
  }
}

export async function previewUpdate(
  session: Session,
  subject: ExistingSubject,
  request: { readonly oldOutputs: PropertyMap; readonly news: PropertyMap; readonly ignoreChanges: readonly string[] },
): Promise<PropertyMap> {
  const inputs = withoutReadOnly(fromProgram(request.news));
  const type = parseType(subject.type, inputs);
  const target = containsUnknowns(inputs) ? undefined : await session.preview(type);
  if (target === undefined) return request.news;

  const object = placedAt(target.resource, withNameOf(inputs, subject.id));
  const live = await currentOf(target.cluster, target.resource, object);
  const fieldManager = managerFor(session, subject, inputs, checkpointOf(request.oldOutputs).fieldManager);
  const applied = withIgnoredFields(object, { live, fieldManager, ignoreChanges: request.ignoreChanges });
  try {
    const force = forces(session, applied);
    const dryRun = await applyObject({
      ...target,
      object: applied,
      fieldManager,
      force,
      dryRun: true,
      signal: subject.signal,
    });
    return toProgram(withoutValue(dryRun, ["metadata", "managedFields"])) as PropertyMap;
  } catch (thrown) {
    if (thrown instanceof ApiRejected && thrown.is("Forbidden")) return request.news;
    throw thrown;
  }
}

interface Written {
  readonly type: ResourceType;
  readonly cluster: Cluster;
  readonly resource: Resource;
  readonly inputs: JsonObject;
  readonly live: JsonObject;
  readonly fieldManager: string;
}

/** Waits for what was written and returns its outputs. What exists and is not ready is told as {@link PartlyCreated}. */
async function settled(session: Session, subject: Subject, written: Written): Promise<PropertyMap> {
  const { type, cluster, resource, inputs, live, fieldManager } = written;
  const outputs = (newest: JsonObject): PropertyMap =>
    outputsOf({ live: newest, inputs, initialApiVersion: apiVersionOf(type), fieldManager });
  const namespace = textAt(live, "metadata", "namespace");
  const name = textAt(live, "metadata", "name") ?? "";
  let reasons: readonly string[] = [];
  let newest: JsonObject | undefined;
  try {
    if (!skipsWait(inputs)) {
      const seconds = timeoutSeconds(inputs, readyAfterSeconds);
      const onProgress = (why: string): void => session.logger.info({ urn: subject.urn, why }, "waiting until ready");
      const wait = { cluster, resource, namespace, name, seconds, signal: subject.signal, onProgress };
      reasons = (await waitUntilReady(wait, live, annotationOf(inputs, annotation.waitFor)))?.reasons ?? [];
    }
    newest = await cluster.get(resource, namespace, name);
  } catch (thrown) {
    // The object was written, so the state has to record it even when waiting for it fails.
    reasons = [messageOf(thrown)];
  }
  if (reasons.length === 0) return outputs(newest ?? live);
  throw new PartlyCreated({ id: idOf(live), outputs: outputs(newest ?? live) }, [
    `${describe(live)} exists and is not ready: ${reasons[0]}`,
    ...reasons.slice(1),
  ]);
}

function skipsWait(inputs: JsonObject): boolean {
  return ["true", "ready"].includes(annotationOf(inputs, annotation.skipAwait) ?? "");
}

/** An object that is there already is not taken over, unless this very resource made it before it was cut short. */
async function mustBeNew(
  session: Session,
  cluster: Cluster,
  resource: Resource,
  object: JsonObject,
  ownManager: string,
): Promise<void> {
  if (session.config.upsertExistingObjects) return;
  const found = await cluster.get(
    resource,
    textAt(object, "metadata", "namespace"),
    textAt(object, "metadata", "name") ?? "",
  );
  if (found === undefined) return;
  const managers = managersOf(found);
  if (!managers.includes(ownManager)) throw new ObjectExists({ object: describe(object), managers });
}

async function currentOf(cluster: Cluster, resource: Resource, object: JsonObject): Promise<JsonObject> {
  const found = await cluster.get(
    resource,
    textAt(object, "metadata", "namespace"),
    textAt(object, "metadata", "name") ?? "",
  );
  if (found === undefined) throw new ObjectGone({ object: describe(object) });
  return found;
}

function managerFor(session: Session, subject: Subject, inputs: JsonObject, remembered: string | undefined): string {
  return session.config.enableServerSideApply ? fieldManagerOf(subject.urn, inputs, remembered) : "pulumi-kubernetes";
}

/** Without server-side apply, ownership of fields is not checked, so writing never conflicts. */
function forces({ config }: Session, object: JsonObject): boolean {
  return isAnnotated(object, annotation.patchForce) || config.enablePatchForce || !config.enableServerSideApply;
}

/** Whether the API server makes up the name, by `metadata.generateName`. */
function isNamedByServer(object: JsonObject): boolean {
  return textAt(object, "metadata", "name") === undefined && textAt(object, "metadata", "generateName") !== undefined;
}

/** An object that was named by the server, with that name. */
function withNameOf(inputs: JsonObject, id: string): JsonObject {
  return isNamedByServer(inputs) ? withValue(inputs, ["metadata", "name"], parseId(id).name) : inputs;
}

function placedAt(resource: Resource, object: JsonObject): JsonObject {
  return resource.namespaced ? object : withoutValue(object, ["metadata", "namespace"]);
}

/** A dry run makes up an identity and an address that the real one will not have. */
function withoutGuesses(dryRun: JsonObject, object: JsonObject): JsonObject {
  const { status: _, ...known } = withoutValue(dryRun, ["metadata", "managedFields"]);
  let result: JsonObject = known;
  for (const field of ["uid", "resourceVersion", "creationTimestamp"])
    result = withValue(result, ["metadata", field], unknownValue);
  const assigned = textAt(object, "kind") === "Service" && textAt(object, "spec", "clusterIP") === undefined;
  if (!assigned) return result;
  return withValue(withValue(result, ["spec", "clusterIP"], unknownValue), ["spec", "clusterIPs"], unknownValue);
}

/** The namespace may be part of the same program, the right to write may come with it, and a replacement may be what is previewed. */
function cannotBePreviewed(thrown: unknown): boolean {
  if (!(thrown instanceof ApiRejected)) return false;
  if (thrown.is("Forbidden") || thrown.is("NotFound")) return true;
  return thrown.is("Invalid") && /immutable/.test(thrown.message);
}
