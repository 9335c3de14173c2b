import { readPlainFile } from "../lib/index.ts";

/** In bytes. The CLI has no limit; a project's settings are never near this one. */
const largestSettings = 4 * 1024 * 1024;

/**
 * Text of `Pulumi.yaml` or `Pulumi.<stack>.yaml`; `undefined` when there is none. Links are followed, as by the Pulumi CLI.
 *
 * @throws {NotAPlainFile}, {@link FileTooLarge}
 */
export async function readSettingsFile(file: string): Promise<string | undefined> {
  const bytes = await readPlainFile(file, { limit: largestSettings, links: "followed" });
  return bytes?.toString("utf8");
}
