import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync, realpathSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { builtFile, projectRoot } from "../../../../lib/index.ts";
import { UnsupportedFeature } from "../../errors.ts";
import type { ProjectSettings, ResolvedConfig } from "../../stack/index.ts";
import { ProgramNotRunnable } from "../errors.ts";
import type { HeldRun } from "../process/held-program.ts";
import type { ProgramRun } from "../program-runner.ts";
import { engineFiles } from "./engine-files.ts";
import { isModulePackage, manifestsAbove } from "./package-type.ts";
import { type Environment, type SdkStart, sdkStartOf } from "./sdk-start.ts";
import { ownConfigOf, typescriptArguments, writtenSettings } from "./typescript-settings.ts";

/** How a program's process is started, and what its run adds. */
export interface Launch {
  /** Arguments of Node: loaders, then the SDK's launcher. */
  readonly args: readonly string[];
  /** The SDK's `cmd/run/index.js`. */
  readonly launcher: string;
  readonly sdk: SdkStart;
  /** File or folder that the program starts with. */
  readonly entry: string;
  /** Working directory of the program, and of Node while it reads {@link args}. */
  readonly folder: string;
  readonly run: HeldRun;
  /** Whether the process may be started before its run: it loads nothing of the project itself until the run comes. */
  readonly holdable: boolean;
  /** Files and folders that the process loads: of the project, its packages, its loaders and the engine. They are looked up when called. */
  readonly readable: () => readonly string[];
  /** `tsconfig.json` files that Node's loaders read. Where it is present there is a loader, and a process serves {@link folder} only. */
  readonly tsconfigs: readonly string[] | undefined;
}

/** The part of a launch that is known before its run. */
export type HeldLaunch = Omit<Launch, "run">;

/** The SDK's own launcher, with the arguments and the environment that Pulumi's language host for Node gives it. */
export function launchOf(run: ProgramRun, environment: Environment): Launch {
  const { project } = run;
  const held = heldLaunchOf(project, environment);
  const { folder, entry } = held;
  return {
    ...held,
    run: {
      folder,
      served: run.serve !== undefined && held.sdk.kind === "patched",
      args: [
        "--monitor",
        run.address,
        "--engine",
        run.engineAddress ?? run.address,
        "--organization",
        "organization",
        "--project",
        run.stack.project,
        "--root-directory",
        project.folder,
        "--stack",
        run.stack.stack,
        "--pwd",
        folder,
        ...(run.preview ? ["--dry-run"] : []),
        "--parallel",
        String(run.parallel),
        entry,
      ],
      environment: {
        // A loader compiles TypeScript, and the SDK's own compiler stays off.
        PULUMI_NODEJS_TYPESCRIPT: "false",
        ...configEnvironment(run.config),
      },
    },
  };
}

/** The part of a launch that is the same for every run of a project. */
export function heldLaunchOf(project: ProjectSettings, environment: Environment): HeldLaunch {
  const main = mainPathOf(project);
  const folder = programFolder(project);
  const entry = statSync(main).isDirectory() ? "." : main;
  const launcher = launcherFor(project.folder);
  const sdk = sdkStartOf(launcher, environment);
  const loaders = loadersOf(project, folder, entry);
  const preload = sdk.kind === "patched" ? ["--import", pathToFileURL(builtFile("preload")).href] : [];
  const tsconfigs = loaders.own && loaders.args.length > 0 ? loaderSettings(project, folder) : undefined;
  return {
    folder,
    entry,
    launcher,
    sdk,
    holdable: sdk.kind === "patched" && sdk.holdable && loaders.own && tsconfigs !== "unknown",
    readable: () => [project.folder, ...packagesOf(project.folder), ...writtenSettings(), ...engineFiles()],
    tsconfigs: tsconfigs === "unknown" ? undefined : tsconfigs,
    // A module that the project itself has Node load comes after the preload holds the process: it may read the run's environment.
    args: loaders.own ? [...loaders.args, ...preload, launcher] : [...preload, ...loaders.args, launcher],
  };
}

/** Where the links in `node_modules` lead to, which is a link itself in a folder that was made for a commit. */
function packagesOf(folder: string): readonly string[] {
  const packages = path.join(folder, "node_modules");
  if (!existsSync(packages)) return [];
  const real = realpathSync(packages);
  const names = readdirSync(real, { withFileTypes: true }).flatMap((entry) =>
    entry.name.startsWith("@") && entry.isDirectory()
      ? readdirSync(path.join(real, entry.name)).map((name) => `${entry.name}/${name}`)
      : [entry.name],
  );
  const targets = names.flatMap((name) => targetOf(path.join(real, name), realpathSync(folder)));
  // Each link on the way has to be there: a checkout's own `node_modules` may be one.
  const next = lstatSync(packages).isSymbolicLink() ? path.resolve(folder, readlinkSync(packages)) : real;
  return [next, real, ...targets.filter((each) => !each.startsWith(`${real}${path.sep}`))];
}

