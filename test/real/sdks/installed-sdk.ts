import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFile, readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { sdkVersionIn } from "../../../src/engine/embedded/program/sdk-patches/sdk-files.ts";
import type { TestedVersion } from "../../../src/engine/embedded/program/sdk-patches/tested-versions.ts";
import { messageOf, projectRoot } from "../../../src/lib/index.ts";
import type { SdkUnderTest } from "../../contract/program-runner/runner-contract.ts";
import { cacheFolder, published } from "../parts/cache.ts";
import type { OnProgress } from "../parts/index.ts";

/** An SDK that is installed, and a Node for it; or why it cannot be had here. */
export type ProvidedSdk =
  | (SdkUnderTest & { readonly version: string })
  | { readonly version: string; readonly missing: string };

export interface InstallSettings {
  readonly environment: NodeJS.ProcessEnv;
  readonly onProgress: OnProgress;
}

/** A version of the list: the SDK of this checkout where it is the same, else one that npm installs once by a lock of ours. */
export async function providedSdk(tested: TestedVersion, settings: InstallSettings): Promise<ProvidedSdk> {
  const { version } = tested;
  try {
    const own = path.join(projectRoot(), "node_modules", "@pulumi", "pulumi");
    const folder =
      sdkVersionIn(own) === version
        ? own
        : path.join(await installed(`pulumi-sdk-${version}`, settings), "node_modules", "@pulumi", "pulumi");
    return { version, folder, held: tested.held, node: await nodeFor(tested, settings) };
  } catch (error) {
    // npm ends its errors with a page of its own usage.
    return { version, missing: messageOf(error).split("\n").slice(0, 4).join(" ") };
  }
}

/** The Node of this process where it is new enough, else one from npm's registry. */
async function nodeFor({ node }: TestedVersion, settings: InstallSettings): Promise<string> {
  if (Number.parseInt(process.versions.node, 10) >= node) return process.execPath;
  const folder = await installed(`node-${node}`, settings);
  return path.join(folder, "node_modules", `node-${process.platform}-${process.arch}`, "bin", "node");
}

/** @param name of a folder beside this file, with a `package.json` and its `package-lock.json`. */
async function installed(name: string, { environment, onProgress }: InstallSettings): Promise<string> {
  const source = fileURLToPath(new URL(name, import.meta.url));
  const lock = await readFile(path.join(source, "package-lock.json"));
  const hash = createHash("sha256").update(lock).update(`${process.platform} ${process.arch}`).digest("hex");
  return await published(cacheFolder(environment), `${name}-${hash.slice(0, 16)}`, {
    onWait: () => undefined,
    async fill(folder) {
      onProgress(`${name}: installing with npm, once`);
      for (const file of ["package.json", "package-lock.json"])
        await copyFile(path.join(source, file), path.join(folder, file));
      await promisify(execFile)("npm", ["ci", "--ignore-scripts", "--legacy-peer-deps", "--no-audit", "--no-fund"], {
        cwd: folder,
        env: environment,
      });
    },
  });
}
