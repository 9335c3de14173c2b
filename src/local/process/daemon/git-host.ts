import { createHash, randomBytes } from "node:crypto";
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { type Logger, messageOf } from "../../../lib/index.ts";
import { type GitServer, gitServer } from "../../git-host/index.ts";

/** The Git host of a home: serves the bare repositories in `<home>/git`, where clusters of this home fetch from. */
export interface GitHost {
  /** Absent when it could not be started, for example because there is no `git`. */
  readonly serving?: { readonly url: string; readonly token: string };
  stop(): Promise<void>;
}

/**
 * Starts the Git host on the same port and with the same token as before, because agents keep both.
 *
 * It takes no pushes, since what it serves is applied to clusters as their administrator: a run writes into
 * `<home>/git` itself.
 *
 * A failure is logged and does not stop the local cloud: agents report that they cannot fetch.
 */
export async function startGitHost(home: string, logger: Logger): Promise<GitHost> {
  const folder = path.join(home, "git");
  const portFile = path.join(home, "git-port");
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const token = await readingToken(path.join(home, "git-token"));
    const kept = await readFile(portFile, "utf8").catch(() => "");
    const server = await onFirstFree([kept === "" ? usualPort(home) : Number(kept), 0], (port) =>
      gitServer({ folder, port, push: "refused", tokens: { [token]: "read" }, logger }),
    );
    await writeFile(portFile, new URL(server.url).port);
    return { serving: { url: server.url, token }, stop: () => server.stop() };
  } catch (thrown) {
    logger.warn({ error: messageOf(thrown) }, "no git host");
    return { stop: async () => {} };
  }
}

/** The token, in a file that only its owner can read. It is generated once. */
async function readingToken(file: string): Promise<string> {
  const kept = (await readFile(file, "utf8").catch(() => "")).trim();
  if (kept !== "") {
    await chmod(file, 0o600);
    return kept;
  }
  const token = randomBytes(32).toString("base64url");
  await writeFile(file, `${token}\n`, { mode: 0o600 });
  return token;
}

/** Below the range that systems take free ports from, so that it is still free after a restart. */
function usualPort(home: string): number {
  return 20_000 + (createHash("sha256").update(path.resolve(home)).digest().readUInt16BE() % 10_000);
}

async function onFirstFree(
  [port = 0, ...others]: readonly number[],
  start: (port: number) => Promise<GitServer>,
): Promise<GitServer> {
  try {
    return await start(port);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== "EADDRINUSE" || others.length === 0) throw thrown;
    return onFirstFree(others, start);
  }
}
