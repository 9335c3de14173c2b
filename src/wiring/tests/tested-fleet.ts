import { randomBytes } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import type { TestEnd } from "../../cli/index.ts";
import { entryPoint, setMember } from "../../lib/index.ts";
import { driverHome } from "../driver-home.ts";
import { TestedUnreadable } from "./errors.ts";
import { type ProcessEnd, runProcess } from "./test-process.ts";

export interface TestedFleetSettings {
  /** Temporary. */
  readonly home: string;
  /** The copy of the project in it. */
  readonly project: string;
  readonly environments: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  readonly onNotice: (line: string) => void;
}

/** Exit code of a destroy that was refused before its first step, as for protected resources. */
const refusedCode = 4;

/** Environments of a copy of a project, on a local cloud in it, by the same commands that a person would give. */
export class TestedFleet {
  /** Of a state that is thrown away; that of the project is kept, since it may open configuration. */
  readonly #passphrase: Readonly<Record<string, string>>;

  constructor(private readonly settings: TestedFleetSettings) {
    const given = ["PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE"];
    const isGiven = given.some((name) => settings.environment[name] !== undefined);
    this.#passphrase = isGiven ? {} : { PULUMI_CONFIG_PASSPHRASE: randomBytes(24).toString("base64url") };
  }

  /** @returns the exit code of `groundwork up`. */
  async bringUp(signal: AbortSignal): Promise<number> {
    const { environments, onNotice } = this.settings;
    onNotice(`Bringing up ${environments.join(" and ")} on the local cloud`);
    const end = await this.#run(["up", "--yes", "--local", ...this.#named()], signal);
    if (end.code !== 0) this.#tell(end);
    return end.code;
  }

  /** Writes what is up for the tests. @returns the file. */
  async describe(): Promise<string> {
    const { home, environments } = this.settings;
    await mkdir(path.join(home, "kubeconfigs"), { mode: 0o700 });
    const described = [];
    for (const name of environments) described.push(await this.#describeOne(name));
    const { url } = (await this.#read(["local", "status", "--home", this.#places.cloud, "--json"])) as { url?: string };
    const file = path.join(home, "environments.json");
    const content = { environments: described, ...(url !== undefined && { console: url }) };
    await writeFile(file, JSON.stringify(content, undefined, 2), { mode: 0o600 });
    return file;
  }

  /** Destroys the environments. Repeatable; it does not end by a Ctrl-C. */
  async takeDown(): Promise<TestEnd["environmentsAre"]> {
    this.settings.onNotice(`Destroying ${this.settings.environments.join(" and ")}`);
    const end = await this.#run(["destroy", "--yes", "--local", ...this.#named()]);
    if (end.code === 0) return "destroyed";
    this.#tell(end);
    return end.code === refusedCode ? "protected" : "not-destroyed";
  }

  /** Ends the local cloud. */
  async end(): Promise<void> {
    await this.#run(["local", "down", "--home", this.#places.cloud]);
  }

  async #describeOne(name: string) {
    const { home } = this.settings;
    const read = await this.#read(["stack", "output", "--stack", name, "--json", "--show-secrets"]);
    const outputs = read as Record<string, unknown>;
    const clusters = Array.isArray(outputs["clusters"]) ? (outputs["clusters"] as readonly unknown[]) : [];
    const kubeconfigs: Record<string, string> = {};
    for (const cluster of clusters) {
      const { key = "", kubeconfig } = cluster as { readonly key?: string; readonly kubeconfig?: string };
      if (kubeconfig === undefined) continue;
      const file = path.join(home, "kubeconfigs", `${name}-${key}.yaml`);
      await writeFile(file, kubeconfig, { mode: 0o600 });
      setMember(kubeconfigs, key, file);
    }
    return { name, outputs, kubeconfigs };
  }

  get #places() {
    return driverHome(this.settings.project, true);
  }

  #named(): readonly string[] {
    return this.settings.environments.flatMap((name) => ["--env", name]);
  }

  #tell({ out, err }: ProcessEnd): void {
    for (const line of `${err}\n${out}`.trim().split("\n")) this.settings.onNotice(line);
  }

  /** @throws {TestedUnreadable} where the command fails. */
  async #read(args: readonly string[]): Promise<unknown> {
    const { code, out, err } = await this.#run(args);
    if (code !== 0) throw new TestedUnreadable({ command: args.join(" "), problem: (err || out).trim() });
    return JSON.parse(out);
  }

  async #run(args: readonly string[], signal?: AbortSignal): Promise<ProcessEnd> {
    const { project, environment } = this.settings;
    const { command, args: entry } = entryPoint("main");
    return await runProcess([command, ...entry, ...args], {
      cwd: project,
      environment: {
        ...environment,
        ...this.#passphrase,
        ...(args[0] === "stack" && { PULUMI_BACKEND_URL: `file://${this.#places.state}` }),
      },
      ...(signal && { signal }),
      output: "kept",
    });
  }
}
