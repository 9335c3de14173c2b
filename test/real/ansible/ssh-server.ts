import { execFile } from "node:child_process";
import { chmod, chown, copyFile, cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import path from "node:path";
import { promisify } from "node:util";
import { tellingFailure } from "../../../src/lib/index.ts";
import { freePorts, ServerProcess } from "../servers/index.ts";

/** An SSH server on loopback that lets one account in, with one key. */
export interface SshServer {
  readonly port: number;
  readonly user: string;
  readonly privateKeyFile: string;
  /** Lines of `known_hosts`, one for each address. */
  readonly knownHosts: string;
  /** A folder that the account owns. */
  readonly home: string;
  stop(): Promise<void>;
}

const user = "ansible";

/** One process of OpenSSH listens on no more (`MAX_LISTEN_SOCKS`). */
const mostAddresses = 16;

export interface SshServerSettings {
  /** Of loopback: each is another machine for those that connect. @default 127.0.0.1 */
  readonly addresses?: readonly string[];
  /** In bytes: no process of a session writes a larger file, as on a disk that is full. @default none */
  readonly fileSizeLimit?: number;
}

/**
 * @param executable `sshd`, with the folder `lib` beside it
 * @param folder an empty folder, which the account can reach
 */
export async function startSshServer(
  executable: string,
  folder: string,
  { addresses = ["127.0.0.1"], fileSizeLimit }: SshServerSettings = {},
): Promise<SshServer> {
  const at = (...names: readonly string[]) => path.join(folder, ...names);
  const [port = 0] = await freePorts(1);
  // As root it would want an account of the machine for its own use.
  const isRoot = process.getuid?.() === 0;
  const account = isRoot
    ? { uid: 65_534, gid: 65_534 }
    : { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
  await cp(path.join(path.dirname(executable), "lib"), at("lib"), { recursive: true, verbatimSymlinks: true });
  await copyFile(executable, at("sshd"));
  await mkdir(at("home"));
  const hostKey = await makeKey(at("host"));
  await writeFile(at("authorized_keys"), await makeKey(at("client")));
  await writeFile(at("passwd"), `${user}:x:${account.uid}:${account.gid}::${at("home")}:/bin/sh\n`);
  await writeFile(at("group"), `${user}:x:${account.gid}:\n`);
  const settings = { HostKey: at("host"), AuthorizedKeysFile: at("authorized_keys"), PidFile: "none" };
  const refused = ["StrictModes", "UsePAM", "PasswordAuthentication", "KbdInteractiveAuthentication"];
  const lines = [
    ...Object.entries({ Port: port, MaxStartups: 100, ...settings }).map(([name, value]) => `${name} ${value}`),
    ...refused.map((name) => `${name} no`),
  ];
  for (const file of ["host", "home"]) await chown(at(file), account.uid, account.gid);
  const servers: ServerProcess[] = [];
  const stop = async () => void (await Promise.all(servers.map((server) => server.stop())));
  const listenOn = async (own: readonly string[], config: string) => {
    await writeFile(config, `${[...lines, ...own.map((address) => `ListenAddress ${address}`)].join("\n")}\n`);
    return await ServerProcess.start({
      title: "sshd",
      ...limited([at("sshd"), "-D", "-e", "-f", config], fileSizeLimit),
      environment: {
        LD_LIBRARY_PATH: at("lib"),
        LD_PRELOAD: at("lib", "libnss_wrapper.so"),
        NSS_WRAPPER_PASSWD: at("passwd"),
        NSS_WRAPPER_GROUP: at("group"),
      },
      folder,
      ...(isRoot && { user: account }),
      isReady: async () => (await Promise.all(own.map((address) => listens(address, port)))).every(Boolean),
    });
  };
  const listenOnAll = async () => {
    for (let first = 0; first < addresses.length; first += mostAddresses)
      servers.push(await listenOn(addresses.slice(first, first + mostAddresses), at(`config-${first}`)));
  };
  await tellingFailure(listenOnAll, stop);
  return {
    port,
    user,
    privateKeyFile: at("client"),
    knownHosts: addresses.map((address) => `[${address}]:${port} ${hostKey}`).join(""),
    home: at("home"),
    stop,
  };
}

function limited([command = "", ...args]: readonly string[], bytes: number | undefined) {
  return bytes === undefined ? { command, args } : { command: "prlimit", args: [`--fsize=${bytes}`, command, ...args] };
}

/** The public half of a new key pair. */
async function makeKey(file: string): Promise<string> {
  await promisify(execFile)("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "test", "-f", file]);
  await chmod(file, 0o600);
  return await readFile(`${file}.pub`, "utf8");
}

async function listens(address: string, port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect(port, address);
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}
