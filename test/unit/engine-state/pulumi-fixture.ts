import { cp, mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import {
  FileStateStore,
  type FileStateStoreOptions,
  PassphraseKeys,
} from "../../../src/engine/embedded/stack/index.ts";

/** What the Pulumi CLI 3.256 wrote for a program of components with secrets, with passphrase {@link passphrase}. */
export const fixtureFolder = fileURLToPath(new URL("../../fixtures/pulumi-state", import.meta.url));
export const passphrase = "correct horse";
export const stack = { project: "parts", stack: "dev" };

/** An entry of the stack's history. */
export const update = {
  kind: "update",
  startTime: 1,
  message: "",
  environment: {},
  config: {},
  result: "succeeded",
  endTime: 2,
} as const;

const folders: string[] = [];
/** One derivation for all tests of a file. */
export const keys = new PassphraseKeys(() => Promise.resolve(passphrase));

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "groundwork-state-"));
  folders.push(folder);
  return folder;
}

export async function removeTemporaryFolders(): Promise<void> {
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true, force: true })));
}

export interface Backend {
  readonly root: string;
  readonly stateFile: string;
  readonly store: FileStateStore;
  readonly text: () => Promise<string>;
}

/** A backend folder, with the CLI's state in it unless it is to be empty. */
export async function backend(
  options: Partial<FileStateStoreOptions> & { readonly empty?: boolean } = {},
): Promise<Backend> {
  const { empty = false, ...rest } = options;
  const root = rest.root ?? (await temporaryFolder());
  const stateFile = path.join(root, ".pulumi", "stacks", "parts", "dev.json");
  if (!empty && rest.root === undefined) {
    await mkdir(path.dirname(stateFile), { recursive: true });
    await cp(path.join(fixtureFolder, "checkpoint.json"), stateFile);
  }
  const store = new FileStateStore({ root, keys, writtenBy: "v1.2.3-test", ...rest });
  return { root, stateFile, store, text: () => readFile(stateFile, "utf8") };
}
