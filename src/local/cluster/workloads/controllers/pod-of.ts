import { objectAt } from "../../../../lib/index.ts";
import type { KubernetesObject } from "../../api-server/index.ts";
import { ownerReference } from "../objects/index.ts";

/** A pod made from its owner's template. */
export function podOf(
  owner: KubernetesObject,
  template: unknown,
  own: {
    readonly name: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly spec?: Readonly<Record<string, unknown>>;
  },
): KubernetesObject {
  const { namespace } = owner.metadata;
  const annotations = objectAt(template, "metadata", "annotations") as Record<string, string>;
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: own.name,
      ...(namespace === undefined ? {} : { namespace }),
      labels: { ...(objectAt(template, "metadata", "labels") as Record<string, string>), ...own.labels },
      ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
      ownerReferences: [ownerReference(owner)],
    },
    spec: { ...objectAt(template, "spec"), ...own.spec },
  };
}
