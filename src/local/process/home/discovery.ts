import { readFile, rm } from "node:fs/promises";
import path from "node:path";
import writeFileAtomic from "write-file-atomic";

/** How clients find the process that serves a home. */
export interface Discovery {
  readonly pid: number;
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** Bearer token of the console. */
  readonly token: string;
  readonly version: string;
  /** Of the code that the process runs; see {@link buildIdentity}. */
  readonly build: string;
  readonly startedAt: string;
}

/** `<home>/local.json`, readable by its owner only, because it holds the token. */
export function discoveryFile(home: string): string {
  return path.join(home, "local.json");
}

export async function publishDiscovery(home: string, discovery: Discovery): Promise<void> {
  await writeFileAtomic(discoveryFile(home), `${JSON.stringify(discovery)}\n`, { mode: 0o600 });
}

/** `undefined` when there is none, or it cannot be read. */
export async function readDiscovery(home: string): Promise<Discovery | undefined> {
  try {
    return JSON.parse(await readFile(discoveryFile(home), "utf8")) as Discovery;
  } catch {
    return undefined;
  }
}

/** Removes the file when it is still the one of process `pid`. */
export async function withdrawDiscovery(home: string, pid: number): Promise<void> {
  if ((await readDiscovery(home))?.pid === pid) await rm(discoveryFile(home), { force: true });
}
