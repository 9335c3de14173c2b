import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";

/** An npm registry on loopback that serves the archives of a few packages. */
export class NpmRegistry {
  readonly #folder = mkdtempSync(path.join(tmpdir(), "groundwork-registry-"));
  readonly #archives = new Map<string, Buffer>();
  readonly #server: Server = createServer((request, response) => {
    this.requests.push(request.url ?? "");
    const archive = this.#archives.get(request.url ?? "");
    response.writeHead(archive ? 200 : 404).end(archive);
  });
  /** Paths that were asked for. */
  readonly requests: string[] = [];

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
  }

  /** With a slash at its end. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  /** Ends the server; what it has served stays known. */
  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    if (this.#server.listening) await new Promise((resolve) => this.#server.close(resolve));
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Publishes a package whose only module exports its version. @returns its entry in a lockfile */
  publish(name: string, version: string, scripts: Readonly<Record<string, string>> = {}) {
    const source = path.join(this.#folder, `${name}-source`);
    mkdirSync(source, { recursive: true });
    writeFileSync(path.join(source, "package.json"), JSON.stringify({ name, version, main: "index.js", scripts }));
    writeFileSync(path.join(source, "index.js"), `module.exports = ${JSON.stringify(version)};\n`);
    execFileSync("npm", ["pack", "--ignore-scripts", "--silent", "--pack-destination", this.#folder], {
      cwd: source,
      stdio: "ignore",
    });
    const archive = readFileSync(path.join(this.#folder, `${name}-${version}.tgz`));
    const url = `/${name}/-/${name}-${version}.tgz`;
    this.#archives.set(url, archive);
    const { port } = this.#server.address() as AddressInfo;
    return {
      version,
      resolved: `http://127.0.0.1:${port}${url}`,
      integrity: `sha512-${createHash("sha512").update(archive).digest("base64")}`,
      ...(Object.keys(scripts).length > 0 && { hasInstallScript: true }),
    };
  }
}
