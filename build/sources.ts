import { readdirSync } from "node:fs";
import path from "node:path";

/** The TypeScript files of a folder of the repository at `root`, sorted, as paths from `root` with `/`. */
export function sourcesIn(root: string, folder: string): readonly string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => `${folder}/${file.split(path.sep).join("/")}`)
    .toSorted();
}
