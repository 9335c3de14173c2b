import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { type ExpectedParts, mergePreviews, type PreviewPart } from "../change/index.ts";
import { postPreview } from "../flows/index.ts";
import { readPlainFile, systemClock } from "../lib/index.ts";
import { affectedIn, partIn } from "../report/index.ts";
import type { MergeFlags } from "./driver-flags.ts";
import type { DriverHost } from "./driver-host.ts";
import { DriverScreen } from "./driver-screen.ts";
import { ExpectationUnreadable, NeedsForge, PartUnreadable } from "./errors.ts";
import type { ExitCode } from "./exit-code.ts";
import { previewWriter } from "./forge-comments.ts";
import { showPreview } from "./preview-output.ts";
import type { CommandWiring } from "./program.ts";

/** In bytes. A preview of thousands of environments is smaller. */
const largestDocument = 256 * 1024 * 1024;

export async function runReport(
  names: readonly string[],
  flags: MergeFlags,
  wiring: CommandWiring & Pick<DriverHost, "openForge">,
): Promise<ExitCode> {
  const { cwd, terminal } = wiring;
  const opened = await wiring.openForge(flags, cwd);
  if (!opened && flags.changeRequest !== undefined) throw new NeedsForge({ flag: "--change-request" });
  const expected = flags.expect === undefined ? undefined : await expectedIn(flags.expect, cwd);
  const files = await Promise.all(names.map((name) => filesAt(name, cwd)));
  const parts: PreviewPart[] = [];
  // One after the other: all texts at once would take several times the memory of what they say.
  for (const name of files.flat()) parts.push(await partAt(name, cwd));
  const preview = mergePreviews(parts, expected);
  const screen = new DriverScreen(terminal, { silent: flags.json ?? false });
  if (!opened) return showPreview({ preview }, flags, wiring, screen);
  const { forge } = opened;
  const number = flags.changeRequest ?? opened.changeRequest;
  const write = previewWriter(flags.report, wiring);
  const posting = await postPreview(
    { preview, ...(number !== undefined && { number }), branch: flags.branch, write },
    forge,
  );
  const dialect = forge.board?.limits.dialect;
  return showPreview({ preview, posting, ...(dialect && { dialect }) }, flags, wiring, screen);
}

/** The file itself, or every JSON file below a folder. Other files there belong to no part. */
async function filesAt(name: string, cwd: string): Promise<readonly string[]> {
  const at = path.resolve(cwd, name);
  const isFolder = await stat(at).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) return [name];
  const below = await readdir(at, { recursive: true });
  return below
    .filter((file) => file.endsWith(".json"))
    .toSorted()
    .map((file) => path.join(name, file));
}

/** @throws {PartUnreadable} */
async function partAt(name: string, cwd: string): Promise<PreviewPart> {
  try {
    return { name, preview: partIn(await textAt(name, cwd)) };
  } catch (thrown) {
    throw new PartUnreadable({ file: name }, { cause: thrown });
  }
}

/** @throws {ExpectationUnreadable} */
async function expectedIn(name: string, cwd: string): Promise<ExpectedParts> {
  try {
    return { name, change: affectedIn(JSON.parse(await textAt(name, cwd))), at: systemClock.now().toISOString() };
  } catch (thrown) {
    throw new ExpectationUnreadable({ file: name }, { cause: thrown });
  }
}

async function textAt(name: string, cwd: string): Promise<string> {
  const bytes = await readPlainFile(path.resolve(cwd, name), { limit: largestDocument, links: "followed" });
  if (!bytes) throw new Error("there is no such file");
  return bytes.toString("utf8");
}
