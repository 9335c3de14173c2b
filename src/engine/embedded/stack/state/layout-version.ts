import { readFile } from "node:fs/promises";
import { StateUnreadable } from "../../../errors.ts";
import { tooNew } from "./checkpoint-file.ts";
import { BackendUnusable } from "./errors.ts";
import { metaFile } from "./layout.ts";
import { type OpenForWriting, readFailure, writeWhole } from "./state-file.ts";

/** Pulumi's layout of a folder of stacks that has projects, the only one that is read and written. */
const layoutVersion = 1;

/**
 * @throws {BackendUnusable} for what is no folder.
 * @throws {StateUnreadable} for the layout before projects, {@link StateTooNew} for one after this.
 */
export async function assertKnownLayout(root: string): Promise<void> {
  const file = metaFile(root);
  const text = await readFile(file, "utf8").catch(async (error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return metaText;
    if (error.code === "ENOTDIR") throw new BackendUnusable({ root, problem: "it is no folder" }, { cause: error });
    throw await readFailure(file, error);
  });
  const version = Number(/^version:\s*(\d+)\s*$/mu.exec(text)?.[1]);
  if (version > layoutVersion) throw tooNew(file, version);
  if (version !== layoutVersion)
    throw new StateUnreadable({
      file,
      problem: "it names no layout with projects; bring it up to date with: pulumi state upgrade",
    });
}

/** Writes the layout down in a folder that says nothing of it. */
export async function ensureLayout(root: string, openFile: OpenForWriting | undefined): Promise<void> {
  const file = metaFile(root);
  const exists = await readFile(file).then(
    () => true,
    () => false,
  );
  if (!exists) await writeWhole(file, metaText, { openFile });
}

const metaText = `version: ${layoutVersion}\n`;
