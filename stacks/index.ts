/**
 * The program: one environment's folder, translated into cloud resources and a cluster that follows Git.
 *
 * In:   the stack's name, which is the environment's; the repository that holds this project's `Pulumi.yaml`.
 * Out:  the resources of {@link EnvironmentStack}; the stack's outputs.
 * Must not know: how anything is decided (`src/desired` does that), which engine runs it.
 */
import { createEnvironment } from "./create-environment.ts";

/** @returns the stack's outputs. */
export async function program(): Promise<Record<string, unknown>> {
  const stack = await createEnvironment();
  return { ...stack.outputs };
}
