import { existsSync } from "node:fs";
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { inject } from "vitest";
import { entryPoint, projectRoot } from "../../../src/lib/index.ts";
import type { GiteaWorld } from "../../contract/forge/gitea-world.ts";
import { type Finished, type Running, startCommand } from "../run-command.ts";

/** A clone over HTTP in which a job of the CI runs the built command. */
export class PlatformClone {
  private constructor(
    readonly folder: string,
    private readonly world: GiteaWorld,
  ) {}

  static async of(world: GiteaWorld): Promise<PlatformClone> {
    const clone = new PlatformClone(await mkdtemp(path.join(inject("runFolder"), "platform-")), world);
    await clone.git("clone", "--quiet", `${world.url}/${world.repository}.git`, ".");
    await symlink(path.join(projectRoot(), "node_modules"), path.join(clone.folder, "node_modules"), "junction");
    return clone;
  }

  /** Branches, and the heads of change requests, as they are now. */
  async fetch(): Promise<void> {
    const heads = this.world.heads === undefined ? [] : [this.world.heads];
    await this.git("fetch", "--quiet", "--prune", "origin", "+refs/heads/*:refs/remotes/origin/*", ...heads);
    await this.git("checkout", "--quiet", "--detach", "origin/main");
  }

  async git(...args: readonly string[]): Promise<string> {
    const { code, out, err } = await startCommand("git", args, { cwd: this.folder, env: this.environment() }).finished;
    if (code !== 0) throw new Error(`git ${args.join(" ")} ended with ${code}: ${err}`);
    return out.trim();
  }

  /** @param token whose rights the job has */
  start(args: readonly string[], token = this.world.token, variables: Readonly<Record<string, string>> = {}): Running {
    const { command, args: entry } = entryPoint("main");
    const forge = {
      GROUNDWORK_FORGE: "gitea",
      GROUNDWORK_FORGE_URL: this.world.url,
      GROUNDWORK_FORGE_REPOSITORY: this.world.repository,
      GROUNDWORK_FORGE_TOKEN: token,
      PULUMI_CONFIG_PASSPHRASE: "of-a-test",
    };
    const env = { ...this.environment(), ...forge, ...variables };
    return startCommand(command, [...entry, ...args], { cwd: this.folder, env });
  }

  async groundwork(args: readonly string[], token?: string): Promise<Finished> {
    return await this.start(args, token).finished;
  }

  /** Runs a command whose program waits until `meanwhile` is over. */
  async groundworkWhile(args: readonly string[], meanwhile: () => Promise<unknown>): Promise<Finished> {
    const gate = path.join(this.folder, ".groundwork-gate");
    const running = this.start(args, undefined, { STORY_GATE: gate });
    while (!existsSync(`${gate}.reached`) && running.child.exitCode === null) await pause(20);
    await meanwhile();
    await writeFile(gate, "");
    return await running.finished;
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  /** Git gets the bot's token as a job's checkout has it; nothing of the machine's own settings counts. */
  private environment(): Readonly<Record<string, string>> {
    const { PATH = "" } = process.env;
    return {
      PATH,
      HOME: this.folder,
      CI: "true",
      NO_COLOR: "1",
      GIT_CONFIG_GLOBAL: "/dev/null",
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_TERMINAL_PROMPT: "0",
      GIT_CONFIG_COUNT: "1",
      GIT_CONFIG_KEY_0: `http.${this.world.url}.extraHeader`,
      GIT_CONFIG_VALUE_0: `Authorization: Basic ${Buffer.from(`token:${this.world.token}`).toString("base64")}`,
      GIT_AUTHOR_NAME: "CI",
      GIT_AUTHOR_EMAIL: "ci@example.com",
      GIT_COMMITTER_NAME: "CI",
      GIT_COMMITTER_EMAIL: "ci@example.com",
    };
  }
}
