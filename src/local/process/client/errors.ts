import { counted, type ErrorKind, GroundworkError } from "../../../lib/index.ts";

/** The process of the local cloud ended before it answered. */
export class LocalCloudDidNotStart extends GroundworkError {
  readonly code = "local-did-not-start";
  readonly kind = "failed";
  constructor(
    readonly data: { readonly home: string; readonly reason: string },
    options?: ErrorOptions,
  ) {
    super(`The local cloud of ${data.home} did not start: ${data.reason} Its log is ${data.home}/local.log.`, options);
  }
}

/** The folder of a local cloud cannot be made, or not be written to. */
export class LocalHomeNotWritable extends GroundworkError {
  readonly code = "local-home-not-writable";
  readonly kind = "refused";
  constructor(
    readonly data: { readonly home: string; readonly problem: string },
    options?: ErrorOptions,
  ) {
    super(
      `The local cloud keeps its files in ${data.home}, which cannot be written to: ${data.problem}. ` +
        "Make the folder writable, or make room on its disk, then run the same command again.",
      options,
    );
  }
}

/** The console refused, in its own code and words. */
export class LocalCloudRefused extends GroundworkError {
  readonly code: string;
  readonly kind: ErrorKind;
  constructor(
    readonly data: {
      readonly status: number;
      readonly refusal: string;
      readonly kind: ErrorKind;
      readonly reason: string;
    },
    options?: ErrorOptions,
  ) {
    super(data.reason, options);
    this.code = data.refusal;
    this.kind = data.kind;
  }
}

/** The process was told to end and did not. */
export class LocalCloudDoesNotStop extends GroundworkError {
  readonly code = "local-does-not-stop";
  readonly kind = "failed";
  constructor(
    readonly data: { readonly home: string; readonly pid: number },
    options?: ErrorOptions,
  ) {
    super(
      `The local cloud of ${data.home} (process ${data.pid}) does not end. End it with: kill -9 ${data.pid}`,
      options,
    );
  }
}

/** The process ended each time before it answered: it is being stopped repeatedly, or the request makes it crash. */
export class LocalCloudWentAway extends GroundworkError {
  readonly code = "local-went-away";
  readonly kind = "failed";
  constructor(
    readonly data: { readonly home: string; readonly attempts: number },
    options?: ErrorOptions,
  ) {
    super(
      `The local cloud of ${data.home} was started ${counted(data.attempts, "time")} and ended each time before it answered. ` +
        `Look for the reason in ${data.home}/local.log.`,
      options,
    );
  }
}

/** The client of OpenSSH cannot be started. */
export class SshMissing extends GroundworkError {
  readonly code = "local-ssh-missing";
  readonly kind = "refused";
  constructor(
    readonly data: { readonly problem: string },
    options?: ErrorOptions,
  ) {
    super(
      `ssh, which logs in to machines of the local cloud, cannot be started: ${data.problem}. Install it with: apt-get install openssh-client`,
      options,
    );
  }
}
