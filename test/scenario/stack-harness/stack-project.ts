import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { entryPoint } from "../../../src/lib/index.ts";
import { localCloud } from "../../../src/local/index.ts";

const repository = fileURLToPath(new URL("../../..", import.meta.url));

export interface Finished {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A command that runs. */
export interface Running {
  readonly child: ChildProcess;
  readonly finished: Promise<Finished>;
  readonly err: () => string;
}

export const passphrase = "test passphrase";

/** A copy of a program under `test/fixtures/programs` with a state of its own, and the `groundwork stack` command in it. */
export class StackProject {
  readonly #started: ChildProcess[] = [];

  private constructor(readonly folder: string) {}

  static async of(program: string): Promise<StackProject> {
    const folder = await mkdtemp(path.join(tmpdir(), "groundwork-stack-"));
    await cp(path.join(repository, "test", "fixtures", "programs", program), folder, { recursive: true });
    await symlink(path.join(repository, "node_modules"), path.join(folder, "node_modules"));
    await mkdir(path.join(folder, "files"));
    return new StackProject(folder);
  }

  /** The same project in a folder of its own, with its state, history and files: none of them names this one's folder. */
  async copy(): Promise<StackProject> {
    const folder = await mkdtemp(path.join(tmpdir(), "groundwork-stack-"));
    await cp(this.folder, folder, { recursive: true, verbatimSymlinks: true });
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const file = path.join(entry.parentPath, entry.name);
      const text = await readFile(file, "utf8");
      if (text.includes(this.folder)) await writeFile(file, text.replaceAll(this.folder, folder));
    }
    return new StackProject(folder);
  }

  get files(): string {
    return path.join(this.folder, "files");
  }

  get stateFile(): string {
    return path.join(this.folder, ".groundwork", "state", ".pulumi", "stacks", "dynamic-files", "dev.json");
  }

  get logged(): Promise<string> {
    return readFile(path.join(this.files, "log.txt"), "utf8").catch(() => "");
  }

  /** A file of the project, by its path in it. */
  async file(name: string): Promise<string> {
    return await readFile(path.join(this.folder, name), "utf8");
  }

  async stateText(): Promise<string> {
    return await readFile(this.stateFile, "utf8");
  }

  /** The deployment of the state file. */
  async state(): Promise<{
    readonly resources?: readonly { readonly urn: string; readonly id?: string }[];
    readonly pending_operations?: readonly { readonly type: string; readonly resource: { readonly urn: string } }[];
  }> {
    return JSON.parse(await this.stateText()).checkpoint.latest;
  }

  /** Names of the resources in the state that the program's own provider manages. */
  async names(): Promise<readonly string[]> {
    const { resources = [] } = await this.state();
    return resources.flatMap(({ urn }) => (urn.includes("HeldFile") ? [urn.split("::").at(-1) ?? ""] : []));
  }

  start(args: readonly string[], environment: NodeJS.ProcessEnv = {}): Running {
    const { command, args: entry } = entryPoint("main");
    const { PULUMI_BACKEND_URL: _, PULUMI_CONFIG_PASSPHRASE_FILE: __, FORCE_COLOR: ___, ...inherited } = process.env;
    const child = spawn(command, [...entry, "stack", ...args], {
      cwd: this.folder,
      env: { ...inherited, PULUMI_CONFIG_PASSPHRASE: passphrase, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#started.push(child);
    let out = "";
    let err = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
    const finished = once(child, "close").then(([code]: (number | null)[]) => ({ code: code ?? null, out, err }));
    return { child, finished, err: () => err };
  }

  async run(args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Finished> {
    return await this.start(args, environment).finished;
  }

  /** `up --yes` with the folder that the program wants. */
  upArguments(...more: readonly string[]): readonly string[] {
    return ["up", "--stack", "dev", "--yes", "--skip-preview", "-c", `folder=${this.files}`, ...more];
  }

  /** Ends the local cloud of the project, wherever in it that was started. */
  async stopLocalCloud(): Promise<void> {
    const folders = await readdir(this.folder, { recursive: true, withFileTypes: true });
    for (const { name, parentPath } of folders)
      if (name === "cloud" && path.basename(parentPath) === ".groundwork")
        await localCloud({ home: path.join(parentPath, name) }).stop();
  }

  async remove(): Promise<void> {
    for (const child of this.#started) if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Waits until `condition` holds; fails after 60 s with what was waited for. */
export async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`Waited 60 s for ${what}.`);
    await delay(20);
  }
}

export function isThere(file: string): boolean {
  return existsSync(file);
}
