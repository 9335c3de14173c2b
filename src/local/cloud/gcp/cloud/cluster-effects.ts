import type { PropertyMap } from "../../../../provider/index.ts";
import type { StoredResource } from "../../store/index.ts";

/** Effects of resources that are more than data: Kubernetes API servers behind clusters. */
export interface ClusterEffects {
  /** Properties to keep on the resource; `undefined` for none. */
  created(resource: StoredResource): Promise<PropertyMap | undefined>;
  updated(resource: StoredResource): Promise<PropertyMap | undefined>;
  deleted(resource: StoredResource): Promise<void>;
}

/** A cloud in which clusters are only data. */
export const noEffects: ClusterEffects = {
  created: async () => undefined,
  updated: async () => undefined,
  deleted: async () => undefined,
};
