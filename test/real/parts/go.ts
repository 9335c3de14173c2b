import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { messageOf } from "../../../src/lib/index.ts";
import { moduleFolder, type Part } from "./part.ts";
import type { Go } from "./toolchain.ts";

/** The variables of a build: no toolchain is downloaded, and nothing of the machine's own settings for Go but caches and proxy. */
export function goEnvironment(
  environment: NodeJS.ProcessEnv,
  { cgo = false }: { cgo?: boolean } = {},
): NodeJS.ProcessEnv {
  const { GOOS: _, GOARCH: __, ...own } = environment;
  return { ...own, GOFLAGS: "", GOWORK: "off", GOTOOLCHAIN: "local", CGO_ENABLED: cgo ? "1" : "0" };
}

/** The Go on PATH, or why there is none, with the version that all `parts` together need. */
export async function findGo(
  parts: readonly Part[],
  environment: NodeJS.ProcessEnv,
): Promise<Go | { readonly missing: string }> {
  const remedy = remedyFor(parts);
  try {
    const { stdout } = await promisify(execFile)("go", ["env", "-json", "GOVERSION", "GOOS", "GOARCH", "CC"], {
      env: goEnvironment(environment),
    });
    const answer = JSON.parse(stdout) as Record<string, string>;
    const { GOVERSION: version, GOOS: os, GOARCH: architecture, CC: cCompiler = "cc" } = answer;
    if (!version || !os || !architecture) return { missing: `go env does not say its version. ${remedy}` };
    return { version, os, architecture, cCompiler };
  } catch (error) {
    const isAbsent = (error as NodeJS.ErrnoException).code === "ENOENT";
    return { missing: `${isAbsent ? "Go is not on PATH" : `go env failed: ${messageOf(error).trim()}`}. ${remedy}` };
  }
}

/** Why this Go cannot build the part: it is too old, or there is no C compiler beside it. `undefined` where it can. */
export async function whyNotBuildable(part: Part, go: Go, environment: NodeJS.ProcessEnv): Promise<string | undefined> {
  if (compareVersions(go.version, neededVersion(part)) < 0)
    return `${go.version} is too old for ${part.title}. ${remedyFor([part])}`;
  if (!part.cgo) return undefined;
  const [compiler = "cc", ...args] = go.cCompiler.split(/\s+/u);
  try {
    await promisify(execFile)(compiler, [...args, "--version"], { env: environment });
    return undefined;
  } catch {
    return `${part.title} holds C code, and ${compiler} does not run. Install a C compiler, or name one in the variable CC`;
  }
}

function remedyFor(parts: readonly Part[]): string {
  const needed = parts.map(neededVersion).toSorted(compareVersions).at(-1) ?? "1";
  return `Install Go ${needed} or newer (https://go.dev/dl) and put it on PATH`;
}

/** What the `go` line of the part's `go.mod` says. */
function neededVersion(part: Part): string {
  const text = readFileSync(path.join(moduleFolder(part), "go.mod"), "utf8");
  return /^go (\S+)$/mu.exec(text)?.[1] ?? "1";
}

/** Negative when `one` is the older; a prefix such as `go` does not count. */
function compareVersions(one: string, other: string): number {
  const numbers = (version: string) => (version.match(/\d+/gu) ?? []).map(Number);
  const [left, right] = [numbers(one), numbers(other)];
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
