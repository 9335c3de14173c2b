import { type JsonObject, listAt, textAt } from "../../lib/index.ts";
import { ApiRefusal } from "../cluster-client/index.ts";
import type { Cluster, KindLocation } from "./cluster.ts";
import { FieldConflict } from "./errors.ts";
import { describe } from "./object-identity.ts";

export interface Apply {
  readonly cluster: Cluster;
  readonly location: KindLocation;
  readonly object: JsonObject;
  readonly fieldManager: string;
  /** Takes over fields that somebody else manages. */
  readonly force: boolean;
  readonly dryRun: boolean;
  readonly signal: AbortSignal;
}

/**
 * Server-side apply of one object. Returns the object as the API server has it then, or would have it.
 *
 * @throws {FieldConflict} naming each field and who manages it.
 * @throws {ApiRefusal} for every other refusal, in the API server's words.
 */
export async function applyObject({
  cluster,
  location,
  object,
  fieldManager,
  force,
  dryRun,
  signal,
}: Apply): Promise<JsonObject> {
  const namespace = textAt(object, "metadata", "namespace");
  try {
    return (await cluster.client.request({
      method: "PATCH",
      path: location.path(namespace, textAt(object, "metadata", "name") ?? ""),
      query: { fieldManager, force, fieldValidation: "Warn", ...(dryRun ? { dryRun: "All" } : {}) },
      contentType: "application/apply-patch+yaml",
      body: object,
      signal,
    })) as JsonObject;
  } catch (thrown) {
    if (!(thrown instanceof ApiRefusal) || !thrown.is("Conflict")) throw thrown;
    const conflicts = thrown.data.status.causes.map(({ message = "", field = "" }) => ({
      manager: /conflict with "([^"]+)"/.exec(message)?.[1] ?? "another manager",
      field: field.replace(/^\./, ""),
    }));
    if (conflicts.length === 0) throw thrown;
    throw new FieldConflict({ object: describe(object), fieldManager, conflicts }, { cause: thrown });
  }
}

/** Gives up every field that `fieldManager` holds of an object, by applying nothing in its name. */
export async function relinquish(apply: Omit<Apply, "force" | "dryRun">): Promise<void> {
  const { apiVersion, kind } = apply.object;
  const name = textAt(apply.object, "metadata", "name");
  const namespace = textAt(apply.object, "metadata", "namespace");
  const object = { apiVersion, kind, metadata: { name, ...(namespace === undefined ? {} : { namespace }) } };
  await applyObject({ ...apply, object, force: false, dryRun: false });
}

/** Who manages fields of an object by its own account. */
export function managersOf(live: JsonObject): readonly string[] {
  return [...new Set(listAt(live, "metadata", "managedFields").map((entry) => textAt(entry, "manager") ?? "unnamed"))];
}
