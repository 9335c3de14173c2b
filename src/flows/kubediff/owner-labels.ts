import type { KubernetesObject } from "../../kubernetes/client/index.ts";
import { ownerNameLabel, ownerNamespaceLabel, ownerOf } from "../../kubernetes/flux/index.ts";
import type { SentObject } from "./sent-objects.ts";

/** Whose an object is stands on every object that a sync agent applies, and in no file. */
export function withOwnerLabels(sent: SentObject, live: KubernetesObject | undefined): SentObject {
  const owner = live && ownerOf(live);
  if (owner === undefined) return sent;
  const { metadata } = sent.object;
  const labels = { ...metadata.labels, [ownerNameLabel]: owner.name, [ownerNamespaceLabel]: owner.namespace };
  return { ...sent, object: { ...sent.object, metadata: { ...metadata, labels } } };
}
