import type { ComparableCluster } from "../../cluster/index.ts";
import { isRejected, type ObjectAddress, WantedObjects } from "../../kubernetes/client/index.ts";

/** From so many objects of one kind and namespace on, a list costs less than reading each. */
const fewest = 5;

/** What the cluster has of a set of objects. */
export function liveObjects(
  cluster: Pick<ComparableCluster, "get" | "list">,
  wanted: readonly ObjectAddress[],
): WantedObjects {
  const reader = {
    get: (at: ObjectAddress) => cluster.get(at),
    async list({ resource, namespace }: ObjectAddress) {
      try {
        return await cluster.list(resource, namespace);
      } catch (thrown) {
        // Objects may be allowed to be read and not to be listed.
        if (isRejected(thrown, 403)) return undefined;
        throw thrown;
      }
    },
  };
  return new WantedObjects(reader, wanted, fewest);
}
