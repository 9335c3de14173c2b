import { GroundworkError } from "../lib/index.ts";

/** The process that holds a stack's lock, in the words of its lock file. */
export interface LockOwner {
  readonly pid: number;
  readonly username: string;
  readonly hostname: string;
  /** RFC 3339. */
  readonly timestamp: string;
}

/** Another process is changing the stack. */
export class StackLocked extends GroundworkError {
  readonly code = "stack-locked";
  readonly kind = "refused";
  constructor(
    readonly data: {
      readonly stack: string;
      /** Empty when the backend does not say. */
      readonly owners: readonly LockOwner[];
      readonly sameHost: boolean;
      /** The command that removes the locks. */
      readonly cancel: string;
      /** The flag with which the command waits for the lock. @default --wait */
      readonly waitFlag?: string;
    },
    options?: ErrorOptions,
  ) {
    const [owner] = data.owners;
    const { waitFlag = "--wait" } = data;
    super(
      `Stack ${data.stack} is being changed by ${data.owners.map(describeOwner).join(" and ") || "another update"}. ` +
        (data.sameHost
          ? `Wait for it with ${waitFlag}.`
          : `Wait for it with ${waitFlag}. If no process ${owner?.pid ?? ""} runs on ${owner?.hostname ?? "its host"} any more, ` +
            `remove its lock with: ${data.cancel}`),
      options,
    );
  }
}

/** Something has to be encrypted or decrypted and nobody said with which passphrase. */
export class MissingPassphrase extends GroundworkError {
  readonly code = "missing-passphrase";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly of: string },
    options?: ErrorOptions,
  ) {
    super(
      `The secrets of ${data.of} are encrypted with a passphrase and none was given. ` +
        "Set PULUMI_CONFIG_PASSPHRASE, or PULUMI_CONFIG_PASSPHRASE_FILE to the path of a file that holds it.",
      options,
    );
  }
}

/** The passphrase is not the one that the secrets were encrypted with. Nothing was changed. */
export class WrongPassphrase extends GroundworkError {
  readonly code = "wrong-passphrase";
  readonly kind = "refused";
  constructor(
    readonly data: { readonly of: string },
    options?: ErrorOptions,
  ) {
    super(
      `The passphrase is not the one that the secrets of ${data.of} were encrypted with. Nothing was changed. ` +
        "Set PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE to the passphrase of this stack.",
      options,
    );
  }
}

/** `alice@build-7 (pid 4711) since 2026-01-02T03:04:05Z` */
export function describeOwner({ username, hostname, pid, timestamp }: LockOwner): string {
  return `${username}@${hostname} (pid ${pid}) since ${timestamp}`;
}

/** A resource that was named is not in the stack. */
export class TargetUnknown extends GroundworkError {
  readonly code = "target-unknown";
  readonly kind = "invalid";
  constructor(readonly data: { readonly target: string }) {
    super(`There is no resource ${data.target} in the stack, old or new. Compare it with the URNs of an export.`);
  }
}
