import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { testedVersions } from "../../src/engine/embedded/program/sdk-patches/tested-versions.ts";
import { setup as buildOurs } from "../build-once.ts";
import { builtPart, findGo, realParts } from "./parts/index.ts";
import { type ProvidedSdk, providedSdk } from "./sdks/installed-sdk.ts";

/** What the tests of a run are given. */
export type Provided =
  | { readonly missing: string }
  | { readonly pulumi: string; readonly languageHost: string; readonly kustomizeReads: string };

declare module "vitest" {
  interface ProvidedContext {
    readonly realParts: Provided;
    readonly sdks: readonly ProvidedSdk[];
    /** For files of the run; removed when it has ended. */
    readonly runFolder: string;
  }
}

/** Builds what is missing before the first test, and removes what the tests left when the last has ended. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const runFolder = await mkdtemp(path.join(tmpdir(), "groundwork-real-"));
  await buildOurs();
  const provided = await provide();
  if ("missing" in provided) tell(`every test of executables that Go builds is skipped: ${provided.missing}`);
  project.provide("realParts", provided);
  const sdks: ProvidedSdk[] = [];
  for (const tested of testedVersions)
    sdks.push(await providedSdk(tested, { environment: process.env, onProgress: tell }));
  project.provide("sdks", sdks);
  project.provide("runFolder", runFolder);
  return async () => await rm(runFolder, { recursive: true, force: true, maxRetries: 5 });
}

async function provide(): Promise<Provided> {
  const { pulumi, languageHost, kustomizeReads } = realParts;
  const go = await findGo([pulumi, languageHost, kustomizeReads], process.env);
  if ("missing" in go) return go;
  const how = { environment: process.env, onProgress: tell };
  return {
    pulumi: await builtPart(pulumi, go, how),
    languageHost: await builtPart(languageHost, go, how),
    kustomizeReads: await builtPart(kustomizeReads, go, how),
  };
}

function tell(line: string): void {
  console.error(`real: ${line}`);
}
