import type { CheckResult } from "../change/index.ts";
import { counted, type FileTree, textIn } from "../lib/index.ts";
import {
  type CiForge,
  type CiSettings,
  ciSettings,
  type PlannedFile,
  planCi,
  settingsIn,
  writtenCi,
} from "../project/index.ts";

const ciForges: readonly string[] = ["github", "gitlab", "bitbucket", "gitea", "generic"] satisfies readonly CiForge[];

/** What the files of a CI are to be for. */
export interface WantedCi {
  /** Name of the forge. */
  readonly name: string;
  readonly branch: string;
  readonly approvals: number;
}

/** What the files of a CI were written for. */
export interface ChosenCi {
  /** Those that are usual, where the files do not say. */
  readonly settings: CiSettings;
  /** The flags that the files name. */
  readonly written: string | undefined;
}

/** `undefined` of a forge that has no files of a CI. */
export async function chosenCi(
  { name: forge, branch, approvals }: WantedCi,
  files: FileTree,
): Promise<ChosenCi | undefined> {
  if (!ciForges.includes(forge)) return undefined;
  const usual = ciSettings({
    forge: forge as CiForge,
    cloud: "local",
    secrets: "passphrase",
    branch,
    node: "22",
    approvals,
  });
  const written = await writtenFlags(files, await planCi(files, usual));
  return { settings: (written !== undefined && settingsIn(written)) || usual, written };
}

/** Whether the files are those that `groundwork ci init` writes with the flags that they name. */
export async function checkCiFiles(
  { name: forge, branch, approvals }: WantedCi,
  files: FileTree,
): Promise<CheckResult> {
  const name = "CI files";
  const chosen = await chosenCi({ name: forge, branch, approvals }, files);
  if (!chosen) return { name, state: "good", found: "none are needed" };
  const { settings, written } = chosen;
  const planned = await planCi(files, settings);
  const inState = (state: PlannedFile["state"]) =>
    planned.filter((file) => file.state === state).map(({ path }) => path);
  const [absent, old, edited] = [inState("new"), inState("renewed"), inState("kept")];
  const command = `groundwork ci init ${written ?? `--forge ${forge}`}`;
  const other = otherThan({ branch, approvals }, settings);
  if (absent.length > 0)
    return { name, state: "bad", found: `not there: ${absent.join(", ")}`, remedy: `Write them: ${command}` };
  const lacking = planned.flatMap(({ path, missing }) => (missing === undefined ? [] : [`${path} lacks ${missing}`]));
  if (lacking.length > 0)
    return {
      name,
      state: "bad",
      found: lacking.join("; "),
      remedy: "Add it to the file, which is your own: without it the jobs do not run, or have no record in common.",
    };
  if (other.length > 0)
    return {
      name,
      // More approvals than were asked for leave nothing open.
      state: settings.branch === branch && settings.approvals > approvals ? "optional" : "bad",
      found: `written with ${other.map(({ is }) => is).join(" and ")}`,
      remedy:
        `This looked for ${other.map(({ asked }) => asked).join(" and ")}. Write the files anew with that, ` +
        "or give doctor the flags that the files have.",
    };
  if (old.length > 0)
    return {
      name,
      state: "optional",
      found: `of another version: ${old.join(", ")}`,
      remedy: `Write them anew: ${command}`,
    };
  if (edited.length > 0)
    return {
      name,
      state: "optional",
      found: `edited: ${edited.join(", ")}`,
      remedy: `See what ${command} --dry-run would write, and what docs/pipelines.md says of each permission.`,
    };
  return { name, state: "good", found: counted(planned.length, "file") };
}

/** Settings that the files were written with and that are not those asked for. */
function otherThan(asked: Pick<WantedCi, "branch" | "approvals">, { branch, approvals }: CiSettings) {
  return [
    { is: `--branch ${branch}`, asked: `--branch ${asked.branch}` },
    { is: `--approvals ${approvals}`, asked: `--approvals ${asked.approvals}` },
  ].filter((each) => each.is !== each.asked);
}

/** The flags in the first line of one of the files, with which the others are compared as well. */
async function writtenFlags(tree: FileTree, files: readonly PlannedFile[]): Promise<string | undefined> {
  for (const { path } of files) {
    const text = await textIn(tree, path);
    const flags = text === undefined ? undefined : writtenCi(text)?.flags;
    if (flags !== undefined) return flags;
  }
  return undefined;
}
