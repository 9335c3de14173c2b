/** A file of a new machine. */
export interface MachineFile {
  /** From the machine's root, without a slash in front. */
  readonly path: string;
  readonly content: string;
  /** @default 0o644 */
  readonly mode?: number;
}

/** What a new machine consists of besides the host's `/usr`. Paths are from its root. */
export interface MachineFiles {
  readonly folders: readonly { readonly path: string; readonly mode: number }[];
  readonly files: readonly MachineFile[];
  readonly links: readonly { readonly path: string; readonly target: string }[];
}

/** The folder of a machine that its own root cannot change: what lets the local cloud in. */
export const accessFolder = "/.groundwork";

const folders = ["etc", "home", "media", "mnt", "opt", "srv", "var", "var/cache", "var/lib", "var/log", "var/spool"];
const places = ["dev", "proc", "run", "sys", "usr", "var/empty", accessFolder.slice(1)];
const ofSystem = [
  ["root", 0, "/root"],
  ["sshd", 101, "/run/sshd"],
  ["nobody", 65_534, "/nonexistent"],
] as const;

/**
 * @param name its host name
 * @param alternatives links of the host's `/etc/alternatives`, by which its `/usr` reaches programs such as `awk`
 */
export function filesOfMachine(name: string, alternatives: ReadonlyMap<string, string>): MachineFiles {
  const shell = (uid: number) => (uid === 0 ? "/bin/sh" : "/usr/sbin/nologin");
  const lines = (each: (user: string, id: number, home: string) => string) =>
    `${ofSystem.map(([user, id, home]) => each(user, id, home)).join("\n")}\n`;
  return {
    folders: [
      ...[...folders, ...places].map((path) => ({ path, mode: 0o755 })),
      { path: "root", mode: 0o700 },
      { path: "tmp", mode: 0o1777 },
      { path: "var/tmp", mode: 0o1777 },
      { path: "etc/alternatives", mode: 0o755 },
    ],
    files: [
      { path: "etc/passwd", content: lines((user, id, home) => `${user}:x:${id}:${id}::${home}:${shell(id)}`) },
      { path: "etc/group", content: `${lines((user, id) => `${user}:x:${id}:`)}tty:x:5:\n` },
      { path: "etc/shadow", content: lines((user) => `${user}:*:20000:0:99999:7:::`), mode: 0o640 },
      { path: "etc/nsswitch.conf", content: "passwd: files\ngroup: files\nshadow: files\nhosts: files\n" },
      { path: "etc/hosts", content: `127.0.0.1 localhost ${name}\n::1 localhost\n` },
      { path: "etc/hostname", content: `${name}\n` },
      { path: "etc/shells", content: "/bin/sh\n/bin/bash\n" },
    ],
    links: [
      { path: "etc/os-release", target: "../usr/lib/os-release" },
      { path: "etc/mtab", target: "../proc/self/mounts" },
      { path: "var/run", target: "../run" },
      ...[...alternatives].map(([link, target]) => ({ path: `etc/alternatives/${link}`, target })),
    ],
  };
}

/**
 * Files of {@link accessFolder}, besides the machine's key and the program `become`.
 *
 * @param clientKey the public key that is let in
 * @param parts names of the server's parts that lie there
 */
export function accessFiles(clientKey: string, parts: readonly string[]): readonly MachineFile[] {
  const options: Readonly<Record<string, string>> = {
    HostKey: `${accessFolder}/host_key`,
    AuthorizedKeysFile: `${accessFolder}/authorized_keys`,
    AuthenticationMethods: "publickey",
    PermitRootLogin: "prohibit-password",
    UsePAM: "no",
    UseDNS: "no",
    PrintMotd: "no",
    PidFile: "none",
    AllowTcpForwarding: "no",
    // A playbook that makes the home folder writable for others must not lock its own next run out.
    StrictModes: "no",
    Subsystem: "sftp internal-sftp",
    SetEnv: "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    ...(parts.includes("sshd-session") && { SshdSessionPath: `${accessFolder}/sshd-session` }),
    ...(parts.includes("sshd-auth") && { SshdAuthPath: `${accessFolder}/sshd-auth` }),
  };
  return [
    {
      path: "sshd_config",
      content: Object.entries(options)
        .map(([name, value]) => `${name} ${value}\n`)
        .join(""),
    },
    { path: "authorized_keys", content: clientKey },
  ];
}

/**
 * `sudo` without a password, for every account, as machines of clouds have it. The host's own works for accounts of the host alone: its
 * file belongs to none of the machine's.
 *
 * It takes the options that Ansible gives, and leaves out those that say nothing here.
 */
export const sudo: MachineFile = {
  path: "bin/sudo",
  mode: 0o755,
  content: `#!/bin/sh
set -eu
user=root
while [ $# -gt 0 ]; do
  case $1 in
    -u | --user) user=$2; shift 2 ;;
    --user=*) user=\${1#--user=}; shift ;;
    -u?*) user=\${1#-u}; shift ;;
    -g | -p | -C | -r | -t | -h) shift 2 ;;
    --) shift; break ;;
    -*) shift ;;
    *) break ;;
  esac
done
[ $# -gt 0 ] || set -- /bin/sh -l
group=$(id -g "$user")
exec ${accessFolder}/become --reuid "$user" --regid "$group" --init-groups --reset-env -- env "$@"
`,
};

/** A shell's steps, in a machine as its root: gives it an account, of which the first argument is the name. */
export const addAccount = `
set -eu
umask 022
! id -u "$1" >/dev/null 2>&1 || exit 0
id=1000
while grep -q "^[^:]*:[^:]*:$id:" /etc/passwd /etc/group; do id=$((id + 1)); done
shell=/bin/sh
[ ! -x /bin/bash ] || shell=/bin/bash
echo "$1:x:$id:" >>/etc/group
echo "$1:x:$id:$id::/home/$1:$shell" >>/etc/passwd
echo "$1:*:20000:0:99999:7:::" >>/etc/shadow
mkdir -p "/home/$1"
chown "$id:$id" "/home/$1"
`;
