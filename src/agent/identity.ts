import { randomUUID } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { isRunning } from "../lib/index.ts";

/** Who this process is among those that use its storage folder, and whether it has that folder for itself. */
export interface Identity {
  readonly name: string;
  /** Own storage: the folder itself, or one beside it when another live process uses that. */
  readonly storage: string;
}

/**
 * The identity kept in the storage folder: a process that starts again there is the same one, and need not wait for the lease of
 * the one that was killed. A folder that a live process uses is not shared.
 */
export async function identityIn(folder: string, hostname: string, pid: number): Promise<Identity> {
  await mkdir(folder, { recursive: true });
  const pidFile = path.join(folder, "pid");
  const other = Number(await readFile(pidFile, "utf8").catch(() => "0"));
  if (other !== 0 && other !== pid && (await isRunning({ pid: other }))) {
    const name = `${hostname}_${randomUUID()}`;
    const storage = path.join(folder, `beside-${pid}`);
    await mkdir(storage, { recursive: true });
    return { name, storage };
  }
  await writeFile(pidFile, String(pid));
  const nameFile = path.join(folder, "identity");
  const known = await readFile(nameFile, "utf8").catch(() => "");
  if (known.startsWith(`${hostname}_`)) return { name: known, storage: folder };
  const name = `${hostname}_${randomUUID()}`;
  await writeFile(nameFile, name);
  return { name, storage: folder };
}
