import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type HelmCaller, helmCallerOf } from "../../../src/kubernetes/helm/index.ts";

/** One call of the fake `helm`. */
export interface HelmCall {
  readonly args: readonly string[];
  readonly folder: string;
  /** What it was given on standard input. */
  readonly input: string;
  /** Server of the kubeconfig that it was given; `null` without a cluster. */
  readonly server: string | null;
  /** Names of the variables in its environment. */
  readonly variables: readonly string[];
}

/** A machine with a `helm` that is a script, and a folder with charts. */
export class FakeHelm {
  private constructor(readonly folder: string) {}

  static async inFolder(): Promise<FakeHelm> {
    const folder = await mkdtemp(path.join(tmpdir(), "fake-helm-"));
    await mkdir(path.join(folder, "bin"));
    await mkdir(path.join(folder, "program"));
    await cp(path.join(import.meta.dirname, "helm.mjs"), path.join(folder, "bin", "helm"));
    await symlink(process.execPath, path.join(folder, "bin", "node"));
    return new FakeHelm(folder);
  }

  /** Folder of the program, which relative paths start at. */
  get program(): string {
    return path.join(this.folder, "program");
  }

  caller(environment: NodeJS.ProcessEnv = {}): HelmCaller {
    return helmCallerOf(this.program, { PATH: path.join(this.folder, "bin"), ...environment });
  }

  /** @param templates in which `(name)` stands for the release and `(values)` for all values as a JSON text */
  async chart(name: string, templates: string, crds?: string): Promise<void> {
    await mkdir(path.join(this.program, name, "templates"), { recursive: true });
    await writeFile(path.join(this.program, name, "templates", "all.yaml"), templates);
    if (crds === undefined) return;
    await mkdir(path.join(this.program, name, "crds"), { recursive: true });
    await writeFile(path.join(this.program, name, "crds", "all.yaml"), crds);
  }

  async calls(): Promise<readonly HelmCall[]> {
    const text = await readFile(path.join(this.folder, "bin", "calls.jsonl"), "utf8").catch(() => "");
    return text
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as HelmCall);
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
