import { once } from "node:events";
import { readFile, stat } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { isLoopbackHost, type Logger, messageOf, silentLogger } from "../../lib/index.ts";
import { accessOf, type GitAccess } from "./access.ts";
import { NotAGitFolder } from "./errors.ts";
import { type GitProcess, runGit } from "./git-command.ts";
import { findRepository, type GitRequest, parseGitRequest } from "./requested-repository.ts";
import { serveGit } from "./serve-git.ts";

export type { GitAccess } from "./access.ts";

export interface GitServerOptions {
  /** Its bare repositories are served under their path in it: `<folder>/acme/infra.git` as `<url>/acme/infra.git`. */
  readonly folder: string;
  /** Default: 0, any free one. */
  readonly port?: number;
  /** Default: `allowed`. */
  readonly push?: "allowed" | "refused";
  /** Pushes that would rewrite or remove what a branch had. Default: `refused`. */
  readonly forcePush?: "allowed" | "refused";
  /** What a request with each token may do. */
  readonly tokens?: Readonly<Record<string, GitAccess>>;
  /** What a request without a token may do. Default: `none` where there are tokens, else `write`. */
  readonly anonymous?: GitAccess | "none";
  /** Called after each push that Git carried out, or refused in part, before the client has its whole answer. */
  readonly onPush?: (repository: string) => void;
  /** Where `git` is looked for, as in `PATH`. */
  readonly searchPath?: string;
  readonly logger?: Logger;
}

export interface GitServer {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** Ends running requests and closes. Repeatable. */
  stop(): Promise<void>;
}

/**
 * Serves bare repositories over smart HTTP on loopback, protocol versions 0 to 2. Answers no request whose `Host` is another
 * name than loopback's.
 *
 * @throws {NotAGitFolder}
 * @throws {GitMissing}
 */
export async function gitServer(options: GitServerOptions): Promise<GitServer> {
  const logger = options.logger ?? silentLogger;
  const folder = path.resolve(options.folder);
  const found = await stat(folder).catch((cause: unknown) => {
    throw new NotAGitFolder({ folder }, { cause });
  });
  if (!found.isDirectory()) throw new NotAGitFolder({ folder });
  await runGit({ args: ["--version"], searchPath: options.searchPath });

  const running = new Set<GitProcess>();
  const server = createServer((request, response) => {
    answer({ request, response, options: { ...options, folder }, running }).catch((thrown: unknown) => {
      logger.warn({ error: messageOf(thrown) }, "git request failed");
      if (response.headersSent) response.destroy();
      else refuse(response, 500, messageOf(thrown));
    });
  });
  server.listen(options.port ?? 0, "127.0.0.1");
  await once(server, "listening");

  let stopped: Promise<void> | undefined;
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => {
      stopped ??= (async () => {
        const closed = once(server, "close");
        server.close();
        server.closeAllConnections();
        for (const child of running) child.kill();
        await closed;
      })();
      return stopped;
    },
  };
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly options: GitServerOptions;
  readonly running: Set<GitProcess>;
}

async function answer(exchange: Exchange): Promise<void> {
  const { request, response, options } = exchange;
  if (!isLoopbackHost(request.headers.host))
    return refuse(response, 421, "This server answers to localhost and 127.0.0.1 only.");
  const asked = parseGitRequest(request.method ?? "", request.url ?? "/");
  const access = accessOf(request.headers.authorization, options.tokens, anonymousAccess(options));
  // A push without a token gets 401, so that the client sends one, even where reading needs none.
  const mayShowToken = request.headers.authorization === undefined && options.tokens !== undefined;
  const needsToken = asked !== undefined && isPush(asked) && options.push !== "refused" && mayShowToken;
  if (access === "none" || (access === "read" && needsToken)) {
    response.setHeader("WWW-Authenticate", 'Basic realm="groundwork local git"');
    return refuse(response, 401, "A token is needed.");
  }
  if (asked === undefined) return refuse(response, 404, "This server speaks Git's smart HTTP only.");
  if (isPush(asked) && options.push === "refused") return refuse(response, 403, "Pushes are refused here.");
  if (isPush(asked) && access !== "write") return refuse(response, 403, "This token may only read.");
  const repository = await findRepository(options.folder, asked.repository);
  if (repository === undefined) return refuse(response, 404, `There is no repository ${asked.repository}.`);

  response.setHeader("Cache-Control", "no-cache, max-age=0, must-revalidate");
  if (asked.kind === "head") {
    response.setHeader("Content-Type", "text/plain");
    response.end(await readFile(path.join(repository, "HEAD")));
    return;
  }
  await serveGit({
    ...exchange,
    ...asked,
    repository,
    forcePush: options.forcePush ?? "refused",
    searchPath: options.searchPath,
    logger: options.logger ?? silentLogger,
  });
  if (asked.kind === "serve" && isPush(asked)) options.onPush?.(asked.repository);
  response.end();
}

function anonymousAccess({ anonymous, tokens }: GitServerOptions): GitAccess | "none" {
  return anonymous ?? (tokens === undefined ? "write" : "none");
}

function isPush(asked: GitRequest): boolean {
  return asked.kind !== "head" && asked.service === "git-receive-pack";
}

function refuse(response: ServerResponse, status: number, words: string): void {
  response.writeHead(status, { "Content-Type": "text/plain" });
  response.end(`${words}\n`);
}
