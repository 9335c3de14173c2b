import { readdir } from "node:fs/promises";
import path from "node:path";
import type { StackName } from "../../../engine.ts";
import { isName, stacksFolder } from "./layout.ts";
import { readFailure } from "./state-file.ts";

/** The stacks that have a state in a folder: of a project, or of all projects. @throws {StateDenied}, {@link StateUnreadable} */
export async function stacksIn(root: string, project: string | undefined): Promise<readonly StackName[]> {
  const projects = project === undefined ? await namesIn(stacksFolder(root)) : [project];
  const stacks = projects.filter(isName).map(async (name) => {
    const files = await namesIn(path.join(stacksFolder(root), name));
    const stackNames = files.flatMap(
      (file) => /^(?<stack>[^.].*)\.json(?:\.gz|\.zst)?$/u.exec(file)?.groups?.["stack"] ?? [],
    );
    return [...new Set(stackNames)].filter(isName).map((stack): StackName => ({ project: name, stack }));
  });
  return (await Promise.all(stacks)).flat();
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return await readdir(folder).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return [];
    throw await readFailure(folder, error);
  });
}
