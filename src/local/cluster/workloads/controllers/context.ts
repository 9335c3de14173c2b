import { type Clock, type JsonObject } from "../../../../lib/index.ts";
import type { ClusterApi, KubernetesObject, ResourceId } from "../../api-server/index.ts";

/** What every controller works with. */
export interface ControllerContext {
  readonly api: ClusterApi;
  readonly clock: Clock;
  /** Writes a status when it differs from what the object says. */
  readonly setStatus: (resource: ResourceId, object: KubernetesObject, status: JsonObject) => Promise<void>;
}
