import { accessFolder } from "./machine-files.ts";
import type { MachinePlaces } from "./mounts.ts";
import type { Requirements } from "./requirements.ts";

export interface CommandLine {
  readonly command: string;
  readonly args: readonly string[];
}

/**
 * Steps as the one who may mount: makes what the machine sees, fills the folder that lets the local cloud in, and gives the ids away.
 *
 * What is mounted here cannot be changed by the machine's root: it belongs to a namespace that this root has no rights in. The folder
 * `/mnt` is one that the machine's root may look through, which the folders above the tree may not be.
 */
const outside = `
set -eu
mounts=$1 server=$2 tree=$3 local=$4 access=$5 first=$6 count=$7 fresh=$8 inside=$9
shift 9
[ "$fresh" = no ] || chown -R "$first:$first" "$tree" "$local"
mount -a -T "$mounts"
own=$tree${accessFolder}
cp -R "$access/." "$own/"
chown -R "$first:$first" "$own"
chmod 4755 "$own/become"
chmod 600 "$own/host_key"
mkfifo -m 600 "$own/unshared" "$own/mapped"
mount -a -T "$server"
mount -o remount,bind,ro "$own"
mount --rbind "$tree" /mnt
own=/mnt${accessFolder}
{
  read -r _ <"$own/unshared"
  echo "0 $first $count" >"/proc/$$/uid_map"
  echo "0 $first $count" >"/proc/$$/gid_map"
  echo >"$own/mapped"
} &
exec unshare --user --keep-caps --mount --pid --net --ipc --uts --cgroup --propagation private --fork --kill-child=KILL -- \\
  /bin/sh -c "$inside" machine "$@"
`;

/** Steps in the namespaces of the machine, until it has ids and is its root. */
const unmapped = `
set -eu
echo >/mnt${accessFolder}/unshared
read -r _ </mnt${accessFolder}/mapped
exec setpriv --reuid 0 --regid 0 --clear-groups --inh-caps=-all --ambient-caps=-all -- /bin/sh -c "$1" machine "$2"
`;

/**
 * Steps as the machine's root: its own /proc, devices and volatile folders, then away from everything of the host.
 *
 * Bound once more, the tree is a mount of the machine's own namespace, which alone can become its root. \`cat\` ends with the process
 * that holds the other end of its input, and the machine with it: also where that process was killed.
 */
const boot = `
set -eu
umask 022
hostname "$1"
mount --rbind /mnt /mnt
cd /mnt
mount -t proc -o nosuid,nodev,noexec proc proc
mount -t tmpfs -o mode=0755,nosuid,size=1m dev dev
for each in null zero full random urandom tty; do
  : >"dev/$each"
  mount --bind "/dev/$each" "dev/$each"
done
mkdir dev/pts dev/shm
mount -t devpts -o newinstance,ptmxmode=0666,mode=0620,gid=5 devpts dev/pts
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
ln -s fd/0 dev/stdin
ln -s fd/1 dev/stdout
ln -s fd/2 dev/stderr
mount -t tmpfs -o mode=1777,nosuid,nodev,size=64m shm dev/shm
mount -t tmpfs -o mode=0755,nosuid,nodev,size=64m run run
mount -t tmpfs -o mode=1777,nosuid,nodev,size=256m tmp tmp
mkdir run/sshd run/lock
pivot_root . .
umount -l .
cd /
ip link set lo up 2>/dev/null || true
echo ready
exec 3<&0 </dev/null >/dev/null 2>&1
exec /bin/sh -c 'cat <&3 & wait $!' init
`;

/** From here to a machine's first process. @param fresh whether its files belong to the one who made them still */
export function bootCommand(
  name: string,
  { mounts, serverMounts, tree, local, access }: MachinePlaces,
  { ids, isUnprivileged, fresh }: Pick<Requirements, "ids" | "isUnprivileged"> & { readonly fresh: boolean },
): CommandLine {
  const given = [mounts, serverMounts, tree, local, access, String(ids.first), String(ids.count), fresh ? "yes" : "no"];
  const steps = ["/bin/sh", "-c", outside, "machine", ...given, unmapped, boot, name];
  return { command: "setpriv", args: ["--pdeathsig", "KILL", "--", ...asMaker(isUnprivileged), ...steps] };
}

/** Removes files that belong to a machine's accounts. */
export function removeCommand(folder: string): CommandLine {
  const [command = "", ...args] = asMaker(true);
  return { command, args: [...args, "rm", "-rf", "--", folder] };
}

function asMaker(isUnprivileged: boolean): readonly string[] {
  const user = isUnprivileged ? ["--user", "--map-root-user", "--map-auto"] : [];
  return ["unshare", ...user, "--mount", "--propagation", "private", "--"];
}

/** A command in a machine, as its root. @param process the machine's first one, by its number on the host */
export function enterCommand(process: number, command: readonly string[]): readonly string[] {
  const namespaces = ["--user", "--mount", "--pid", "--net", "--ipc", "--uts", "--cgroup"];
  return ["nsenter", "--target", String(process), ...namespaces, "--setuid", "0", "--setgid", "0", "--", ...command];
}
