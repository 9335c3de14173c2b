/** A place of Cloud KMS with its keys. Google never deletes either. */
export interface KeyRing {
  readonly name: string;
  /** A region, a multi-region or `global`. */
  readonly location: string;
  readonly keys: readonly CryptoKey[];
}

export interface CryptoKey {
  readonly name: string;
  readonly purpose: KeyPurpose;
  /** As Cloud KMS names it; always one that suits the purpose. */
  readonly algorithm: string;
  readonly protectionLevel: "SOFTWARE" | "HSM";
  /** Absent: never by itself. Only keys that encrypt rotate. */
  readonly rotationDays?: number;
  /** How long a destroyed version can be restored. */
  readonly restorableDays: number;
}

export type KeyPurpose = "encrypt" | "sign" | "decrypt" | "mac";

/** A key of the environment, as `key: <ring>/<key>` names it. */
export interface KeyReference {
  readonly ring: string;
  readonly key: string;
}
