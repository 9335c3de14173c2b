import type { SpecReader } from "../../kubernetes/kustomization/index.ts";

/** How what is encrypted in Git is decrypted: by SOPS, and by age. */
export interface WantedDecryption {
  /** In the namespace of the Kustomization. Without one nothing opens what is encrypted. */
  readonly secretName?: string;
}

/** Reads `spec.decryption`. @param problems receives what is wrong @param unsupported receives fields that are not honored */
export function decryptionOf(decryption: SpecReader, problems: string[], unsupported: string[]): WantedDecryption {
  const provider = decryption.requiredText("provider");
  if (provider !== "" && provider !== "sops") problems.push(`spec.decryption.provider "${provider}" has to be sops`);
  unsupported.push(...decryption.unknown(["provider", "secretRef"]));
  return decryption.has("secretRef") ? { secretName: decryption.one("secretRef").requiredText("name") } : {};
}
