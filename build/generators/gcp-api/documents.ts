// Google's discovery documents as one pinned version of a package on PyPI carries them. Kept outside of the checkout.
import { execFile } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { cleaningUp } from "../../../src/lib/index.ts";
import type { DiscoveryDocument } from "./discovery.ts";

/** To renew: the newest version on PyPI, and the sha256 of its wheel. */
export const pinned = {
  package: "google-api-python-client",
  version: "2.202.0",
  sha256: "aaa90064c9bb642ff1d065b22ca8958a2cb6e345909cefe70d0e5452fc50e08b",
} as const;

const INSIDE = "googleapiclient/discovery_cache/documents";
const run = promisify(execFile);

/** The documents by name, such as `compute.v1`; each is read once. */
export class DiscoveryDocuments {
  readonly #folder: string;
  readonly #read = new Map<string, DiscoveryDocument>();

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Reads what is in the cache (`$XDG_CACHE_HOME`, else `~/.cache`), and downloads the package first where it is not.
   *
   * @throws an error that names pip, its answer and the package when it cannot be downloaded
   */
  static async open({ cache = cacheFolder(), python = "python3" } = {}): Promise<DiscoveryDocuments> {
    const folder = path.join(cache, `${pinned.package}-${pinned.version}`);
    if (!existsSync(folder)) await download(folder, python);
    return new DiscoveryDocuments(path.join(folder, INSIDE));
  }

  /** Names of all documents, for example `compute.v1`, sorted. */
  names(): string[] {
    return readdirSync(this.#folder)
      .filter((file) => file.endsWith(".json") && file !== "index.json")
      .map((file) => file.slice(0, -".json".length))
      .toSorted();
  }

  document(name: string): DiscoveryDocument {
    const known = this.#read.get(name);
    if (known !== undefined) return known;
    const document = JSON.parse(readFileSync(path.join(this.#folder, `${name}.json`), "utf8")) as DiscoveryDocument;
    this.#read.set(name, document);
    return document;
  }
}

function cacheFolder(): string {
  const base = process.env["XDG_CACHE_HOME"] || path.join(os.homedir(), ".cache");
  return path.join(base, "groundwork", "discovery");
}

/** Unpacks beside the folder and renames it into place, so that a download that was cut off leaves nothing that looks whole. */
async function download(folder: string, python: string): Promise<void> {
  mkdirSync(path.dirname(folder), { recursive: true });
  const temporary = mkdtempSync(`${folder}.`);
  await cleaningUp(
    () => downloadInto(temporary, folder, python),
    async () => rmSync(temporary, { recursive: true, force: true }),
  );
}

async function downloadInto(temporary: string, folder: string, python: string): Promise<void> {
  const wanted = path.join(temporary, "wanted.txt");
  writeFileSync(wanted, `${pinned.package}==${pinned.version} --hash=sha256:${pinned.sha256}\n`);
  const flags = ["--no-deps", "--only-binary=:all:", "--require-hashes", "--disable-pip-version-check", "--quiet"];
  const unpacked = path.join(temporary, "unpacked");
  try {
    await run(python, ["-m", "pip", "download", ...flags, "--dest", temporary, "--requirement", wanted]);
    const [wheel = ""] = readdirSync(temporary).filter((file) => file.endsWith(".whl"));
    await run(python, ["-m", "zipfile", "--extract", path.join(temporary, wheel), unpacked]);
  } catch (thrown) {
    throw new Error(
      `${pinned.package} ${pinned.version}, whose documents the facts of Google's APIs are made from, could not be downloaded ` +
        `from PyPI with python3 -m pip: ${thrown instanceof Error ? thrown.message.trim() : String(thrown)}\n` +
        "Give this machine python3 with pip, and a network or a mirror that pip knows, and run this again.",
      { cause: thrown },
    );
  }
  // Another run may have been first.
  if (!existsSync(folder)) renameSync(unpacked, folder);
}
