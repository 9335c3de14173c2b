/**
 * JSON and YAML as Kubernetes reads them: integers of 64 bits keep all their digits.
 *
 * In:   texts that servers and clients write.
 * Out:  {@link exactJson}, {@link exactYaml}; `jsonText` of the library writes what they give.
 * Must not know: what an object is.
 */
export { exactJson } from "./exact-json.ts";
export { exactYaml } from "./exact-yaml.ts";
