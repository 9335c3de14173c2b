/**
 * Pulumi's wire format: how properties travel between program, engine and providers.
 *
 * In:   protobuf structs, plain JSON.
 * Out:  {@link PropertyMap}: JSON in which secrets, assets, archives, resource references and unknown values are marked.
 * Must not know: what is done with the properties.
 */
export {
  forProvider,
  keepingSecretsOf,
  type ProviderFeatures,
  withoutUnknowns,
  withSecretsOf,
} from "./for-provider.ts";
export { registerResource } from "./register-resource.ts";
export {
  archiveSignature,
  isUnknown,
  secretSignature,
  signatureKey,
  unknownValue,
} from "./signatures.ts";
export {
  containsSecrets,
  containsUnknowns,
  isAssetOrArchive,
  isObject,
  isOutputValue,
  isResourceReference,
  isSecret,
  mapProperties,
  mapValue,
  type PropertyMap,
  plainOf,
  secretOf,
  someValue,
  withoutSecretMarks,
} from "./special-values.ts";
export { fromStruct, fromValue } from "./struct.ts";
export { type StructFields, type Structs, takeStructs, withStructs } from "./struct-fields.ts";
