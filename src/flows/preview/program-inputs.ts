import { type InputsDigest, inputsDigestOf } from "../../change/index.ts";
import type { DesiredState } from "../../desired/index.ts";
import type { StackConfig } from "../../engine/index.ts";
import { environmentsFolder } from "../../environment/index.ts";
import type { CommitTree } from "../../git/index.ts";
import { decisivePaths } from "../../program/index.ts";

/** What an environment's program is run with. */
export interface ProgramInputs {
  readonly tree: CommitTree;
  readonly desired: DesiredState;
  readonly config: StackConfig;
  readonly versions: Readonly<Record<string, string>>;
  /** Names the state as it was last saved. */
  readonly state: string;
}

/**
 * Names all that decides what an environment's program plans: its source and lockfile, the environment's folder, what it
 * declares with all that it takes from profiles, peers and the book of addresses, configuration, versions of plugins, and the
 * state. Secret configuration counts by its key alone.
 */
export async function programInputsDigest(inputs: ProgramInputs): Promise<InputsDigest> {
  const { tree, desired, config, versions, state } = inputs;
  const { environment } = desired;
  const wanted = new Set(
    [...decisivePaths, `Pulumi.${environment}.yaml`].filter((path) => path !== environmentsFolder),
  );
  const [root, environments] = await Promise.all([tree.list(""), tree.list(environmentsFolder)]);
  const files = [
    ...root.filter(({ name }) => wanted.has(name)),
    ...environments
      .filter(({ name }) => name === environment)
      .map(({ name, id }) => ({ name: `${environmentsFolder}/${name}`, id })),
  ];
  return inputsDigestOf({
    files: Object.fromEntries(files.map(({ name, id }) => [name, id])),
    declared: { [environment]: JSON.stringify(desired) },
    configuration: Object.fromEntries(
      Object.entries(config).map(([key, { value, secret }]) => [key, secret ? "secret" : `value ${value}`]),
    ),
    versions,
    state: { saved: state },
  });
}
