import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach } from "vitest";
import { gitNotesHistory } from "../../../src/history/git-notes/index.ts";
import { numberOf } from "../../../src/history/git-notes/record-commit.ts";
import {
  createBareRepository,
  type GitServer,
  type GitServerOptions,
  gitServer,
} from "../../../src/local/git-host/index.ts";
import { type CuttingProxy, cuttingProxy } from "../../fakes/cutting-proxy.ts";
import { git } from "../git-harness/scratch-clone.ts";
import type { HistoryStage } from "./history-contract.ts";
import type { RemovableStage } from "./removed-record-contract.ts";

export const notesRef = "refs/notes/groundwork";

/** Git in a clone of the server, which answers only while this process does not wait for Git. */
export async function gitOverHttp(cwd: string, ...args: readonly string[]): Promise<void> {
  const env = { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_TERMINAL_PROMPT: "0" };
  await promisify(execFile)("git", args, { cwd, env });
}

/** A bare repository behind Git's smart HTTP, and clones of it. */
export class NotesWorld {
  readonly folder = mkdtempSync(path.join(tmpdir(), "groundwork-notes-"));
  readonly bare = path.join(this.folder, "served", "infra.git");
  server: GitServer | undefined;
  #clones = 0;
  #proxy: CuttingProxy | undefined;

  async start(options: Partial<GitServerOptions> = {}): Promise<void> {
    await this.server?.stop();
    mkdirSync(path.dirname(this.bare), { recursive: true });
    await createBareRepository({ folder: this.bare });
    this.server = await gitServer({ folder: path.dirname(this.bare), ...options });
  }

  get url(): string {
    return `${this.server?.url}/infra.git`;
  }

  /** An empty clone with the server as its `origin`. */
  clone(url = this.url): string {
    const clone = path.join(this.folder, `clone-${++this.#clones}`);
    git(this.folder, "init", "-q", "-b", "main", clone);
    git(clone, "remote", "add", "origin", url);
    return clone;
  }

  /** A history in a clone of its own, as each job has one. */
  open(folder = this.clone()) {
    return gitNotesHistory({
      folder,
      remote: "origin",
      environment: { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null" },
    });
  }

  /** The same server behind a proxy that breaks pushes. */
  async behindProxy(): Promise<CuttingProxy> {
    this.#proxy = await cuttingProxy(this.server?.url ?? "");
    return this.#proxy;
  }

  tip(): string {
    return git(this.bare, "rev-parse", notesRef);
  }

  /** Adds a commit on top of the reference that exchanges the content of a file, or removes it. */
  exchange(file: string, content: string | undefined): void {
    const data = (text: string) => `data ${Buffer.byteLength(text)}\n${text}`;
    const change = content === undefined ? `D ${file}` : `M 100644 inline ${file}\n${data(content)}`;
    const commit = `commit ${notesRef}\ncommitter Eve <eve@example.com> 0 +0000\n${data("Change")}\nfrom ${this.tip()}\n${change}\n`;
    execFileSync("git", ["-C", this.bare, "fast-import", "--quiet"], { input: commit });
  }

  fileOf(number: number): string {
    const files = git(this.bare, "ls-tree", "-r", "--name-only", notesRef).split("\n");
    return files.find((file) => numberOf(file) === number) ?? "";
  }

  stage(): HistoryStage {
    return {
      open: () => this.open(),
      rewrite: async (number, change) => {
        const file = this.fileOf(number);
        this.exchange(file, change(`${git(this.bare, "show", `${notesRef}:${file}`)}\n`));
      },
    };
  }

  removableStage(): RemovableStage {
    return {
      open: () => this.open(),
      remove: async () => void git(this.bare, "update-ref", "-d", notesRef),
      carryOut: (command) => this.carryOut(command, this.clone()),
    };
  }

  /** Commands of Git as a message names them, in a clone. */
  async carryOut(commands: string, clone: string): Promise<void> {
    for (const command of commands.split(" && ")) {
      const [program, ...args] = command.split(" ");
      if (program !== "git") throw new Error(`${command} is no command of Git.`);
      await gitOverHttp(clone, ...args);
    }
  }

  async close(): Promise<void> {
    await this.#proxy?.stop();
    await this.server?.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A world for each test. */
export function notesWorlds(): () => NotesWorld {
  let world: NotesWorld | undefined;
  beforeEach(async () => {
    world = new NotesWorld();
    await world.start();
  });
  afterEach(() => world?.close());
  return () => {
    if (!world) throw new Error("A world stands only while a test runs.");
    return world;
  };
}
