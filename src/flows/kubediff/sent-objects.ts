import type { ComparableCluster } from "../../cluster/index.ts";
import { type Decoration, decorated, normalized } from "../../kubernetes/applied/index.ts";
import { groupVersion, type KubernetesObject, type ObjectAddress, UnknownKind } from "../../kubernetes/client/index.ts";
import { keptPromises, textAt } from "../../lib/index.ts";
import type { DeclaredObject } from "./declared-objects.ts";

/** An object as it would be sent, and where to. */
export interface SentObject extends DeclaredObject {
  readonly at: ObjectAddress;
}

/** An object that cannot be sent now. */
export interface UnsentObject extends DeclaredObject {
  readonly why: "unknown-kind" | "kind-comes-with-it" | "no-namespace";
  readonly problem: string;
}

/** How objects are sent: as a `Kustomization` asks for it, or into the namespace of a kubeconfig. */
export interface Sending {
  readonly by?: Decoration;
}

/**
 * Every object with its resource and namespace.
 *
 * @throws {ApiUnavailable} when the cluster cannot be asked for what it serves
 */
export async function sentObjects(
  declared: readonly DeclaredObject[],
  { by }: Sending,
  cluster: ComparableCluster,
): Promise<{ readonly sent: readonly SentObject[]; readonly unsent: readonly UnsentObject[] }> {
  const resources = keptPromises<Awaited<ReturnType<ComparableCluster["resourceOf"]>>>();
  const definitions = new Set(declared.flatMap(({ object }) => definedKind(object)));
  const sent: SentObject[] = [];
  const unsent: UnsentObject[] = [];
  for (const each of declared) {
    const { apiVersion, kind } = each.object;
    try {
      const resource = await resources(`${apiVersion} ${kind}`, () => cluster.resourceOf(apiVersion, kind));
      const bare = normalized(each.object);
      const object = by === undefined ? bare : decorated(bare, resource, by);
      const { name, namespace = by === undefined ? cluster.namespace : undefined } = object.metadata;
      if (!resource.namespaced) sent.push({ ...each, object, at: { resource, name } });
      else if (namespace === undefined)
        unsent.push({
          ...each,
          why: "no-namespace",
          problem: "names no namespace, and neither does its Kustomization",
        });
      else
        sent.push({
          ...each,
          object: { ...object, metadata: { ...object.metadata, namespace } },
          at: { resource, namespace, name },
        });
    } catch (thrown) {
      if (!(thrown instanceof UnknownKind)) throw thrown;
      const isDefined = definitions.has(`${groupVersion(apiVersion).group} ${kind}`);
      unsent.push({ ...each, why: isDefined ? "kind-comes-with-it" : "unknown-kind", problem: thrown.message });
    }
  }
  return { sent, unsent };
}

function definedKind(object: KubernetesObject): readonly string[] {
  if (object.kind !== "CustomResourceDefinition") return [];
  const [group, kind] = [textAt(object, "spec", "group"), textAt(object, "spec", "names", "kind")];
  return group === undefined || kind === undefined ? [] : [`${group} ${kind}`];
}
