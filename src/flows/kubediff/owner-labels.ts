import type { KubernetesObject } from "../../kubernetes/client/index.ts";
import { type NamespacedName, ownerNameLabel, ownerNamespaceLabel } from "../../kubernetes/flux/index.ts";
import { memberOf } from "../../lib/index.ts";
import type { SentObject } from "./sent-objects.ts";

/** The `Kustomization` that an object belongs to by its labels. */
export function ownerOf({ metadata: { labels } }: KubernetesObject): NamespacedName | undefined {
  const [name, namespace] = [memberOf(labels, ownerNameLabel), memberOf(labels, ownerNamespaceLabel)];
  return name === undefined || namespace === undefined ? undefined : { namespace, name };
}

/** Whose an object is stands on every object that a sync agent applies, and in no file. */
export function withOwnerLabels(sent: SentObject, live: KubernetesObject | undefined): SentObject {
  const owner = live && ownerOf(live);
  if (owner === undefined) return sent;
  const { metadata } = sent.object;
  const labels = { ...metadata.labels, [ownerNameLabel]: owner.name, [ownerNamespaceLabel]: owner.namespace };
  return { ...sent, object: { ...sent.object, metadata: { ...metadata, labels } } };
}
