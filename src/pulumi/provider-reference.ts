import { isUrn, nameOfUrn, typeOfUrn } from "./urn.ts";

const typePrefix = "pulumi:providers:";

/** A provider resource's URN and id. The `provider` field of a resource's state joins them: `<urn>::<id>`. */
export interface ProviderReference {
  readonly urn: string;
  readonly id: string;
}

export function isProviderType(type: string): boolean {
  return type.startsWith(typePrefix);
}

export function providerTypeOf(packageName: string): string {
  return `${typePrefix}${packageName}`;
}

/** `gcp` for `pulumi:providers:gcp`. */
export function packageOfProviderType(type: string): string {
  return type.slice(typePrefix.length);
}

/** `gcp` for `gcp:compute/network:Network`. */
export function packageOfType(type: string): string {
  return type.slice(0, type.indexOf(":"));
}

/** True for a provider resource that the engine made because no program declared one. The CLI neither counts nor shows it. */
export function isDefaultProvider(urn: string): boolean {
  return isProviderType(typeOfUrn(urn)) && nameOfUrn(urn).startsWith("default");
}

export function formatReference({ urn, id }: ProviderReference): string {
  return `${urn}::${id}`;
}

/** @throws {TypeError} for a text that is no provider reference. */
export function parseReference(text: string): ProviderReference {
  const at = text.lastIndexOf("::");
  if (at < 0 || !isUrn(text)) throw new TypeError(`${JSON.stringify(text)} is no provider reference.`);
  return { urn: text.slice(0, at), id: text.slice(at + 2) };
}
