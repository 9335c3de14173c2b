import { homedir } from "node:os";
import path from "node:path";
import { ownFolderName } from "../lib/index.ts";

/** Where the driver keeps what it does not keep in Git. */
export interface DriverHome {
  readonly folder: string;
  /** Root of Pulumi's file backend. */
  readonly state: string;
  /** The local cloud's own store, apart from the state, so that drift between the two is possible. */
  readonly cloud: string;
  readonly history: string;
  /** Of environments, for runs that share this disk. */
  readonly leases: string;
  /** Of the record in a database without a server. */
  readonly historyDatabase: string;
  /** Of plans that were shown, in full. */
  readonly plans: string;
}

/** A rehearsal has its own home, so that its state is never mistaken for a real one. */
export function driverHome(root: string, local: boolean): DriverHome {
  const folder = local ? path.join(root, ownFolderName, "rehearsal") : path.join(root, ownFolderName);
  return {
    folder,
    state: path.join(folder, "state"),
    cloud: path.join(folder, "cloud"),
    history: path.join(folder, "history"),
    leases: path.join(folder, "leases"),
    historyDatabase: path.join(folder, "history-database"),
    plans: path.join(folder, "plans"),
  };
}

/** Where packages are kept that were installed for commits, once for all clones of a person. */
export function packagesFolder({ XDG_CACHE_HOME: cache }: NodeJS.ProcessEnv): string {
  return path.join(cache || path.join(homedir(), ".cache"), "groundwork", "packages");
}
