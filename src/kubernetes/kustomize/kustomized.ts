import { execFile } from "node:child_process";
import { access, constants, mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { GroundworkError } from "../../lib/index.ts";
import { manifestLimits, sizeText } from "../manifests/index.ts";
import { kustomizeProblem } from "./kustomize-output.ts";
import { memoryFolder } from "./memory-folder.ts";

const run = promisify(execFile);
/** Longest part of a message that a condition holds. */
const longestProblem = 1000;

/** A folder has a kustomization.yaml and no program here understands it. */
export class KustomizeMissing extends GroundworkError {
  readonly code = "kustomize-missing";
  readonly kind = "refused";
  constructor(readonly data: { readonly folder: string }) {
    super(
      `${data.folder} has a kustomization.yaml, which is built by kustomize or kubectl; neither is on the PATH. ` +
        "Install one, for an agent in its image, or keep plain manifests.",
    );
  }
}

/** A folder that kustomize refused to build. */
export class KustomizeFailed extends GroundworkError {
  readonly code = "kustomize-failed";
  readonly kind = "invalid";
  constructor(readonly data: { readonly folder: string; readonly output: string }) {
    super(`${data.folder}: ${data.output}`);
  }
}

/** A kustomization takes in encrypted files, and what is decrypted may not come to a disk. */
export class MemoryFolderMissing extends GroundworkError {
  readonly code = "memory-folder-missing";
  readonly kind = "refused";
  constructor(readonly data: { readonly folder: string }) {
    super(
      `${data.folder} takes in encrypted files, which kustomize reads from a folder, and none here is in memory. Mount an ` +
        "emptyDir with medium: Memory at the agent's --storage-path, or at /dev/shm.",
    );
  }
}

export interface KustomizeOptions {
  /** Value of `PATH`. */
  readonly searchPath: string;
  /** Folder for what has to be on disk while it is built. */
  readonly scratch: string;
  /** In milliseconds. */
  readonly timeout: number;
  /** Files hold what was encrypted: they are kept in memory, and refused where no folder is. @default false */
  readonly holdsSecrets?: boolean;
  /** Variables of the build beside `PATH` and `HOME`. @default none */
  readonly variables?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** A file that a build may read. */
export interface BuildFile {
  /** Relative to the root of the source, with `/`. */
  readonly path: string;
  readonly content: Uint8Array;
}

/**
 * The manifests that kustomize makes of a folder of the source, from these files alone.
 *
 * @throws {KustomizeMissing} @throws {KustomizeFailed} @throws {MemoryFolderMissing}
 */
export async function kustomized(
  files: () => AsyncIterable<BuildFile>,
  folder: string,
  options: KustomizeOptions,
): Promise<string> {
  const command = await findCommand(options.searchPath);
  if (command === undefined) throw new KustomizeMissing({ folder });
  const scratch = options.holdsSecrets === true ? await memoryFolder([options.scratch, "/dev/shm"]) : options.scratch;
  if (scratch === undefined) throw new MemoryFolderMissing({ folder });
  await mkdir(scratch, { recursive: true });
  const checkout = await mkdtemp(path.join(scratch, "kustomize-build-"));
  try {
    for await (const { path: file, content } of files()) {
      if (leadsOut(file)) throw new KustomizeFailed({ folder, output: `${file} is no path inside of the source` });
      const target = path.join(checkout, file);
      await mkdir(path.dirname(target), { recursive: true });
      await writeFile(target, content, { mode: 0o600 });
    }
    const [file, ...args] = [...command, path.join(checkout, folder)];
    const { stdout } = await run(file ?? "", args, {
      timeout: options.timeout,
      maxBuffer: manifestLimits.file,
      // Nothing of this process's own environment: a build needs no credentials.
      env: { ...options.variables, PATH: options.searchPath, HOME: checkout },
      ...(options.signal && { signal: options.signal }),
    });
    return stdout;
  } catch (thrown) {
    const { stderr, code } = thrown as { readonly stderr?: string; readonly code?: unknown };
    if (stderr === undefined) throw thrown;
    if (code === "ERR_CHILD_PROCESS_STDIO_MAXBUFFER") {
      const output = `kustomize makes more than ${sizeText(manifestLimits.file)} of it, the most that is read; build it in parts`;
      throw new KustomizeFailed({ folder, output });
    }
    const output = kustomizeProblem(stderr, [await realpath(checkout).catch(() => checkout), checkout]).slice(
      0,
      longestProblem,
    );
    throw new KustomizeFailed({ folder, output: output || `no answer within ${options.timeout} ms` });
  } finally {
    // A build that was cut off may still be writing; the storage may be lost at any time, so what stays is no error.
    await rm(checkout, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
  }
}

/** Git writes no such path into a tree, but a tree that other programs wrote can hold one. */
export function leadsOut(file: string): boolean {
  return file.split("/").some((step) => step === "" || step === "." || step === ".." || step.includes("\0"));
}

async function findCommand(searchPath: string): Promise<readonly string[] | undefined> {
  for (const [program, args] of [
    ["kustomize", ["build"]],
    ["kubectl", ["kustomize"]],
  ] as const) {
    for (const folder of searchPath.split(path.delimiter).filter((folder) => folder !== "")) {
      const file = path.join(folder, program);
      if (
        await access(file, constants.X_OK).then(
          () => true,
          () => false,
        )
      )
        return [file, ...args];
    }
  }
  return undefined;
}
