import { existsSync } from "node:fs";
import path from "node:path";
import { projectRoot } from "../../../../lib/index.ts";

/** What a program's process loads of the engine: what was built, and the packages that it imports, wherever npm has put them. */
export function engineFiles(): readonly string[] {
  const own = projectRoot();
  const packages: string[] = [];
  for (let folder = own; path.dirname(folder) !== folder; folder = path.dirname(folder)) {
    const candidate = path.basename(folder) === "node_modules" ? folder : path.join(folder, "node_modules");
    // Above a checkout there may be packages of others, which Node would look through only for what is missing here.
    const isOwn = folder === own || own.startsWith(`${candidate}${path.sep}`);
    if (isOwn && existsSync(candidate)) packages.push(candidate);
  }
  return [path.join(own, "dist"), path.join(own, "package.json"), ...packages];
}
