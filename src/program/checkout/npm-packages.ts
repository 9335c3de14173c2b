import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { cleaningUp, messageOf } from "../../lib/index.ts";

/** What npm installs packages from, as the commit has it. */
export interface LockedPackages {
  readonly manifest: string;
  readonly lockfile: string;
  /** `.npmrc` of the project, which names private registries. */
  readonly settings: string | undefined;
}

/** Installs packages by a lockfile, each set once. */
export interface NpmPackages {
  /**
   * A folder `node_modules` with exactly the lockfile's packages. No script of a package is run.
   *
   * Several processes may ask for the same at once: a set is there as a whole or not at all.
   *
   * @throws {Error} in npm's own words, without credentials.
   */
  installed(packages: LockedPackages): Promise<string>;
}

/** In milliseconds. */
const longestInstallation = 10 * 60 * 1000;
const npmArguments = [
  "ci",
  "--ignore-scripts",
  // NODE_ENV and npm's own settings may leave packages out, and the set is kept for every later run with this lockfile.
  "--include=dev",
  "--include=optional",
  "--include=peer",
  "--no-audit",
  "--no-fund",
  "--prefer-offline",
  "--loglevel=error",
  // npm waits 70 seconds before it gives a registry up that cannot be reached.
  "--fetch-retry-mintimeout=1000",
  "--fetch-retry-maxtimeout=5000",
];

/**
 * Keeps sets of packages below `folder`, by a hash over what decides about them. `folder` must not lie below a checkout: Node
 * would look for what a set does not have in the checkout's packages.
 *
 * @param emptyHome npm gets a home folder of its own, without settings and packages that were asked for before. @default false
 */
export function npmPackages(
  folder: string,
  environment: NodeJS.ProcessEnv,
  { emptyHome = false }: { readonly emptyHome?: boolean } = {},
): NpmPackages {
  return {
    async installed(packages) {
      const set = path.join(folder, digestOf(packages, emptyHome));
      const modules = path.join(set, "node_modules");
      if (existsSync(modules)) return modules;
      await mkdir(folder, { recursive: true });
      const making = await mkdtemp(`${set}-`);
      const home = `${making}-home`;
      return await cleaningUp(
        async () => {
          await install(packages, making, emptyHome ? { ...environment, HOME: home } : environment);
          await rename(making, set).catch((thrown: unknown) => {
            // Another process was faster.
            if (!existsSync(modules)) throw thrown;
          });
          return modules;
        },
        async () => {
          for (const each of [making, home]) await rm(each, { recursive: true, force: true, maxRetries: 3 });
        },
      );
    },
  };
}

/** A set is of changes from outside, or of others: what was installed for the ones is not run for the others. */
function digestOf({ manifest, lockfile, settings }: LockedPackages, emptyHome: boolean): string {
  const { version, platform, arch } = process;
  const decisive = [
    manifest,
    lockfile,
    settings ?? null,
    version,
    platform,
    arch,
    ...(emptyHome ? ["empty home"] : []),
  ];
  return createHash("sha256").update(JSON.stringify(decisive)).digest("hex").slice(0, 32);
}

async function install(packages: LockedPackages, into: string, environment: NodeJS.ProcessEnv): Promise<void> {
  const { manifest, lockfile, settings } = packages;
  await writeFile(path.join(into, "package.json"), manifest);
  await writeFile(path.join(into, "package-lock.json"), lockfile);
  if (settings !== undefined) await writeFile(path.join(into, ".npmrc"), settings);
  // Under `npx` and `npm run` the environment names the folder of another package.
  await npm([...npmArguments, "--prefix", into], into, environment);
  // npm makes no folder for no packages.
  await mkdir(path.join(into, "node_modules"), { recursive: true });
}

function npm(args: readonly string[], cwd: string, environment: NodeJS.ProcessEnv): Promise<void> {
  return new Promise((resolve, reject) => {
    execFile("npm", [...args], { cwd, env: environment, timeout: longestInstallation }, (error, _, stderr) => {
      if (error) reject(new Error(problemOf(error, stderr), { cause: error }));
      else resolve();
    });
  });
}

/** The first lines of what npm prints say what is wrong; the others repeat it, and say where the log is. */
function problemOf(error: Error & { readonly code?: unknown }, stderr: string): string {
  if (error.code === "ENOENT") return "there is no npm on PATH";
  const lines = stderr
    .split("\n")
    .map((line) => line.replace(/^npm (?:error|ERR!)\s*/u, "").trim())
    .filter((line) => line !== "" && !line.startsWith("A complete log of this run"));
  const words = lines.slice(0, 3).join("; ") || messageOf(error);
  return words.replaceAll(/\/\/[^/@\s]*@/gu, "//");
}
