import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import type { Logger } from "../../lib/index.ts";
import { exitOf, type GitProcess, startGit } from "./git-command.ts";
import type { GitService } from "./requested-repository.ts";

export interface GitExchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Folder of the bare repository. */
  readonly repository: string;
  readonly service: GitService;
  /** `advertise` answers `info/refs`; `serve` carries out what the client then sends. */
  readonly kind: "advertise" | "serve";
  readonly forcePush: "allowed" | "refused";
  readonly searchPath: string | undefined;
  readonly logger: Logger;
  /** Keeps the process while it runs, so that the server can end it. */
  readonly running: Set<GitProcess>;
}

/** Lets Git answer one request; the caller ends the response. */
export async function serveGit(exchange: GitExchange): Promise<void> {
  const { request, response, service, kind, running } = exchange;
  const protocol = protocolOf(request);
  response.setHeader("Content-Type", `application/x-${service}-${kind === "advertise" ? "advertisement" : "result"}`);
  // Version 2 has no push, so receive-pack answers as version 0 does, service line included.
  const greets = kind === "advertise" && !(service === "git-upload-pack" && protocol.includes("version=2"));
  if (greets) response.write(`${packetLine(`# service=${service}\n`)}0000`);

  const child = startGit({
    args: commandOf(exchange),
    searchPath: exchange.searchPath,
    environment: protocol === "" ? {} : { GIT_PROTOCOL: protocol },
  });
  running.add(child);
  const left = new AbortController();
  response.once("close", () => {
    left.abort();
    child.kill();
  });
  try {
    const [exitCode, words] = await Promise.all([
      exitOf(child, exchange.searchPath),
      text(child.stderr),
      kind === "advertise" ? child.stdin.end() : feed(request, child),
      drain(child, response, left.signal),
    ]);
    if (exitCode !== 0) exchange.logger.warn({ exitCode, words, service }, "git ended with an error");
  } finally {
    running.delete(child);
  }
}

function commandOf({ forcePush, service, kind, repository }: GitExchange): readonly string[] {
  const refused = String(forcePush === "refused");
  const settings = [
    "core.hooksPath=/dev/null",
    `receive.denyNonFastForwards=${refused}`,
    `receive.denyDeletes=${refused}`,
    // Hides commits that a run has brought and that no branch points to yet; leases are there for every clone.
    "uploadpack.hideRefs=refs/groundwork",
    "uploadpack.hideRefs=!refs/groundwork/leases",
    "uploadpack.allowFilter=true",
    "uploadpack.allowReachableSHA1InWant=true",
  ];
  return [
    ...settings.flatMap((setting) => ["-c", setting]),
    service.slice("git-".length),
    "--stateless-rpc",
    ...(kind === "advertise" ? ["--advertise-refs"] : []),
    repository,
  ];
}

async function feed(request: IncomingMessage, child: GitProcess): Promise<void> {
  const zipped = /^(x-)?gzip$/.test(request.headers["content-encoding"] ?? "");
  try {
    if (zipped) await pipeline(request, createGunzip(), child.stdin);
    else await pipeline(request, child.stdin);
  } catch (thrown) {
    // Git may answer and exit before it has read the whole request. The exchange succeeds all the same.
    const { code } = thrown as NodeJS.ErrnoException;
    if (code !== "EPIPE" && code !== "ERR_STREAM_PREMATURE_CLOSE") throw thrown;
  }
}

/** Pipes Git's output at the speed of the client, and stops when the client has disconnected. */
async function drain(child: GitProcess, response: ServerResponse, left: AbortSignal): Promise<void> {
  for await (const chunk of child.stdout) {
    if (!response.write(chunk)) await once(response, "drain", { signal: left }).catch(() => undefined);
    if (left.aborted) return;
  }
}

function protocolOf(request: IncomingMessage): string {
  const header = request.headers["git-protocol"];
  return typeof header === "string" && /^[a-z0-9=:]+$/i.test(header) ? header : "";
}

function packetLine(line: string): string {
  return (line.length + 4).toString(16).padStart(4, "0") + line;
}
