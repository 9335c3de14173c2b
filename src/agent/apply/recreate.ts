import { setTimeout as delay } from "node:timers/promises";
import {
  type AppliedObject,
  addressText,
  type KubernetesApi,
  type KubernetesObject,
} from "../../kubernetes/client/index.ts";
import { clauseOf, GroundworkError } from "../../lib/index.ts";
import type { PreparedObject } from "./prepared.ts";

/** An object that has to be created anew would not be accepted; the one that runs was left alone. */
export class RecreateRefused extends GroundworkError {
  readonly code = "recreate-refused";
  readonly kind = "refused";
  constructor(
    readonly data: { readonly object: string },
    options: ErrorOptions,
  ) {
    super(
      `${data.object} would have to be created anew, and the new one is not valid: ${clauseOf(options.cause)}. The present one stays. Correct its manifest.`,
      options,
    );
  }
}

/**
 * Deletes an object and applies it again.
 *
 * The server checks the new one in a dry run before the old one is deleted, under a name that is not in use.
 *
 * @throws {RecreateRefused} when the server would not accept it.
 */
export async function recreated(
  api: KubernetesApi,
  { address, body }: PreparedObject,
  { timeout, signal }: { readonly timeout: number; readonly signal: AbortSignal },
): Promise<AppliedObject> {
  const object = JSON.parse(body) as KubernetesObject;
  const trial = { ...object, metadata: { ...object.metadata, name: `${address.name.slice(0, 40)}-${trialSuffix()}` } };
  try {
    await api.create(address.resource, trial, { dryRun: true });
  } catch (thrown) {
    throw new RecreateRefused({ object: addressText(address) }, { cause: thrown });
  }
  const present = await api.get(address);
  const uid = present?.metadata.uid;
  if (uid !== undefined) await api.delete(address, { uid });
  const deadline = performance.now() + timeout;
  for (let there = present; there !== undefined && there.metadata.uid === uid; there = await api.get(address)) {
    if (performance.now() > deadline)
      throw new Error(`${addressText(address)} is still being deleted: look at its finalizers`);
    await delay(100, undefined, { signal });
  }
  return api.apply(address, body);
}

const trialSuffix = (): string => Math.floor(Math.random() * 0xffff_ffff).toString(36);
