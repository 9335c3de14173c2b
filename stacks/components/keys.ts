import { CryptoKey } from "@pulumi/gcp/kms/cryptoKey.js";
import { CryptoKeyIAMMember } from "@pulumi/gcp/kms/cryptoKeyIAMMember.js";
import { KeyRing } from "@pulumi/gcp/kms/keyRing.js";
import { ServiceIdentity } from "@pulumi/gcp/projects/serviceIdentity.js";
import { getProjectServiceAccountOutput } from "@pulumi/gcp/storage/getProjectServiceAccount.js";
import { ComponentResource, type ComponentResourceOptions, type Output } from "@pulumi/pulumi";
import type { DesiredState, KeyUsingService } from "../../src/desired/index.ts";
import { createEach, known } from "./lookup.ts";

export type KeysArgs = Pick<DesiredState, "keyRings" | "cryptoKeys" | "keyUsers" | "cloud">;

/** Keys of Cloud KMS, and the services that may encrypt with them. */
export class Keys extends ComponentResource {
  /** By the names that the environment has for them; keys as `<ring>/<key>`. */
  readonly rings: ReadonlyMap<string, KeyRing>;
  readonly keys: ReadonlyMap<string, CryptoKey>;
  private readonly users: ReadonlyMap<string, readonly CryptoKeyIAMMember[]>;
  private readonly members = new Map<KeyUsingService, Output<string>>();

  constructor(
    name: string,
    private readonly args: KeysArgs,
    options?: ComponentResourceOptions,
  ) {
    super("groundwork:index:Keys", name, {}, options);

    this.rings = new Map(
      args.keyRings.map(({ key, protect, args, ring }) => [ring, new KeyRing(key, args, { parent: this, protect })]),
    );
    this.keys = new Map(
      args.cryptoKeys.map(({ key, protect, args, ring, name }) => {
        const keyRing = known(this.rings, ring).id;
        return [`${ring}/${name}`, new CryptoKey(key, { ...args, keyRing }, { parent: this, protect })];
      }),
    );
    const users = createEach(args.keyUsers, ({ key, protect, args, cryptoKey, service }) => {
      const cryptoKeyId = known(this.keys, cryptoKey).id;
      return new CryptoKeyIAMMember(
        key,
        { ...args, cryptoKeyId, member: this.memberOf(service) },
        { parent: this, protect },
      );
    });
    this.users = this.byKey(users);
    this.registerOutputs({});
  }

  /** What has to be there before anything is encrypted with a key. */
  usersOf(key: string): readonly CryptoKeyIAMMember[] {
    return this.users.get(key) ?? [];
  }

  private byKey(users: ReadonlyMap<string, CryptoKeyIAMMember>): ReadonlyMap<string, readonly CryptoKeyIAMMember[]> {
    const grouped = new Map<string, CryptoKeyIAMMember[]>();
    for (const { key, cryptoKey } of this.args.keyUsers)
      grouped.set(cryptoKey, [...(grouped.get(cryptoKey) ?? []), known(users, key)]);
    return grouped;
  }

  /** The account in whose name a service encrypts. Asking for it makes it where it does not exist yet. */
  private memberOf(service: KeyUsingService): Output<string> {
    const before = this.members.get(service);
    if (before !== undefined) return before;
    const member = this.accountOf(service);
    this.members.set(service, member);
    return member;
  }

  private accountOf(service: KeyUsingService): Output<string> {
    const { project } = this.args.cloud;
    // Cloud Storage has no service identity: its account is older than these.
    if (service === "storage") return getProjectServiceAccountOutput({ project }, { parent: this }).member;
    return new ServiceIdentity(service, { project, service: `${service}.googleapis.com` }, { parent: this }).member;
  }
}
