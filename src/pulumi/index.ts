/**
 * Pulumi's own formats, as the engine, its provider protocol and its state files share them.
 *
 * In:   properties as plain JSON, texts of paths and URNs.
 * Out:  {@link PropertyMap}: JSON in which secrets, assets, archives, resource references and unknown values are marked;
 *       {@link PropertyPath}; URNs and their parts.
 * Must not know: engines, providers, reports, the file system. Structs in protobuf's encoding are in `struct/`.
 */
export { type FileUrl, parseFileUrl } from "./file-url.ts";
export { formatPath, isInside, type PropertyPath, parsePath, pathContains } from "./property-path.ts";
export {
  formatReference,
  isDefaultProvider,
  isProviderType,
  packageOfProviderType,
  packageOfType,
  parseReference,
  providerTypeOf,
} from "./provider-reference.ts";
export { resetAt } from "./reset-at-path.ts";
export {
  archiveSignature,
  assetSignature,
  resourceReferenceSignature,
  secretSignature,
  signatureKey,
} from "./signatures.ts";
export {
  containsSecrets,
  containsUnknowns,
  isAssetOrArchive,
  isOutputValue,
  isResourceReference,
  isSecret,
  mapProperties,
  mapValue,
  type PropertyMap,
  plainOf,
  type SecretValue,
  secretOf,
  someValue,
  withoutSecretMarks,
} from "./special-values.ts";
export { isUnknown, type UnknownKind, unknownKindOf, unknownValue } from "./unknowns.ts";
export { nameOfUrn, partsOfUrn, qualifiedTypeOfUrn, stackOfUrn, stackType, typeOfUrn, urnOf } from "./urn.ts";
