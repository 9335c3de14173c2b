import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { entryPoint, projectRoot } from "../../src/lib/index.ts";
import type { GiteaHost } from "../contract/forge/gitea-members.ts";
import { type GiteaWorld, giteaWorld } from "../contract/forge/gitea-world.ts";
import { environmentFiles } from "../fakes/driver/driver-world.ts";
import { projectFiles } from "../real/gitea/project-files.ts";
import { type Finished, startCommand } from "../real/run-command.ts";
import { asBench } from "./fleet.ts";

/** A platform on a forge whose environments stand, and a clone in which jobs of its CI run the built command. */
export class MergedChanges {
  #turn = 0;

  private constructor(
    private readonly world: GiteaWorld,
    private readonly folder: string,
  ) {}

  static async on(host: GiteaHost): Promise<MergedChanges> {
    const world = await giteaWorld(host);
    await world.commit({ branch: "main", files: projectFiles(["dev", "staging"]), message: "Start" });
    const changes = new MergedChanges(world, await mkdtemp(path.join(tmpdir(), "groundwork-merged-")));
    await changes.#git("clone", "--quiet", `${world.url}/${world.repository}.git`, ".");
    await symlink(path.join(projectRoot(), "node_modules"), path.join(changes.folder, "node_modules"));
    return changes;
  }

  /** Milliseconds from the answer to a merge to the end of the first operation on a resource, which takes some milliseconds itself. */
  async measure(): Promise<number> {
    this.#turn += 1;
    const { world } = this;
    const branch = `change-${this.#turn}`;
    await world.commit({ branch, files: environmentFiles("dev", `spec: { values: { a: v${this.#turn} } }\n`) });
    const number = await world.open({ head: branch });
    await this.#fetch();
    await this.#groundwork("preview", "--change-request", String(number));
    await world.review(number, await world.user("write"), "approved");
    const since = await world.headOf("main");
    await world.merge(number, "merge");
    const mergedAt = performance.now();
    await this.#fetch();
    const head = await this.#git("rev-parse", "HEAD");
    let first: number | undefined;
    const isBegun = (line: string) => /^dev {2}(?:create|update|replace|delete)\S* /.test(line);
    await this.#groundwork("up", "--yes", "--queue", "--since", since, "--head", head, {
      onLine: (line) => {
        if (isBegun(line)) first ??= performance.now();
      },
    });
    if (first === undefined) throw new Error("The merge was brought up without an operation on a resource.");
    return first - mergedAt;
  }

  /** The local cloud stays until it is taken down. */
  async remove(): Promise<void> {
    await this.#groundwork("local", "down", "--home", path.join(this.folder, ".groundwork", "cloud"));
    await this.world.end();
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  /** What a CI's checkout does: the newest commit, and the heads of change requests. */
  async #fetch(): Promise<void> {
    const heads = this.world.heads === undefined ? [] : [this.world.heads];
    await this.#git("fetch", "--quiet", "--prune", "origin", "+refs/heads/*:refs/remotes/origin/*", ...heads);
    await this.#git("checkout", "--quiet", "--detach", "origin/main");
  }

  async #git(...args: readonly string[]): Promise<string> {
    return (await this.#run("git", args)).out.trim();
  }

  async #groundwork(...given: readonly (string | { readonly onLine: (line: string) => void })[]): Promise<void> {
    const { command, args } = entryPoint("main");
    const words = given.filter((each) => typeof each === "string");
    const [told] = given.filter((each) => typeof each !== "string");
    await this.#run(command, [...args, ...words], told?.onLine);
  }

  /** @throws when it fails: a figure of something that did not work would be worse than none. */
  async #run(command: string, args: readonly string[], onLine?: (line: string) => void): Promise<Finished> {
    const { child, finished } = startCommand(command, args, { cwd: this.folder, env: this.#environment() });
    if (onLine) child.stderr?.on("data", (chunk: Buffer) => chunk.toString().split("\n").forEach(onLine));
    const ended = await finished;
    if (ended.code === 0) return ended;
    throw new Error(`${command} ${args.join(" ")} ended with ${ended.code}:\n${ended.out}\n${ended.err}`);
  }

  #environment(): Readonly<Record<string, string>> {
    const { url, repository, token } = this.world;
    return {
      ...asBench,
      PATH: process.env["PATH"] ?? "",
      HOME: this.folder,
      CI: "true",
      NO_COLOR: "1",
      GIT_TERMINAL_PROMPT: "0",
      GIT_CONFIG_COUNT: "1",
      GIT_CONFIG_KEY_0: `http.${url}.extraHeader`,
      GIT_CONFIG_VALUE_0: `Authorization: Basic ${Buffer.from(`token:${token}`).toString("base64")}`,
      GROUNDWORK_FORGE: "gitea",
      GROUNDWORK_FORGE_URL: url,
      GROUNDWORK_FORGE_REPOSITORY: repository,
      GROUNDWORK_FORGE_TOKEN: token,
      PULUMI_CONFIG_PASSPHRASE: "of-a-benchmark",
    };
  }
}
