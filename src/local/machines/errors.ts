import { GroundworkError } from "../../lib/index.ts";

/** Something of this host is missing that machines of the local cloud consist of. */
export class LocalMachinesUnavailable extends GroundworkError {
  readonly code = "local-machines-unavailable";
  readonly kind = "unknown";
  constructor(
    readonly data: {
      readonly problem: string;
      /** What to do about it, as a sentence. */
      readonly remedy: string;
    },
  ) {
    super(`Machines of the local cloud cannot run here: ${data.problem}. ${data.remedy}`);
  }
}

/** The kernel, or a command, refused what a machine needs. */
export class LocalMachineDidNotBoot extends GroundworkError {
  readonly code = "local-machine-did-not-boot";
  readonly kind = "unknown";
  constructor(
    readonly data: { readonly machine: string; readonly problem: string; readonly remedy: string },
    options?: ErrorOptions,
  ) {
    super(`The local cloud's machine ${data.machine} did not boot: ${data.problem}. ${data.remedy}`, options);
  }
}

/** A command that prepares a machine, or removes its files, failed. */
export class LocalMachineCommandFailed extends GroundworkError {
  readonly code = "local-machine-command-failed";
  readonly kind = "failed";
  constructor(readonly data: { readonly command: string; readonly problem: string }) {
    super(
      `${data.command} failed for a machine of the local cloud: ${data.problem}. Make the machine anew: groundwork local down, then remove its folder below machines/ in the local cloud's home`,
    );
  }
}
