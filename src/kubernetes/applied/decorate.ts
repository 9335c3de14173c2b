import { isObject } from "../../lib/index.ts";
import { type KubernetesObject, type Resource } from "../client/index.ts";
import { type NamespacedName, ownerNameLabel, ownerNamespaceLabel } from "../flux/index.ts";

/** What a Kustomization asks of every object that it applies. */
export interface Decoration extends NamespacedName {
  readonly targetNamespace?: string;
  readonly commonLabels: Readonly<Record<string, string>>;
  readonly commonAnnotations: Readonly<Record<string, string>>;
}

/** The object in the Kustomization's target namespace, with its common metadata and the labels that say whose it is. */
export function decorated(object: KubernetesObject, resource: Resource, by: Decoration): KubernetesObject {
  const { metadata } = object;
  const placed = by.targetNamespace === undefined ? object : inNamespace(object, resource, by.targetNamespace);
  const { namespace: _, ...clusterScoped } = placed.metadata;
  const annotations = { ...metadata.annotations, ...by.commonAnnotations };
  return {
    ...placed,
    metadata: {
      ...(resource.namespaced ? placed.metadata : clusterScoped),
      labels: {
        ...metadata.labels,
        ...by.commonLabels,
        [ownerNameLabel]: by.name,
        [ownerNamespaceLabel]: by.namespace,
      },
      ...(Object.keys(annotations).length > 0 && { annotations }),
    },
  };
}

/** As kustomize's namespace transformer: a Namespace takes the name, bindings to the default account follow. */
function inNamespace(object: KubernetesObject, resource: Resource, namespace: string): KubernetesObject {
  const { metadata } = object;
  if (resource.group === "" && resource.kind === "Namespace")
    return { ...object, metadata: { ...metadata, name: namespace } };
  const placed = resource.namespaced ? { ...object, metadata: { ...metadata, namespace } } : object;
  const subjects = object["subjects"];
  return resource.group === "rbac.authorization.k8s.io" && Array.isArray(subjects)
    ? { ...placed, subjects: subjects.map((subject) => followed(subject, namespace)) }
    : placed;
}

const followed = (subject: unknown, namespace: string): unknown =>
  isObject(subject) && subject["kind"] === "ServiceAccount" && subject["name"] === "default"
    ? { ...subject, namespace }
    : subject;
