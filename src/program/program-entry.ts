import { posix } from "node:path";
import { parse } from "yaml";
import type { CommitTree } from "../git/index.ts";

/** Path of the file that a commit's program starts with: `main` of `Pulumi.yaml`, a file or a folder with an index. */
export async function programEntry(tree: CommitTree): Promise<string> {
  const bytes = await tree.read("Pulumi.yaml");
  const written = bytes && mainOf(Buffer.from(bytes).toString("utf8"));
  const main = posix.normalize(typeof written === "string" ? written : "index.ts");
  return posix.extname(main) === "" ? posix.join(main, "index.ts") : main;
}

/** Of a file that is no YAML there is no `main`; the engine says what is wrong with it. */
function mainOf(project: string): unknown {
  try {
    const value: unknown = parse(project, { logLevel: "silent", uniqueKeys: false });
    return typeof value === "object" && value !== null && "main" in value ? value.main : undefined;
  } catch {
    return undefined;
  }
}
