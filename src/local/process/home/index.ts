/**
 * The home folder of a local cloud: who serves it and where to reach that process.
 *
 * In:   a folder, processes of this machine.
 * Out:  {@link lockHome} (one process per home), the discovery file `local.json`.
 * Must not know: what is stored in the home, HTTP.
 */
export { bucketFolder } from "./bucket-folder.ts";
export { buildIdentity } from "./build-identity.ts";
export {
  type Discovery,
  publishDiscovery,
  readDiscovery,
  withdrawDiscovery,
} from "./discovery.ts";
export { HomeIsServed } from "./errors.ts";
export { lockHome, lockOwner } from "./home-lock.ts";
