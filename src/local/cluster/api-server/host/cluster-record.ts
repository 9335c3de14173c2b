import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import writeFileAtomic from "write-file-atomic";
import { asError, GroundworkError } from "../../../../lib/index.ts";
import type { WantedCluster } from "../cluster-host.ts";
import type { ClusterIdentity } from "./certificates.ts";

/** What is kept of a cluster beside its objects. Holds secrets: only its owner may read the file. */
export interface ClusterRecord {
  readonly wanted: WantedCluster;
  readonly port: number;
  readonly identity: ClusterIdentity;
}

/** A cluster's folder holds no readable record of it. */
export class ClusterRecordUnreadable extends GroundworkError {
  readonly code = "cluster-record-unreadable";
  readonly kind = "refused";
  constructor(
    readonly data: { readonly file: string },
    options?: ErrorOptions,
  ) {
    super(
      `${data.file} cannot be read, so that its cluster cannot start under the address and certificate it had. ` +
        `Restore the file, or delete its folder to forget the cluster.`,
      options,
    );
  }
}

/** The folders of one local cloud's clusters. */
export class ClusterRecords {
  readonly #root: string;

  constructor(home: string) {
    this.#root = path.join(home, "clusters");
  }

  /** Readable, and distinct for ids that differ in a slash only. */
  folder(id: string): string {
    const readable = id
      .split("/")
      .filter((_, index) => index % 2 === 1)
      .join("_")
      .replaceAll(/[^\w.-]/g, "_")
      .slice(0, 80);
    return path.join(this.#root, `${readable}-${createHash("sha256").update(id).digest("hex").slice(0, 8)}`);
  }

  journal(id: string): string {
    return path.join(this.folder(id), "objects.jsonl");
  }

  async all(): Promise<readonly ClusterRecord[]> {
    const names = await readdir(this.#root).catch((): string[] => []);
    const found = await Promise.all(
      names.toSorted().map((name) => this.#read(path.join(this.#root, name, "cluster.json"))),
    );
    return found.filter((record) => record !== undefined);
  }

  async save(record: ClusterRecord): Promise<void> {
    const folder = this.folder(record.wanted.id);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFileAtomic(path.join(folder, "cluster.json"), JSON.stringify(record, undefined, 2), { mode: 0o600 });
  }

  async delete(id: string): Promise<void> {
    await rm(this.folder(id), { recursive: true, force: true });
  }

  /** `undefined` for a cluster whose creation ended before its record was written. Its creation was never confirmed. */
  async #read(file: string): Promise<ClusterRecord | undefined> {
    try {
      return JSON.parse(await readFile(file, "utf8")) as ClusterRecord;
    } catch (thrown) {
      if ((asError(thrown) as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw new ClusterRecordUnreadable({ file }, { cause: asError(thrown) });
    }
  }
}
