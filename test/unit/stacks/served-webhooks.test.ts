import { runtime } from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { desiredStateOf } from "../../../src/desired/index.ts";
import { at, folderTree, projectRoot } from "../../../src/lib/index.ts";
import { EnvironmentStack } from "../../../stacks/environment-stack.ts";

/** What the program asks for beside what it asks for anyway, and the arguments of the agent. */
async function askedFor(receiver: boolean) {
  const seen: string[] = [];
  let deployed: (inputs: unknown) => void = () => {};
  const deployment = new Promise((resolve) => {
    deployed = resolve;
  });
  await runtime.setMocks({
    newResource: ({ type, name, inputs }) => {
      seen.push(name);
      if (type === "kubernetes:apps/v1:Deployment") deployed(inputs);
      return { id: `${name}-id`, state: { ...(inputs as object), name } };
    },
    call: ({ inputs }) => inputs as Record<string, unknown>,
  });
  const dev = await desiredStateOf(folderTree(projectRoot()), "dev");
  if (!dev.sync) throw new Error("dev has a cluster that follows Git.");
  const repository = { url: "https://git.example.com/platform.git" };
  const { outputs } = new EnvironmentStack(
    { ...dev, sync: { ...dev.sync, receiver } },
    { repository, flux: undefined },
  );
  expect(outputs).toBeDefined();
  const args = at(await deployment, "spec", "template", "spec", "containers", 0, "args");
  const webhooks = () => seen.filter((name) => /webhook|receiver/.test(name)).toSorted();
  return { args, webhooks };
}

describe("an environment", () => {
  it("brings what serves webhooks where it asks for it, and not otherwise", async () => {
    const without = await askedFor(false);
    expect([without.args, without.webhooks()]).toEqual([undefined, []]);
    const { args, webhooks } = await askedFor(true);
    expect(args).toEqual(["--receiver=on"]);
    await expect.poll(webhooks).toEqual(["receivers.notification.toolkit.fluxcd.io", "webhook-receiver"]);
  });
});
