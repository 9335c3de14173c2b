import path from "node:path";
import { mountLine } from "../../lib/index.ts";
import { accessFolder } from "./machine-files.ts";
import type { SshServer } from "./requirements.ts";

/** Where a machine's files lie on the host. */
export interface MachinePlaces {
  /** Its root. */
  readonly tree: string;
  /** Its `/usr/local`, which is its own. */
  readonly local: string;
  /** What is copied into its {@link accessFolder}. */
  readonly access: string;
  /** Of {@link Mounts}, in the format of `/etc/fstab`. */
  readonly mounts: string;
  readonly serverMounts: string;
}

export function placesIn(folder: string): MachinePlaces {
  const at = (name: string) => path.join(folder, name);
  return {
    tree: at("tree"),
    local: at("usr-local"),
    access: at("access"),
    mounts: at("mounts"),
    serverMounts: at("server-mounts"),
  };
}

/** What a machine sees, in the format of `/etc/fstab`. */
export interface Mounts {
  readonly system: string;
  /** After {@link accessFolder} was filled. */
  readonly server: string;
}

/**
 * All that a machine sees of the host: the system's programs and libraries, and the SSH server, read-only.
 *
 * @param folders those beside `/usr` that are folders on the host and hold a part of the system
 */
export function mountsOf(
  { tree, local }: MachinePlaces,
  { folders, server }: { readonly folders: readonly string[]; readonly server: SshServer },
): Mounts {
  const within = (place: string) => path.join(tree, place);
  const readOnly = "bind,ro,nosuid,nodev";
  const system = [
    // Programs of the machine itself may have the rights of their owners, which are the machine's accounts.
    mountLine(tree, tree, "bind,nodev"),
    ...["usr", ...folders].map((folder) => mountLine(`/${folder}`, within(folder), readOnly)),
    mountLine(local, within("usr/local"), "bind,nodev"),
    mountLine("access", within(accessFolder), "size=1m,mode=0755,nodev", "tmpfs"),
  ];
  const ofServer = server.parts.map(({ name, source }) =>
    mountLine(source, within(path.join(accessFolder, name)), readOnly),
  );
  return { system: `${system.join("\n")}\n`, server: `${ofServer.join("\n")}\n` };
}
