import { output, runtime } from "@pulumi/pulumi";
import { register } from "tsx/cjs/api";
import { desiredStateOf } from "../../../src/desired/index.ts";
import { memoryTree } from "../../../src/lib/index.ts";
import type { PropertyMap } from "../../../src/provider/index.ts";
import { EnvironmentStack } from "../../../stacks/environment-stack.ts";
import { written } from "../environment/written.ts";
import type { TestWorld } from "../local-gcp/world.ts";

// As the program's entry does: some components are loaded by `require`.
register();

type Created = Awaited<ReturnType<TestWorld["program"]["create"]>>;

export interface BroughtUp {
  readonly outputs: Record<string, unknown>;
  /** The resources of the cloud in the order in which they were created. */
  readonly created: readonly Created[];
  /** `<type>::<name>: <property>` of each difference that a second look finds. */
  differences(): Promise<readonly string[]>;
  /** Deletes everything in reverse order. @throws what the cloud refuses */
  destroy(): Promise<void>;
}

/** Creates everything that an environment declares in a simulated cloud, through the program and the provider that an engine would use. */
export async function bringUp(world: TestWorld, spec: string): Promise<BroughtUp> {
  const created: Created[] = [];
  await runtime.setMocks(
    {
      newResource: async ({ type, name, inputs }) => {
        if (!type.startsWith("gcp:")) return { id: `${name}-id`, state: inputs as object };
        const resource = await world.program.create(type, name, inputs as PropertyMap);
        created.push(resource);
        return { id: resource.id, state: resource.outputs };
      },
      call: async ({ token, inputs }) => (await world.provider.invoke(token, inputs as PropertyMap)).result ?? {},
    },
    "environments",
    "dev",
    false,
  );
  const desired = await desiredStateOf(memoryTree(written({ dev: `spec:\n${spec}` })), "dev");
  const stack = new EnvironmentStack(desired, { repository: undefined, flux: undefined });
  const outputs = await promised(stack.outputs);
  await runtime.disconnect();
  return {
    outputs,
    created,
    differences: async () => (await Promise.all(created.map((each) => differencesOf(world, each)))).flat(),
    destroy: async () => {
      for (const { subject } of created.toReversed()) await world.provider.delete(subject);
    },
  };
}

/** The value of outputs, once all of it is known. */
function promised(outputs: object): Promise<Record<string, unknown>> {
  return new Promise((resolve) => output(outputs).apply((value) => resolve(value as Record<string, unknown>)));
}

async function differencesOf(world: TestWorld, { type, subject, inputs, outputs }: Created): Promise<string[]> {
  const read = await world.provider.read(subject, { inputs, outputs });
  const { inputs: news } = await world.provider.check(subject, { oldInputs: inputs, news: inputs });
  const diff = await world.provider.diff(subject, {
    oldInputs: read?.inputs ?? {},
    oldOutputs: read?.outputs ?? {},
    news,
    ignoreChanges: [],
  });
  return Object.keys(diff.detailedDiff).map((property) => `${type}::${subject.name}: ${property}`);
}
