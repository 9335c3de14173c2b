/**
 * The answers by which clients learn what is served.
 *
 * In:   a {@link Catalog}.
 * Out:  the documents of `/api`, `/apis` and below, aggregated ones included.
 * Must not know: requests, objects.
 */
export {
  aggregatedDiscovery,
  apiGroup,
  apiGroupList,
  apiGroups,
  apiResourceList,
  apiVersions,
} from "./discovery.ts";
