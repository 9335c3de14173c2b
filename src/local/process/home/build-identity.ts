import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { entryPoint } from "../../../lib/index.ts";

/**
 * Identity of the code that a local cloud's process runs, or would run if it were started now.
 *
 * The built entry names its parts by their content, so its own hash stands for all of them.
 */
export async function buildIdentity(): Promise<string> {
  const [file = ""] = entryPoint("local").args;
  const code = await readFile(file).catch(() => "");
  return createHash("sha256").update(code).digest("hex").slice(0, 16);
}
