import type { Machine } from "./machine-comparison.ts";

/** How machines of the local cloud are logged in to. */
export interface LocalAccess {
  /** The account, which may become any other one. */
  readonly user: string;
  readonly privateKeyFile: string;
  /** Keys of the machines under their names in the cloud, in the format of OpenSSH. */
  readonly knownHostsFile: string;
  /** By the key of a machine, the command whose input and output are a connection to its SSH server. */
  readonly commands: ReadonlyMap<string, readonly string[]>;
  /** Of Python, on the machines. */
  readonly interpreter: string;
}

export interface LocalMachinesRequest {
  readonly machines: readonly Machine[];
  readonly project: string;
  /** An account that the machines are to have. Absent: they choose one. */
  readonly user?: string;
}

/** The machines of the local cloud, which no network leads to. */
export interface LocalMachines {
  /**
   * Boots those that do not run. One that the local cloud does not have is left out of the answer's commands.
   *
   * @throws {GroundworkError} of the kind `unknown` or `refused` where none can run here, with what to install or to allow
   */
  open(request: LocalMachinesRequest): Promise<LocalAccess>;
}
