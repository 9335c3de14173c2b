import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type * as parserPackage from "@actions/workflow-parser";
import { build } from "esbuild";

/** GitHub's own parser, bundled: its package imports JSON as bundlers do, which Node refuses. */
export async function githubParser(): Promise<typeof parserPackage> {
  const folder = await mkdtemp(path.join(tmpdir(), "groundwork-workflow-parser-"));
  const outfile = path.join(folder, "parser.mjs");
  const source = 'export * from "@actions/workflow-parser";';
  const stdin = { contents: source, resolveDir: import.meta.dirname };
  await build({ stdin, bundle: true, format: "esm", platform: "node", outfile, logLevel: "error" });
  const parser = (await import(pathToFileURL(outfile).href)) as typeof parserPackage;
  await rm(folder, { recursive: true });
  return parser;
}
