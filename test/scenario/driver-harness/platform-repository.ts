import { execFile, spawn } from "node:child_process";
import { cp, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { entryPoint, projectRoot } from "../../../src/lib/index.ts";

const run = promisify(execFile);
const author = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com"];

export interface Finished {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A folder in which the built command is run: empty at first, a platform team's repository when asked for. */
export class PlatformRepository {
  /** Folder of executables that come before this machine's. */
  tools: string | undefined;
  /** Variables that the command gets beside this process's. */
  variables: NodeJS.ProcessEnv = {};

  private constructor(readonly folder: string) {}

  static async empty(): Promise<PlatformRepository> {
    return new PlatformRepository(await mkdtemp(path.join(tmpdir(), "groundwork-platform-")));
  }

  /** This project's own environments and program in one commit on `main`. */
  static async withEnvironments(): Promise<PlatformRepository> {
    const repository = await PlatformRepository.empty();
    const folders = ["environments", "stacks", "src", "data"];
    const names = [...folders, "Pulumi.yaml", "package.json", "package-lock.json", ".gitignore"];
    for (const name of names) {
      await cp(path.join(projectRoot(), name), path.join(repository.folder, name), { recursive: true });
    }
    await repository.git("init", "--quiet", "--initial-branch=main");
    await repository.commit("Start");
    await symlink(path.join(projectRoot(), "node_modules"), path.join(repository.folder, "node_modules"), "junction");
    return repository;
  }

  async git(...args: readonly string[]): Promise<string> {
    return (await run("git", [...author, ...args], { cwd: this.folder })).stdout.trim();
  }

  async commit(message: string): Promise<void> {
    await this.git("add", "--all");
    await this.git("commit", "--quiet", "--message", message);
  }

  /** A clone of it that knows its last commit only. */
  async shallowClone(): Promise<PlatformRepository> {
    const clone = await PlatformRepository.empty();
    await run("git", ["clone", "--quiet", "--depth", "1", `file://${this.folder}`, clone.folder]);
    return clone;
  }

  /** The same, where the command runs in a folder below. */
  below(folder: string): PlatformRepository {
    return new PlatformRepository(path.join(this.folder, folder));
  }

  async groundwork(...args: readonly string[]): Promise<Finished> {
    const { command, args: entry } = entryPoint("main");
    const { FORCE_COLOR: _, PATH: searchPath = "", ...inherited } = process.env;
    const child = spawn(command, [...entry, ...args], {
      cwd: this.folder,
      env: {
        ...inherited,
        ...this.variables,
        NO_COLOR: "1",
        CI: "true",
        PATH: [...(this.tools === undefined ? [] : [this.tools]), searchPath].join(path.delimiter),
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const exited = new Promise<number>((resolve) => child.once("close", (code) => resolve(code ?? -1)));
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { code: await exited, out, err };
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }
}
