import path from "node:path";
import { controlFolder, holdsSockets } from "./close-connections.ts";

/** Folders and choices of one run. */
export interface RunPlaces {
  /** Of this run alone; removed after it. */
  readonly folder: string;
  /** The folder of the callback. */
  readonly plugins: string;
  readonly eventsFile: string;
  readonly mayChange: boolean;
  readonly showsText: boolean;
  /** In milliseconds, for one task. */
  readonly taskLimit: number;
  readonly forks: number;
}

/** Variables of the caller that lead to credentials, none of which is one. `gcloud` reads the last. */
const references = ["SSH_AUTH_SOCK", "ANSIBLE_VAULT_PASSWORD_FILE", "CLOUDSDK_CONFIG"] as const;

/**
 * All variables of a run. Nothing of the caller's own settings for Ansible counts, and no token of the caller is among them.
 *
 * An unreadable inventory has to be an error: Ansible would go on without machines, and end with 0. `-v` would give answers of modules
 * to the log, so that there is no variable for it.
 */
export function variablesOf(caller: NodeJS.ProcessEnv, places: RunPlaces): NodeJS.ProcessEnv {
  const { folder, plugins, eventsFile, mayChange, showsText, taskLimit, forks } = places;
  const files = path.join(folder, "files");
  return {
    PATH: caller["PATH"],
    ...Object.fromEntries(references.flatMap((name) => (caller[name] === undefined ? [] : [[name, caller[name]]]))),
    // Where gcloud keeps its account; Ansible's own home is the private folder.
    ...(caller["CLOUDSDK_CONFIG"] === undefined &&
      caller["HOME"] !== undefined && { CLOUDSDK_CONFIG: path.join(caller["HOME"], ".config", "gcloud") }),
    HOME: folder,
    TMPDIR: folder,
    LC_ALL: "C.UTF-8",
    PYTHONDONTWRITEBYTECODE: "1",
    ANSIBLE_CONFIG: path.join(folder, "ansible.cfg"),
    ANSIBLE_HOME: path.join(folder, "home"),
    ANSIBLE_LOCAL_TEMP: path.join(folder, "tmp"),
    ANSIBLE_ROLES_PATH: path.join(files, "roles"),
    ANSIBLE_COLLECTIONS_PATH: path.join(files, "collections"),
    ANSIBLE_INVENTORY_ENABLED: "yaml",
    ANSIBLE_INVENTORY_UNPARSED_FAILED: "1",
    ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED: "1",
    ANSIBLE_HOST_KEY_CHECKING: "1",
    ANSIBLE_PIPELINING: "1",
    ...(holdsSockets(folder)
      ? { ANSIBLE_SSH_CONTROL_PATH_DIR: controlFolder(folder) }
      : { ANSIBLE_SSH_ARGS: "-o ControlMaster=no" }),
    ANSIBLE_FORKS: String(forks),
    ANSIBLE_TASK_TIMEOUT: String(Math.ceil(taskLimit / 1000)),
    ANSIBLE_CALLBACK_PLUGINS: plugins,
    ANSIBLE_STDOUT_CALLBACK: "groundwork_events",
    ANSIBLE_RETRY_FILES_ENABLED: "0",
    ANSIBLE_NOCOLOR: "1",
    ANSIBLE_DEPRECATION_WARNINGS: "0",
    ANSIBLE_LOCALHOST_WARNING: "0",
    GROUNDWORK_EVENTS_FILE: eventsFile,
    ...(mayChange && { GROUNDWORK_ALLOW_CHANGES: "1" }),
    ...(showsText && { GROUNDWORK_DIFF_TEXT: "1" }),
  };
}
