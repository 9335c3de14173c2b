import { execFile } from "node:child_process";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

/** The folder of sockets of connections that ssh keeps open from task to task. */
export function controlFolder(folder: string): string {
  return path.join(folder, "cp");
}

/** Whether the system takes the path of a socket there: 104 bytes at most where it takes fewest, of which ssh adds 28. */
export function holdsSockets(folder: string): boolean {
  return Buffer.byteLength(controlFolder(folder)) + 28 < 104;
}

/** In milliseconds. A process that keeps a connection answers at once, or is gone. */
const limit = 5_000;

/** Ends the connections that would outlive the run by a minute. Never rejects. */
export async function closeConnections(folder: string, environment: NodeJS.ProcessEnv): Promise<void> {
  const sockets = await readdir(controlFolder(folder)).catch(() => []);
  const options = { env: { PATH: environment["PATH"] }, timeout: limit };
  // The name of a host is wanted, and not looked at.
  const close = (socket: string) => ["-F", "none", "-S", path.join(controlFolder(folder), socket), "-O", "exit", "any"];
  await Promise.allSettled(sockets.map((socket) => promisify(execFile)("ssh", close(socket), options)));
}
