import { type JsonObject, listAt, textAt } from "../../lib/index.ts";
import { ApiRejected, type Resource } from "../client/index.ts";
import { addressOf, type Cluster } from "./cluster.ts";
import { FieldConflict } from "./errors.ts";
import { describe } from "./object-identity.ts";

export interface Apply {
  readonly cluster: Cluster;
  readonly resource: Resource;
  readonly object: JsonObject;
  readonly fieldManager: string;
  /** Takes over fields that others manage. */
  readonly force: boolean;
  readonly dryRun: boolean;
  readonly signal: AbortSignal;
}

/**
 * Server-side apply of one object. Returns the object as the API server has it then, or would have it.
 *
 * @throws {FieldConflict} naming each field and who manages it.
 * @throws {ApiRejected} for every other refusal, in the API server's words.
 */
export async function applyObject({
  cluster,
  resource,
  object,
  fieldManager,
  force,
  dryRun,
  signal,
}: Apply): Promise<JsonObject> {
  const namespace = textAt(object, "metadata", "namespace");
  const address = addressOf(resource, namespace, textAt(object, "metadata", "name") ?? "");
  try {
    const options = { fieldManager, force, fieldValidation: "Warn", dryRun, signal } as const;
    return (await cluster.api.apply(address, object, options)).object;
  } catch (thrown) {
    if (!(thrown instanceof ApiRejected) || !thrown.is("Conflict")) throw thrown;
    const conflicts = thrown.data.causes.map(({ message = "", field = "" }) => ({
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

/** The managers that an object names in its `managedFields`. */
export function managersOf(live: JsonObject): readonly string[] {
  return [...new Set(listAt(live, "metadata", "managedFields").map((entry) => textAt(entry, "manager") ?? "unnamed"))];
}
