import { isRejected, type KubernetesApi, type ObjectAddress, WantedObjects } from "../../kubernetes/client/index.ts";
import { ownerNameLabel } from "../../kubernetes/flux/index.ts";

/** From so many objects of one kind in one namespace on, a list costs less than to read each. */
const fewest = 4;

/**
 * Objects that carry no Kustomization's label, so that no watch tells of them: those that others made before the source declared
 * them. Of those that are listed only metadata is read.
 *
 * @param addresses all that are going to be asked for
 */
export function unlabelledObjects(api: KubernetesApi, addresses: readonly ObjectAddress[]): WantedObjects {
  const reader = {
    get: (at: ObjectAddress) => api.get(at),
    async list({ resource, namespace }: ObjectAddress) {
      const selection = { labelSelector: `!${ownerNameLabel}`, metadataOnly: true, ...(namespace && { namespace }) };
      try {
        return (await api.list(resource, selection)).items;
      } catch (thrown) {
        // An account may be allowed to write what it must not list.
        if (isRejected(thrown)) return undefined;
        throw thrown;
      }
    },
  };
  return new WantedObjects(reader, addresses, fewest);
}
