import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { localCloud } from "../../../src/local/index.ts";
import { fluxRelease } from "../../fixtures/flux-release.ts";
import { PlatformRepository } from "../driver-harness/platform-repository.ts";

/** A repository with one environment, `edge`, and a release of Flux. */
export class EdgeRepository {
  private constructor(readonly platform: PlatformRepository) {}

  static async create(): Promise<EdgeRepository> {
    const platform = await PlatformRepository.withEnvironments();
    const repository = new EdgeRepository(platform);
    for (const name of ["dev", "globex", "production", "staging", "addresses.lock.yaml"])
      await rm(path.join(platform.folder, "environments", name), { recursive: true });
    await repository.write("flux/install.yaml", fluxRelease());
    await repository.write("environments/edge/apps/web.yaml", factMap("web"));
    return repository;
  }

  async write(file: string, text: string): Promise<void> {
    const at = path.join(this.platform.folder, file);
    await mkdir(path.dirname(at), { recursive: true });
    await writeFile(at, text);
  }

  /** Declares the environment, and commits it with all that was written. */
  async declare(spec: string): Promise<void> {
    const head = "apiVersion: groundwork.dev/v1\nkind: Environment\nspec:\n";
    const cloud = "  cloud: { kind: local, project: groundwork-local, region: europe-west1 }\n";
    await this.write("environments/edge/environment.yaml", `${head}${cloud}${spec}\n`);
    await this.platform.commit("Declare edge");
  }

  up(...flags: readonly string[]) {
    return this.platform.groundwork("up", "--env", "edge", "--yes", "--timeout", "60s", ...flags);
  }

  async remove(): Promise<void> {
    await localCloud({ home: path.join(this.platform.folder, ".groundwork", "cloud") }).stop();
    await this.platform.remove();
  }
}

/** A ConfigMap that holds a fact of its environment. */
export const factMap = (name: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name}, namespace: default }\ndata: { of: "\${environment}" }\n`;
