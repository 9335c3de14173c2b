/**
 * What assets and archives consist of, told by one hash each.
 *
 * In:   properties of a program, the folder that their paths are relative to.
 * Out:  the same properties, each asset and archive with the hash that the Pulumi CLI would give it.
 * Must not know: resources, providers, where hashes are compared.
 */
export { withAssetHashes } from "./asset-hashes.ts";
