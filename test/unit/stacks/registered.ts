import { runtime } from "@pulumi/pulumi";
import { expect } from "vitest";
import { desiredStateOf } from "../../../src/desired/index.ts";
import { folderTree, type JsonObject, projectRoot } from "../../../src/lib/index.ts";
import { EnvironmentStack } from "../../../stacks/environment-stack.ts";

/** What the program of one of this project's own environments asks for: the facts, and the provider that they are created with. */
export async function registered(environment: string): Promise<readonly [facts: JsonObject, provider: JsonObject]> {
  const seen = new Map<string, (inputs: JsonObject) => void>();
  const first = (type: string) => new Promise<JsonObject>((resolve) => seen.set(type, resolve));
  const both = [first("kubernetes:core/v1:ConfigMap"), first("pulumi:providers:kubernetes")] as const;
  await runtime.setMocks({
    newResource: ({ type, name, inputs }) => {
      seen.get(type)?.(inputs as JsonObject);
      return { id: `${name}-id`, state: { ...(inputs as object), name } };
    },
    call: ({ inputs }) => inputs as Record<string, unknown>,
  });
  const desired = await desiredStateOf(folderTree(projectRoot()), environment);
  const repository = { url: "https://git.example.com/platform.git" };
  expect(new EnvironmentStack(desired, { repository, flux: undefined }).outputs).toBeDefined();
  return Promise.all(both);
}
