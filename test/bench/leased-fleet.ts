import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { type GitHttpServer, gitHttpServer } from "../fakes/git-http-server.ts";
import { asBench } from "./fleet.ts";

/** Environments that have a lease each. */
export const fleetSize = 1500;

/** A repository behind Git's own HTTP server on this machine, where every environment was brought up once: each has a lease that was released. */
export class LeasedFleet {
  readonly names = Array.from({ length: fleetSize }, (_, index) => `customer-${String(index).padStart(4, "0")}`);
  #clones = 0;

  private constructor(
    private readonly folder: string,
    private readonly server: GitHttpServer,
  ) {}

  static async make(): Promise<LeasedFleet> {
    const folder = await mkdtemp(path.join(tmpdir(), "groundwork-leases-"));
    const fleet = new LeasedFleet(folder, await gitHttpServer(folder));
    const bare = path.join(folder, "origin.git");
    await git("init", "--quiet", "--bare", bare);
    await git("-C", bare, "config", "http.receivepack", "true");
    const importing = git("-C", bare, "fast-import", "--quiet");
    importing.child.stdin?.end(fleet.names.map(leaseOf).join(""));
    await importing;
    return fleet;
  }

  /** Removed when `use` has ended. */
  static async with<T>(use: (fleet: LeasedFleet) => Promise<T>): Promise<T> {
    const fleet = await LeasedFleet.make();
    try {
      return await use(fleet);
    } finally {
      await fleet.remove();
    }
  }

  /** The clone of a job, in which no lease is known. */
  async clone(): Promise<string> {
    this.#clones += 1;
    const folder = path.join(this.folder, `clone-${this.#clones}`);
    await git("init", "--quiet", "--template=", folder);
    await git("-C", folder, "remote", "add", "origin", `${this.server.url}/origin.git`);
    return folder;
  }

  /** All leases into references of a clone. */
  async fetchPlainly(clone: string): Promise<void> {
    await git("-C", clone, "fetch", "--quiet", "--no-tags", "origin", "+refs/groundwork/leases/*:refs/leases/*");
  }

  async remove(): Promise<void> {
    await this.server.close();
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function git(...args: readonly string[]) {
  return promisify(execFile)("git", [...args], { env: { ...process.env, ...asBench } });
}

/** A lease that its run gave back, as `git fast-import` reads it. */
function leaseOf(environment: string): string {
  const owner = {
    run: `up-${environment}`,
    actor: "Ada",
    host: "ci-7",
    doing: "up of 4c1f2ab",
    since: "2026-01-01T00:00:00.000Z",
    process: { pid: 42 },
  };
  const lease = { version: 1, environment, fence: 1, state: "released", owner, seconds: 60, renewal: 0 };
  const data = (text: string) => `data ${Buffer.byteLength(text)}\n${text}\n`;
  return `commit refs/groundwork/leases/${environment}\ncommitter Bench <bench@example.com> 0 +0000\n${data("Lease")}M 100644 inline lease.json\n${data(JSON.stringify(lease))}`;
}
