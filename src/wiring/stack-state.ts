import type { StackToolsRequest } from "../cli/index.ts";
// Imports single files: a stack's key is derived while the folders' indexes are loaded.
import type { ProjectSettings } from "../engine/embedded/stack/config/project.ts";
import { readStackFile } from "../engine/embedded/stack/config/stack-file.ts";
import { passphraseFrom } from "../engine/embedded/stack/passphrase/passphrase-sources.ts";
import { backendFolder } from "../engine/embedded/stack/state/backend-folder.ts";
import { type EngineState, openState } from "./engine-state.ts";

/** What the `stack` commands need from the process. */
export interface StackHostSettings {
  readonly environment: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly version: string;
  readonly onNotice: (line: string) => void;
}

/** The states of a project's stacks, where the environment or the project has them. @throws {UnsupportedBackend} */
export function stackState(
  host: StackHostSettings,
  project: ProjectSettings,
  { wait }: StackToolsRequest,
): EngineState {
  const { environment, cwd, version, onNotice } = host;
  return openState({
    root: backendFolder(project, environment, cwd),
    passphrase: passphraseFrom(environment, cwd),
    version,
    wait,
    onNotice,
    saltOf: async (stack) =>
      stack.project === project.name ? (await readStackFile(project, stack.stack)).encryptionSalt : undefined,
  });
}
