import type { Environment, KeyPurpose, KeyReference } from "../environment/index.ts";
import type { DesiredCryptoKey, DesiredKeyRing, DesiredKeyUser, KeyUsingService } from "./access-values.ts";
import { keyRingName } from "./names.ts";
import { optional, type Planning } from "./planning.ts";

const purposes = {
  encrypt: "ENCRYPT_DECRYPT",
  sign: "ASYMMETRIC_SIGN",
  decrypt: "ASYMMETRIC_DECRYPT",
  mac: "MAC",
} as const satisfies Record<KeyPurpose, string>;

const secondsOfDay = 86_400;

/**
 * Rings and keys have no name among their arguments, so that Pulumi ends theirs with digits that no other has. Google deletes neither
 * and gives no name a second time: after a destroy an `up` would be refused the planned name for ever.
 */
export function planKeyRings(planning: Planning): readonly DesiredKeyRing[] {
  const { cloud, keyRings } = planning.environment;
  return keyRings.map(({ name, location }) => ({
    key: planning.name([name], keyRingName),
    protect: planning.protects("keyRings", name),
    ring: name,
    args: { project: cloud.project, location },
  }));
}

export function planCryptoKeys(planning: Planning): readonly DesiredCryptoKey[] {
  return planning.environment.keyRings.flatMap((ring) =>
    ring.keys.map(({ name, purpose, algorithm, protectionLevel, rotationDays, restorableDays }) => ({
      // No name has an underscore, so no two keys of two rings have one key.
      key: `${ring.name}_${name}`,
      protect: planning.protects("keyRings", ring.name),
      ring: ring.name,
      name,
      args: {
        purpose: purposes[purpose],
        versionTemplate: { algorithm, protectionLevel },
        ...optional("rotationPeriod", rotationDays === undefined ? undefined : `${rotationDays * secondsOfDay}s`),
        destroyScheduledDuration: `${restorableDays * secondsOfDay}s`,
        labels: planning.labelsWith({}),
      },
    })),
  );
}

/** `<ring>/<key>`, the key of a {@link DesiredCryptoKey} among what the program created. */
export function cryptoKeyOf(reference: KeyReference | undefined): string | undefined {
  return reference && `${reference.ring}/${reference.key}`;
}

/** The accounts of Google's services that encrypt with keys of the environment: each of them once for each key. */
export function planKeyUsers({ environment }: Planning): readonly DesiredKeyUser[] {
  return Object.entries(encrypted(environment)).flatMap(([service, items]) => {
    const keys = new Set(items.flatMap(({ key }) => cryptoKeyOf(key) ?? []));
    return [...keys].map((cryptoKey) => ({
      key: `${service}-${cryptoKey.replace("/", "_")}`,
      protect: false,
      cryptoKey,
      service: service as KeyUsingService,
      args: { role: "roles/cloudkms.cryptoKeyEncrypterDecrypter" as const },
    }));
  });
}

function encrypted(environment: Environment): Record<KeyUsingService, readonly { readonly key?: KeyReference }[]> {
  return { storage: environment.buckets, sqladmin: environment.databases, secretmanager: environment.secrets };
}
