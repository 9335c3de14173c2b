import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { testedVersions } from "../../src/engine/embedded/program/sdk-patches/tested-versions.ts";
import { setup as buildOurs } from "../build-once.ts";
import { type ProvidedAnsible, providedAnsible } from "./ansible/provided-ansible.ts";
import { type PartKey, type ProvidedPart, providedParts, realParts } from "./parts/index.ts";
import { type ProvidedSdk, providedSdk } from "./sdks/installed-sdk.ts";

declare module "vitest" {
  interface ProvidedContext {
    readonly realParts: Readonly<Record<PartKey, ProvidedPart>>;
    readonly sdks: readonly ProvidedSdk[];
    readonly ansible: ProvidedAnsible;
    /** For files of the run; removed when it has ended. */
    readonly runFolder: string;
  }
}

/** Builds what is missing before the first test, and removes what the tests left when the last has ended. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const runFolder = await mkdtemp(path.join(tmpdir(), "groundwork-real-"));
  // A server that refuses to run as root runs as another user, who has to reach its own folder below this one.
  await chmod(runFolder, 0o711);
  await buildOurs();
  const provided = await providedParts(realParts, { environment: process.env, onProgress: tell });
  for (const [reason, titles] of skippedByReason(provided)) tell(`every test of ${titles} is skipped: ${reason}`);
  project.provide("realParts", provided);
  const sdks: ProvidedSdk[] = [];
  for (const tested of testedVersions)
    sdks.push(await providedSdk(tested, { environment: process.env, onProgress: tell }));
  project.provide("sdks", sdks);
  project.provide("ansible", await providedAnsible({ environment: process.env, onProgress: tell }));
  project.provide("runFolder", runFolder);
  return async () => await rm(runFolder, { recursive: true, force: true, maxRetries: 5 });
}

function skippedByReason(provided: Readonly<Record<PartKey, ProvidedPart>>): ReadonlyMap<string, string> {
  const titles = new Map<string, string>();
  for (const [key, part] of Object.entries(provided) as [PartKey, ProvidedPart][]) {
    if (!("missing" in part)) continue;
    const before = titles.get(part.missing);
    titles.set(part.missing, before === undefined ? realParts[key].title : `${before}, ${realParts[key].title}`);
  }
  return titles;
}

function tell(line: string): void {
  console.error(`real: ${line}`);
}
