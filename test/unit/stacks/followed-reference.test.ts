import { runtime } from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { type DesiredState, desiredStateOf } from "../../../src/desired/index.ts";
import type { Followed } from "../../../src/environment/index.ts";
import { folderTree, projectRoot } from "../../../src/lib/index.ts";
import { EnvironmentStack } from "../../../stacks/environment-stack.ts";
import type { FollowedRepository } from "../../../stacks/repository.ts";

const url = "https://git.example.com/platform.git";

interface Source {
  readonly spec: { readonly url: string; readonly ref: object };
}

/** `spec` of the `GitRepository` that the program asks for, and what its outputs say of it. */
async function sourceOf(follows: Followed, agent: "groundwork" | "flux", repository: FollowedRepository) {
  let seen: (spec: Source["spec"]) => void = () => {};
  const spec = new Promise<Source["spec"]>((resolve) => {
    seen = resolve;
  });
  await runtime.setMocks({
    newResource: ({ type, name, inputs }) => {
      if (type.endsWith(":GitRepository")) seen((inputs as Source).spec);
      return { id: `${name}-id`, state: { ...(inputs as object), name } };
    },
    call: ({ inputs }) => inputs as Record<string, unknown>,
  });
  const dev = await desiredStateOf(folderTree(projectRoot()), "dev");
  if (!dev.sync) throw new Error("dev has a cluster that follows Git.");
  const desired: DesiredState = { ...dev, sync: { ...dev.sync, agent, follows } };
  const { outputs } = new EnvironmentStack(desired, {
    repository,
    flux: undefined,
  });
  return { spec: await spec, outputs: outputs.sync };
}

const branch = { kind: "branch", value: "live" } as const;
const tag = { kind: "tag", value: "v1.4.0" } as const;
const semver = { kind: "semver", value: ">=1.0.0 <2.0.0" } as const;
const agents = ["groundwork", "flux"] as const;

describe.each(agents)("the GitRepository of an environment with the agent %s", (agent) => {
  it.each([branch, tag, semver])("names what is followed: $kind $value", async (follows) => {
    const { spec, outputs } = await sourceOf(follows, agent, { url });
    expect(spec.url).toBe(url);
    expect(spec.ref).toEqual({ [follows.kind]: follows.value });
    expect(outputs).toMatchObject({ [follows.kind]: follows.value });
  });

  it.each([
    [tag, { branch: "main" }],
    [semver, { branch: "main" }],
    [branch, { branch: "live" }],
  ])("names a branch of a copy, which has no tags, for $kind", async (follows, ref) => {
    const { spec, outputs } = await sourceOf(follows, agent, { url, branchForTags: "main" });
    expect(spec.ref).toEqual(ref);
    expect(outputs).toMatchObject(ref);
  });
});
