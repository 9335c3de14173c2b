import { chmod, mkdir, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import pLimit from "p-limit";
import type { TreeFile } from "../repository.ts";
import type { GitObjects } from "./objects.ts";

const filesAtOnce = 32;

/**
 * Writes files into a folder as a checkout would, without filters and line-end conversion.
 *
 * When it rejects, nothing is being written any more: the folder can be removed.
 */
export async function writeFiles(files: readonly TreeFile[], into: string, objects: GitObjects): Promise<void> {
  const folders = new Set(files.map((file) => path.dirname(path.join(into, file.path))));
  for (const folder of folders) await mkdir(folder, { recursive: true });
  await objects.complete(files.filter(({ kind }) => kind !== "submodule").map(({ id }) => id));
  const limit = pLimit(filesAtOnce);
  let failed = false;
  const results = await Promise.allSettled(
    files.map((file) =>
      limit(async () => {
        if (failed) return;
        await writeOne(file, path.join(into, file.path), objects).catch((thrown: unknown) => {
          failed = true;
          throw thrown;
        });
      }),
    ),
  );
  const first = results.find((result) => result.status === "rejected");
  if (first !== undefined) throw first.reason;
}

async function writeOne({ id, kind }: TreeFile, target: string, objects: GitObjects): Promise<void> {
  if (kind === "submodule") {
    await mkdir(target, { recursive: true });
    return;
  }
  const content = await objects.blob(id);
  if (kind === "link") {
    await symlink(Buffer.from(content).toString("utf8"), target);
    return;
  }
  // Nothing is there that a commit has not put there, and a file is written through no link.
  await writeFile(target, content, { flag: "wx" });
  if (kind === "executable") await chmod(target, 0o755);
}
