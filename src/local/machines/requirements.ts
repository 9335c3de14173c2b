import { constants } from "node:fs";
import { access, readdir, readFile, readlink, realpath, stat } from "node:fs/promises";
import { userInfo } from "node:os";
import path from "node:path";
import { LocalMachinesUnavailable } from "./errors.ts";
import { type IdRange, idRangeOf } from "./id-range.ts";

/** Where the commands of util-linux are; nothing of the caller's own `PATH` is run with rights over namespaces. */
export const searchPath = "/usr/sbin:/usr/bin:/sbin:/bin";

/** Folders beside `/usr` that hold a part of the system where they are no links into it. */
const systemFolders = ["bin", "sbin", "lib", "lib32", "lib64", "libx32"] as const;

/** An SSH server, by what a machine sees of it. */
export interface SshServer {
  /** `sshd`, the programs that it starts, and `lib` with its libraries: where they are on the host. */
  readonly parts: readonly { readonly name: string; readonly source: string; readonly isFolder: boolean }[];
}

/** What is needed of the host. */
export interface Requirements {
  readonly server: SshServer;
  /** The program that changes accounts. */
  readonly setpriv: string;
  readonly ids: IdRange;
  /** Whether an ordinary user makes the machines. */
  readonly isUnprivileged: boolean;
  /** Those of {@link systemFolders} that are folders, and those that are links, with where they lead to. */
  readonly folders: readonly string[];
  readonly links: ReadonlyMap<string, string>;
  readonly alternatives: ReadonlyMap<string, string>;
}

/** Of the machines, which is the host's. */
export const interpreter = "/usr/bin/python3";

const tools: Readonly<Record<string, string>> = {
  unshare: "util-linux",
  nsenter: "util-linux",
  setpriv: "util-linux",
  mount: "mount",
  umount: "mount",
  pivot_root: "util-linux",
  mkfifo: "coreutils",
  "ssh-keygen": "openssh-client",
};

/**
 * Looks whether machines can be made here, and playbooks run on them. Boots none.
 *
 * @throws {LocalMachinesUnavailable} naming the first thing that is missing, and how to get it
 */
export async function verifyLocalMachines({ GROUNDWORK_SSHD: sshd }: NodeJS.ProcessEnv): Promise<void> {
  await requirementsHere(sshd || undefined);
  await requireInterpreter();
}

/** @throws {LocalMachinesUnavailable} where playbooks find no Python on the machines */
export async function requireInterpreter(): Promise<void> {
  if (!(await isExecutable(interpreter)))
    throw new LocalMachinesUnavailable({
      problem: `playbooks need ${interpreter}, which is this host's`,
      remedy: "Install Python: apt-get install python3",
    });
}

/**
 * @param sshd the SSH server to use. Absent: the one that is installed.
 * @throws {LocalMachinesUnavailable} naming the first thing that is missing, and how to get it
 */
export async function requirementsHere(sshd?: string): Promise<Requirements> {
  if (process.platform !== "linux")
    throw new LocalMachinesUnavailable({
      problem: `they need namespaces of the Linux kernel, and this is ${process.platform}`,
      remedy: "Compare machines on Linux.",
    });
  for (const [tool, from] of Object.entries(tools))
    if ((await foundProgram(tool)) === undefined)
      throw new LocalMachinesUnavailable({ problem: `${tool} is missing`, remedy: `Install the package ${from}.` });
  const server = await serverAt(sshd ?? (await foundProgram("sshd")) ?? "/usr/local/sbin/sshd", sshd !== undefined);
  const { uid, username: user } = userInfo();
  const isUnprivileged = uid !== 0;
  const text = (file: string) => readFile(file, "utf8").catch(() => "");
  const subordinate = { users: await text("/etc/subuid"), groups: await text("/etc/subgid") };
  const ids = idRangeOf({ uid, user, uidMap: await text("/proc/self/uid_map"), subordinate });
  if (!ids || (isUnprivileged && (await foundProgram("newuidmap")) === undefined))
    throw new LocalMachinesUnavailable({
      problem: `${user} has no ids to give to the accounts of a machine`,
      remedy: `Install the package uidmap, and write ${user}:100000:65536 into /etc/subuid and /etc/subgid.`,
    });
  return { server, setpriv: (await foundProgram("setpriv")) ?? "", ids, isUnprivileged, ...(await systemHere()) };
}

async function serverAt(sshd: string, isAsked: boolean): Promise<SshServer> {
  if (!(await isExecutable(sshd)))
    throw new LocalMachinesUnavailable({
      problem: isAsked ? `GROUNDWORK_SSHD names ${sshd}, which is no program` : "the SSH server sshd is missing",
      remedy: "Install OpenSSH's server (apt-get install openssh-server), or let GROUNDWORK_SSHD name its sshd.",
    });
  const executable = await realpath(sshd);
  const beside = (name: string) => path.join(path.dirname(executable), name);
  const parts = [{ name: "sshd", source: executable, isFolder: false }];
  for (const name of ["sshd-session", "sshd-auth"])
    if (await isExecutable(beside(name))) parts.push({ name, source: beside(name), isFolder: false });
  // The libraries of one that is installed are in the system's own folders.
  if (!executable.startsWith("/usr/") && (await isFolder(beside("lib"))))
    parts.push({ name: "lib", source: beside("lib"), isFolder: true });
  return { parts };
}

async function systemHere(): Promise<Pick<Requirements, "folders" | "links" | "alternatives">> {
  const folders: string[] = [];
  const links = new Map<string, string>();
  for (const folder of systemFolders) {
    const target = await readlink(`/${folder}`).catch(() => undefined);
    if (target !== undefined) links.set(folder, target);
    else if (await isFolder(`/${folder}`)) folders.push(folder);
  }
  const alternatives = new Map<string, string>();
  for (const name of await readdir("/etc/alternatives").catch(() => [])) {
    const target = await readlink(path.join("/etc/alternatives", name)).catch(() => "");
    if (/^\/(?:usr\/)?s?bin\//u.test(target)) alternatives.set(name, target);
  }
  return { folders, links, alternatives };
}

async function foundProgram(tool: string): Promise<string | undefined> {
  for (const folder of searchPath.split(":")) {
    const file = path.join(folder, tool);
    if (await isExecutable(file)) return file;
  }
  return undefined;
}

const isExecutable = (file: string): Promise<boolean> =>
  access(file, constants.X_OK).then(
    () => true,
    () => false,
  );

const isFolder = (file: string): Promise<boolean> =>
  stat(file).then(
    (it) => it.isDirectory(),
    () => false,
  );
