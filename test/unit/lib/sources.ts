import { readdirSync } from "node:fs";
import path from "node:path";
import { projectRoot } from "../../../src/lib/index.ts";

/** The TypeScript files of a folder of the repository, as paths from its root with `/`. */
export function sourcesIn(folder: string): readonly string[] {
  return readdirSync(path.join(projectRoot(), folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => `${folder}/${file.split(path.sep).join("/")}`);
}
