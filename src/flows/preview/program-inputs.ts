import { type InputsDigest, inputsDigestOf } from "../../change/index.ts";
import type { DesiredState } from "../../desired/index.ts";
import type { Engine, StackConfig } from "../../engine/index.ts";
import { environmentsFolder } from "../../environment/index.ts";
import type { CommitTree } from "../../git/index.ts";
import { decisiveFiles } from "../../program/index.ts";

/** What an environment's program is run with. */
export interface ProgramInputs {
  readonly desired: DesiredState;
  readonly config: StackConfig;
  readonly versions: Readonly<Record<string, string>>;
  readonly engine: Engine["name"];
  /** Names the state as it was last saved. */
  readonly state: string;
  /** By the environments whose outputs it may read, what names these: a saved state, or the inputs of their previews. */
  readonly upstreams: Readonly<Record<string, string>>;
}

/** Files of a commit that decide what programs plan, as names of their contents by path. */
export interface ProgramFilesOfCommit {
  /** Of every environment. */
  readonly shared: Readonly<Record<string, string>>;
  /** The file of one stack's configuration, and the folder of each environment. */
  readonly own: ReadonlyMap<string, Readonly<Record<string, string>>>;
  /** Names the code in the folders of all environments and profiles: a file with resources may import any of it. */
  readonly code: () => Promise<InputsDigest>;
}

const codeFile = /\.(?:[cm]?[jt]sx?|json|node|wasm)$/u;

async function codeOf(tree: CommitTree): Promise<InputsDigest> {
  const files = (await tree.files(environmentsFolder)).filter(({ path }) => codeFile.test(path));
  return inputsDigestOf({ files: Object.fromEntries(files.map(({ path, id, kind }) => [path, `${kind} ${id}`])) });
}

const stackFile = /^Pulumi\.([^/]+)\.ya?ml$/u;

/** Reads the commit's lists of files once, for all environments. */
export async function programFiles(tree: CommitTree): Promise<ProgramFilesOfCommit> {
  const [files, environments] = await Promise.all([
    decisiveFiles(tree, { outside: environmentsFolder }),
    tree.list(environmentsFolder),
  ]);
  const own = new Map<string, Record<string, string>>();
  const add = (name: string, path: string, id: string) => own.set(name, { ...own.get(name), [path]: id });
  const shared = files.flatMap(({ path, id, kind }): readonly (readonly [string, string])[] => {
    const stack = stackFile.exec(path)?.[1];
    if (stack === undefined) return [[path, `${kind} ${id}`]];
    add(stack, path, id);
    return [];
  });
  for (const { name, id, kind } of environments) if (kind === "folder") add(name, `${environmentsFolder}/${name}`, id);
  let code: Promise<InputsDigest> | undefined;
  return {
    shared: { all: inputsDigestOf({ files: Object.fromEntries(shared) }) },
    own,
    code: () => (code ??= codeOf(tree)),
  };
}

/**
 * Names all that decides what an environment's program plans: every file of the commit that it may load or read outside of
 * `environments/`, the environment's folder, what it declares with all that it takes from profiles, peers and the book of addresses,
 * configuration, versions of plugins, the engine, the state, and what it may read of other environments. Secret configuration counts
 * by its key alone.
 */
export async function programInputsDigest(files: ProgramFilesOfCommit, inputs: ProgramInputs): Promise<InputsDigest> {
  const { desired, config, versions, engine, state, upstreams } = inputs;
  const { environment } = desired;
  return inputsDigestOf({
    shared: files.shared,
    files: files.own.get(environment) ?? {},
    ...(desired.resources && { code: { environments: await files.code() } }),
    declared: { [environment]: JSON.stringify(desired) },
    configuration: Object.fromEntries(
      Object.entries(config).map(([key, { value, secret }]) => [key, secret ? "secret" : `value ${value}`]),
    ),
    versions,
    engine: { name: engine },
    state: { saved: state },
    upstreams,
  });
}
