import { createRequire } from "node:module";
import { Config, getStack, RunError } from "@pulumi/pulumi";
import type { DesiredState } from "../src/desired/index.ts";
import { desiredStateOf } from "../src/desired/of-program/index.ts";
import { folderTree, GroundworkError } from "../src/lib/index.ts";
import { kubeconfigIn } from "./cluster-by-kubeconfig.ts";
import { EnvironmentStack, type EnvironmentStackOptions } from "./environment-stack.ts";
import { fluxManifests } from "./flux-manifests.ts";
import { projectFolder } from "./project-folder.ts";
import { repositoryToFollow } from "./repository.ts";
import type * as OwnResources from "./resources/index.ts";

const require = createRequire(import.meta.url);

export interface CreateEnvironmentOptions {
  /** Folder that holds `environments/`. @default the project's, above the working directory of the program */
  readonly folder?: string;
}

/**
 * Registers everything that `environments/<name of the running stack>` declares.
 *
 * @throws {RunError} with all that is wrong in the declaration, without a stack trace.
 */
export async function createEnvironment(options: CreateEnvironmentOptions = {}): Promise<EnvironmentStack> {
  try {
    return await registered(options.folder ?? projectFolder(process.cwd()));
  } catch (thrown) {
    // The message says what is wrong and what to do. The SDK prints a stack and the error's members beside any other error.
    throw thrown instanceof GroundworkError ? new RunError(thrown.message) : thrown;
  }
}

/** What creates a team's own resources is loaded where it has any. */
async function withResources(
  desired: DesiredState,
  folder: string,
  options: EnvironmentStackOptions,
): Promise<EnvironmentStack> {
  if (desired.resources === undefined) return new EnvironmentStack(desired, options);
  const { createWithResources } = require("./resources/index.ts") as typeof OwnResources;
  return await createWithResources(desired, desired.resources, { ...options, folder });
}

async function registered(folder: string): Promise<EnvironmentStack> {
  const tree = folderTree(folder);
  const desired = await desiredStateOf(tree, getStack());
  const { flux } = desired.sync ?? {};
  const config = new Config("groundwork");
  return await withResources(desired, folder, {
    flux: flux && (await fluxManifests(flux, folder)),
    repository: desired.sync && (await repositoryToFollow(desired.sync, config, folder)),
    kubeconfig: desired.sync && kubeconfigIn(config, desired.sync),
  });
}
