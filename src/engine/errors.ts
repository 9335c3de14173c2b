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
    },
    options?: ErrorOptions,
  ) {
    const [owner] = data.owners;
    super(
      `Stack ${data.stack} is being changed by ${data.owners.map(describeOwner).join(" and ") || "another update"}. ` +
        (data.sameHost
          ? "Wait for it with --wait-for-lock."
          : `Wait for it with --wait-for-lock. If no process ${owner?.pid ?? ""} runs on ${owner?.hostname ?? "its host"} any more, ` +
            `remove its lock with: ${data.cancel}`),
      options,
    );
  }
}

/** A value has to be encrypted or decrypted, and no passphrase is configured. */
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

/** The folder of a program has no project file. */
export class NoProject extends GroundworkError {
  readonly code = "no-project";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly folder: string },
    options?: ErrorOptions,
  ) {
    super(
      `There is no Pulumi.yaml, Pulumi.yml or Pulumi.json in ${data.folder}. Pass the folder of the program with --cwd.`,
      options,
    );
  }
}

/** What should be read or taken down was never brought up. */
export class NoSuchStack extends GroundworkError {
  readonly code = "no-such-stack";
  readonly kind = "invalid";
  constructor(
    readonly data: {
      readonly stack: string;
      readonly project?: string;
      /** Those that there are; absent where the backend was not asked for them. */
      readonly stacks?: readonly string[];
    },
    options?: ErrorOptions,
  ) {
    const { project, stack, stacks } = data;
    const others =
      stacks === undefined
        ? "See those that it has with: pulumi stack ls --all, and which backend it is with: pulumi whoami --verbose"
        : `It ${stacks.length === 0 ? "has none yet" : `has ${stacks.join(", ")}`}`;
    super(
      `${project === undefined ? "The backend" : `Project ${project}`} has no stack ${stack}. ` +
        `${others}; one is made with: groundwork stack up --stack ${stack}`,
      options,
    );
  }
}

/** Which state: the embedded engine knows the file, the Pulumi CLI names the stack alone. */
export type StateOf = { readonly file: string } | { readonly stack: string };

/** The state is cut off, was edited by hand, or is none. It is left as it is. */
export class StateUnreadable extends GroundworkError {
  readonly code = "state-unreadable";
  readonly kind = "refused";
  constructor(
    readonly data: StateOf & { readonly problem: string; readonly backup?: string },
    options?: ErrorOptions,
  ) {
    super(`The state ${placeOf(data)} cannot be read: ${data.problem}. Nothing was changed. ${wayBack(data)}`, options);
  }
}

/** The state was written by a newer version, in a way that this one would damage. */
export class StateTooNew extends GroundworkError {
  readonly code = "state-too-new";
  readonly kind = "refused";
  constructor(
    readonly data: StateOf & {
      /** `has version 5 and needs quantum`. */
      readonly problem: string;
      readonly remedy: string;
    },
    options?: ErrorOptions,
  ) {
    super(
      `The state ${placeOf(data)} ${data.problem}, which this version does not know. Nothing was changed. ${data.remedy}`,
      options,
    );
  }
}

/** What should be imported is no deployment, or that of another stack. */
export class DeploymentRejected extends GroundworkError {
  readonly code = "deployment-rejected";
  readonly kind = "invalid";
  constructor(
    readonly data: { readonly stack: string; readonly problem: string },
    options?: ErrorOptions,
  ) {
    super(
      `This deployment cannot become the state of ${data.stack}: ${data.problem}. Nothing was changed. ` +
        "Import a deployment that was exported from this stack.",
      options,
    );
  }
}

function placeOf(of: StateOf): string {
  return "file" in of ? `in ${of.file}` : `of stack ${of.stack}`;
}

function wayBack(of: StateOf & { readonly backup?: string }): string {
  if (!("file" in of))
    return `Mend it with: pulumi state repair --stack ${of.stack}, or import an older one from the backend's backups`;
  return of.backup === undefined
    ? "There is no backup beside it; look for an older copy in the folders history and backups next to stacks."
    : `The state before the last change is in ${of.backup}. To go on from there: cp ${of.backup} ${of.file}, ` +
        "then groundwork stack refresh, which compares it with the cloud.";
}
