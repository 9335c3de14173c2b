import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { projectRoot } from "../../src/lib/index.ts";
import { asBench } from "./fleet.ts";

/** A copy of this checkout's program with many environments, and a branch that changes the profile of all of them. */
export class ChangedRepository {
  readonly folder = mkdtempSync(path.join(tmpdir(), "groundwork-previews-"));
  readonly names: readonly string[];

  /** Each environment has the 57 resources of `dev` and nine more firewall rules. Nothing is committed yet. */
  constructor(environments: number) {
    this.names = Array.from({ length: environments }, (_, index) => `customer-${String(index).padStart(3, "0")}`);
    this.#copyProgram();
    const declared = readFileSync(path.join(projectRoot(), "environments", "dev", "environment.yaml"), "utf8").replace(
      "  network:\n",
      `  network:\n    firewall:\n${rules()}`,
    );
    for (const name of this.names) {
      const environment = path.join(this.folder, "environments", name);
      mkdirSync(environment);
      writeFileSync(path.join(environment, "environment.yaml"), declared);
    }
    this.#git("init", "-q", "-b", "main");
    // The program without the driver asks it for the repository that the cluster follows.
    this.#git("remote", "add", "origin", "https://git.example.com/platform.git");
  }

  commit(message: string): void {
    this.#git("add", "-A");
    this.#git("commit", "-q", "-m", message);
  }

  /** Commits a larger machine in the profile of every environment, on a branch of its own. */
  change(): void {
    this.#git("checkout", "-q", "-b", "change");
    const profile = path.join(this.folder, "environments", "_profiles", "small.yaml");
    writeFileSync(profile, readFileSync(profile, "utf8").replace("machineType: e2-micro", "machineType: e2-small"));
    this.commit("Give every customer a larger bastion");
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #copyProgram(): void {
    const root = projectRoot();
    for (const name of ["stacks", "src", "data", "Pulumi.yaml", "package.json", "package-lock.json", "tsconfig.json"])
      cpSync(path.join(root, name), path.join(this.folder, name), { recursive: true });
    const profiles = path.join("environments", "_profiles");
    cpSync(path.join(root, profiles), path.join(this.folder, profiles), { recursive: true });
    symlinkSync(path.join(root, "node_modules"), path.join(this.folder, "node_modules"));
    writeFileSync(path.join(this.folder, ".gitignore"), "node_modules\n.groundwork\n.plain\n");
  }

  #git(...args: readonly string[]): void {
    execFileSync("git", args, { cwd: this.folder, stdio: "ignore", env: { ...process.env, ...asBench } });
  }
}

function rules(): string {
  return Array.from(
    { length: 9 },
    (_, index) =>
      `      - name: extra-${index}\n        description: Extra ${index}\n        allow: [tcp:${9000 + index}]\n        ranges: [10.0.0.0/8]\n`,
  ).join("");
}
