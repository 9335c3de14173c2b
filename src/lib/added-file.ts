import { randomBytes } from "node:crypto";
import { constants, copyFile, link, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { cleaningUp } from "./clean-up.ts";
import { createdAnew } from "./created-anew.ts";

/**
 * Writes a file that is not there yet, whole or not at all; `false` when another process has added it before.
 *
 * On a file system without hard links the draft is copied to its place. A process that is killed meanwhile leaves the beginning of the
 * text there, and the whole of it in the draft beside it, whose name begins as {@link draftsOf} says.
 */
export async function addFile(folder: string, name: string, text: string | readonly string[]): Promise<boolean> {
  const draft = path.join(folder, `${draftsOf(name)}${process.pid}-${randomBytes(6).toString("hex")}`);
  const target = path.join(folder, name);
  return await cleaningUp(
    async () => {
      await writeFile(draft, text, { flush: true });
      return await createdAnew(() =>
        link(draft, target).catch((thrown: NodeJS.ErrnoException) => {
          if (!withoutLinks.has(thrown.code)) throw thrown;
          return copyFile(draft, target, constants.COPYFILE_EXCL);
        }),
      );
    },
    () => rm(draft, { force: true }),
  );
}

/** How the names of drafts of a file begin. */
export function draftsOf(name: string): string {
  return `.${name}-`;
}

/** How file systems refuse hard links that have none: those of memory sticks and of some shared folders. */
const withoutLinks: ReadonlySet<string | undefined> = new Set(["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"]);
