import { mkdir } from "node:fs/promises";
import path from "node:path";
import { type GitServer, gitServer } from "../../src/local/git-host/index.ts";
import { TestRepository } from "../scenario/agent-harness/test-repository.ts";
import type { FollowedBranch } from "./setting.ts";

/** A Git server on loopback that can be away, with a repository for each branch. */
export class LoopbackGit {
  private constructor(
    private readonly folder: string,
    private server: GitServer,
  ) {}

  static async start(folder: string): Promise<LoopbackGit> {
    await mkdir(folder, { recursive: true });
    return new LoopbackGit(folder, await gitServer({ folder }));
  }

  async branch(name: string): Promise<FollowedBranch> {
    const repository = await TestRepository.create(
      path.join(this.folder, `${name}.git`),
      `${this.server.url}/${name}.git`,
    );
    return { url: repository.url, branch: "main", commit: (files, options) => repository.commit(files, options) };
  }

  async without(meanwhile: () => Promise<void>): Promise<void> {
    const port = Number(new URL(this.server.url).port);
    await this.server.stop();
    await meanwhile();
    this.server = await gitServer({ folder: this.folder, port });
  }

  stop(): Promise<void> {
    return this.server.stop();
  }
}
