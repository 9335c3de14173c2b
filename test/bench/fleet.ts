import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

/** What a generated repository is made of. */
export interface FleetSize {
  readonly environments: number;
  /** With 10, every tenth environment extends no profile. */
  readonly withoutProfileEvery?: number;
}

/** A repository with many environments, committed and packed. Its program is tiny: what is measured is the folders. */
export interface Fleet {
  readonly folder: string;
  readonly names: readonly string[];
  /** Commits all that changed on disk. Returns the commit's id. */
  commit(message: string): string;
  write(file: string, content: string): void;
}

/** Makes the repository in an empty folder with the `git` on PATH. */
export function generateFleet(folder: string, { environments, withoutProfileEvery = 10 }: FleetSize): Fleet {
  const write = (file: string, content: string) => {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), content);
  };
  const git = (...args: readonly string[]) =>
    execFileSync("git", args, { cwd: folder, encoding: "utf8", env: { ...process.env, ...asBench } }).trim();

  write("Pulumi.yaml", "name: fleet\nruntime: nodejs\nmain: stacks/index.ts\n");
  write("stacks/index.ts", 'import { names } from "../src/desired/names.ts";\nexport const all = names;\n');
  write("src/desired/names.ts", "export const names: readonly string[] = [];\n");
  write("src/cli/help.ts", 'export const help = "";\n');
  write("package.json", '{ "name": "fleet", "type": "module" }\n');
  for (const size of ["small", "large"]) write(`environments/_profiles/${size}.yaml`, profile(size));

  const names = Array.from({ length: environments }, (_, index) => `customer-${String(index).padStart(4, "0")}`);
  for (const [index, name] of names.entries()) {
    const size = index % withoutProfileEvery === 0 ? undefined : index % 3 === 0 ? "large" : "small";
    write(`environments/${name}/environment.yaml`, environment(name, size));
    write(`environments/${name}/apps/config.yaml`, manifest(name));
  }
  git("init", "-q", "-b", "main");
  git("config", "gc.auto", "0");
  const commit = (message: string) => {
    git("add", "-A");
    git("commit", "-q", "-m", message);
    return git("rev-parse", "HEAD");
  };
  commit("Generate the fleet");
  git("repack", "-q", "-a", "-d");
  return { folder, names, commit, write };
}

export const asBench = {
  GIT_AUTHOR_NAME: "Bench",
  GIT_AUTHOR_EMAIL: "bench@example.com",
  GIT_COMMITTER_NAME: "Bench",
  GIT_COMMITTER_EMAIL: "bench@example.com",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
};

function profile(size: string): string {
  return `apiVersion: groundwork.dev/v1\nkind: Profile\nspec:\n  cloud:\n    kind: local\n    project: fleet\n    region: europe-west1\n  labels:\n    size: ${size}\n`;
}

function environment(name: string, size: string | undefined): string {
  return [
    "apiVersion: groundwork.dev/v1",
    "kind: Environment",
    ...(size ? [`extends: ../_profiles/${size}.yaml`] : []),
    `metadata:\n  description: ${name}`,
    `spec:\n  cloud:\n    kind: local\n    project: ${name}\n    region: europe-west1`,
    "",
  ].join("\n");
}

function manifest(name: string): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata:\n  customer: ${name}\n`;
}
