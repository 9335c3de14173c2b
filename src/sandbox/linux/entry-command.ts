/** How a program is entered; paths are absolute. */
export interface Entry {
  /** File with the mounts, in the format of `/etc/fstab`. */
  readonly mounts: string;
  /** Folder that becomes the program's root. */
  readonly root: string;
  /** The program's working directory, below its root. */
  readonly folder: string;
  readonly executable: string;
  readonly args: readonly string[];
  readonly limits: ProcessLimits;
}

/** Limits that the kernel keeps for each process. */
export interface ProcessLimits {
  readonly dataBytes: number;
  readonly fileBytes: number;
  readonly cpuSeconds: number;
  /** Processes and threads of the program together. The kernel holds root to none. */
  readonly tasks: number;
}

export interface CommandLine {
  readonly command: string;
  readonly args: readonly string[];
}

/**
 * Steps between the two `unshare`. The text is constant: what differs between programs is an argument, and never read as shell.
 *
 * The mounts are made while the first namespace still gives the right to. User namespaces within are counted, so that the program
 * can make none in which it had rights again.
 */
const steps = `
set -eu
mount -a -T "$1" || exit 71
root=$2
shift 2
echo 1 >/proc/sys/user/max_user_namespaces
hostname program
unset PWD OLDPWD
exec "$@"
`;

/**
 * From here to the program.
 *
 * The first `unshare` makes namespaces in which the caller may mount. The second one leaves them their rights: the program is in a
 * user namespace that owns none of the others, as a user who is not root there. It is process 1, so the kernel ends all that it started
 * with it; and it is ended with the caller, also when the caller is killed.
 */
export function entryCommand({ mounts, root, folder, executable, args, limits }: Entry): CommandLine {
  const { dataBytes, fileBytes, cpuSeconds, tasks } = limits;
  const namespaces = ["--user", "--map-root-user", "--mount", "--pid", "--net", "--ipc", "--uts", "--cgroup"];
  const wrappers = [
    ["--pdeathsig", "KILL", "--"],
    ["unshare", ...namespaces, "--propagation", "private", "--fork", "--kill-child=KILL", "--"],
    ["/bin/sh", "-c", steps, "sandbox", mounts, root],
    ["prlimit", `--data=${dataBytes}`, `--fsize=${fileBytes}`, `--cpu=${cpuSeconds}`, `--nproc=${tasks}`],
    ["--core=0", "--memlock=0", "--msgqueue=0", "--nofile=1024", "--"],
    ["setpriv", "--no-new-privs", "--pdeathsig", "KILL", "--"],
    ["unshare", "--user", "--map-user=1000", "--map-group=1000", `--root=${root}`, `--wd=${folder}`, "--"],
  ];
  return { command: "setpriv", args: [...wrappers.flat(), executable, ...args] };
}
