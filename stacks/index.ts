/**
 * The program: one environment's folder, translated into cloud resources and a cluster that follows Git.
 *
 * In:   the stack's name, which is the environment's; the repository that holds this project's `Pulumi.yaml`.
 * Out:  the resources of {@link EnvironmentStack}; the stack's outputs.
 * Must not know: how anything is decided (`src/desired` does that), which engine runs it.
 */
import { fileURLToPath } from "node:url";
import { Config, getStack, RunError } from "@pulumi/pulumi";
import { desiredStateOf } from "../src/desired/index.ts";
import { folderTree, GroundworkError } from "../src/lib/index.ts";
import { EnvironmentStack } from "./environment-stack.ts";
import { repositoryToFollow } from "./repository.ts";

/** The checkout: older language hosts do not tell the program where its `Pulumi.yaml` is. */
const root = fileURLToPath(new URL("..", import.meta.url));

/** @returns the stack's outputs. */
export async function program(): Promise<Record<string, unknown>> {
  try {
    return await outputsOfEnvironment();
  } catch (thrown) {
    // The message says what is wrong and what to do. The SDK prints a stack and the error's members beside any other error.
    throw thrown instanceof GroundworkError ? new RunError(thrown.message) : thrown;
  }
}

async function outputsOfEnvironment(): Promise<Record<string, unknown>> {
  const desired = await desiredStateOf(folderTree(root), getStack());
  const stack = new EnvironmentStack(desired, {
    installFlux: desired.sync?.agent === "flux" ? (await import("./components/flux.ts")).installFlux : undefined,
    repository: desired.sync && (await repositoryToFollow(desired.sync, new Config("groundwork"), root)),
  });
  const { environment, cloud } = desired;
  return { environment, project: cloud.project, region: cloud.region, ...stack.outputs };
}