/** Where a package is. A folder of the commit that is a package may be a link as well, and then leads nowhere else than to the commit. */
function targetOf(place: string, commit: string): readonly string[] {
  const target = realpathSync(place);
  const isOfCommit = (each: string) => each === commit || each.startsWith(`${commit}${path.sep}`);
  const linked = lstatSync(place).isSymbolicLink() ? path.resolve(path.dirname(place), readlinkSync(place)) : place;
  return isOfCommit(linked) && !isOfCommit(target) ? [] : [target];
}

/** Which files tsx reads is not known where the project's `tsconfig.json` extends another. */
function loaderSettings(project: ProjectSettings, folder: string): readonly string[] | "unknown" {
  const file = ownConfigOf(project, folder);
  if (file === undefined) return [];
  return readFileSync(file, "utf8").includes('"extends"') ? "unknown" : [file];
}

/** @throws {UnsupportedFeature}, {@link ProgramNotRunnable} */
export function verifyProgram(project: ProjectSettings): void {
  if (project.runtime.name !== "nodejs")
    throw new UnsupportedFeature({ feature: `programs of the runtime ${project.runtime.name}` });
  const main = mainPathOf(project);
  if (!existsSync(main))
    throw new ProgramNotRunnable({
      folder: project.folder,
      problem: `\`main\` is ${project.main ?? "."}, which does not exist`,
      remedy: `Correct it in ${project.file}, or create that file.`,
    });
  for (const file of settingsOf(project)) {
    if (statSync(file, { throwIfNoEntry: false })?.isFile() ?? true) continue;
    throw new ProgramNotRunnable({
      folder: project.folder,
      problem: `${file} is no plain file`,
      remedy: "Put a plain file there, or remove it.",
    });
  }
  launcherFor(project.folder);
}

/** Files that are read to find out how a program is started. Reading a pipe or a device would not end. */
function settingsOf(project: ProjectSettings): readonly string[] {
  const folder = programFolder(project);
  const config = ownConfigOf(project, folder);
  return [...manifestsAbove(folder), ...(config === undefined ? [] : [config])];
}

/** The working directory of a project's program: its entry's folder. */
export function programFolder(project: ProjectSettings): string {
  const main = mainPathOf(project);
  return statSync(main).isDirectory() ? main : path.dirname(main);
}

function mainPathOf({ folder, main }: ProjectSettings): string {
  return path.resolve(folder, main ?? ".");
}

/** The program's own SDK; ours when it has none, as for a folder without `node_modules`. */
function launcherFor(folder: string): string {
  for (const from of [folder, projectRoot()]) {
    try {
      return createRequire(path.join(from, "package.json")).resolve("@pulumi/pulumi/cmd/run");
    } catch {
      continue;
    }
  }
  throw new ProgramNotRunnable({
    folder,
    problem: "@pulumi/pulumi is not installed",
    remedy: `Run in that folder: npm install @pulumi/pulumi`,
  });
}

/**
 * tsx runs TypeScript, also for an SDK that is started as it is: it loads in a fifth of the time of the SDK's own compiler
 * and needs no compiler in the project. `typescript: false`, or `nodeargs` with a loader, leaves TypeScript to the project.
 *
 * @returns `own: false` where the project has arguments for Node.
 */
function loadersOf(
  project: ProjectSettings,
  folder: string,
  entry: string,
): { readonly args: readonly string[]; readonly own: boolean } {
  const given = nodeArguments(project);
  const { typescript } = project.runtime.options;
  const bringsLoader = given.some((arg) => /^(--import|--loader|--require|-r)\b/.test(arg));
  const isOurs = typescript !== false && typescript !== "false" && !bringsLoader && isTypeScript(folder, entry);
  // For `.mts` and `.cts` the SDK chooses import or require by the package's type, so both loaders are needed.
  const ours = isOurs ? typescriptArguments(project, folder, isModulePackage(folder) || entry.endsWith(".mts")) : [];
  return { args: [...ours, ...given], own: given.length === 0 };
}

function isTypeScript(folder: string, entry: string): boolean {
  if (entry !== ".") return /\.[cm]?tsx?$/.test(entry);
  const main = mainOf(folder);
  if (main !== undefined && existsSync(path.join(folder, main))) return /\.[cm]?tsx?$/.test(main);
  return !existsSync(path.join(folder, "index.js")) && existsSync(path.join(folder, "index.ts"));
}

function mainOf(folder: string): string | undefined {
  const manifest = path.join(folder, "package.json");
  if (!existsSync(manifest)) return undefined;
  const { main } = JSON.parse(readFileSync(manifest, "utf8")) as { readonly main?: unknown };
  return typeof main === "string" ? main : undefined;
}

/** `nodeargs` split as a shell would: at spaces, but not within quotes. */
function nodeArguments({ runtime }: ProjectSettings): readonly string[] {
  const { nodeargs } = runtime.options;
  if (typeof nodeargs !== "string") return [];
  return [...nodeargs.matchAll(/(?:[^\s"']|"[^"]*"|'[^']*')+/g)].map(([arg]) => arg.replace(/["']/g, ""));
}

/** Keys in the older form as well understood by every SDK: `<namespace>:config:<name>`. */
function configEnvironment({ values, secretKeys }: ResolvedConfig): Readonly<Record<string, string>> {
  const config = Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key.replace(":", ":config:"), value]),
  );
  return { PULUMI_CONFIG: JSON.stringify(config), PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(secretKeys) };
}
