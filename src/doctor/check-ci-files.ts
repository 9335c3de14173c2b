import type { CheckResult } from "../change/index.ts";
import { counted, type FileTree } from "../lib/index.ts";
import { type CiForge, ciSettings, type PlannedFile, planCi, settingsIn, writtenCi } from "../project/index.ts";

const ciForges: readonly string[] = ["github", "gitlab", "bitbucket", "gitea", "generic"] satisfies readonly CiForge[];

/** What the files of a CI are to be for. */
export interface WantedCi {
  /** Name of the forge. */
  readonly name: string;
  readonly branch: string;
  readonly approvals: number;
}

/** Whether the files are those that `groundwork ci init` writes with the flags that they name. */
export async function checkCiFiles(
  { name: forge, branch, approvals }: WantedCi,
  files: FileTree,
): Promise<CheckResult> {
  const name = "CI files";
  if (!ciForges.includes(forge)) return { name, state: "good", found: "none are needed" };
  const usual = ciSettings({
    forge: forge as CiForge,
    cloud: "local",
    secrets: "passphrase",
    branch,
    node: "22",
    approvals,
  });
  const written = await writtenFlags(files, await planCi(files, usual));
  const planned = await planCi(files, (written !== undefined && settingsIn(written)) || usual);
  const inState = (state: PlannedFile["state"]) =>
    planned.filter((file) => file.state === state).map(({ path }) => path);
  const [absent, old, edited] = [inState("new"), inState("renewed"), inState("kept")];
  const command = `groundwork ci init ${written ?? `--forge ${forge}`}`;
  if (absent.length > 0)
    return { name, state: "bad", found: `not there: ${absent.join(", ")}`, remedy: `Write them: ${command}` };
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

/** The flags in the first line of one of the files, with which the others are compared as well. */
async function writtenFlags(tree: FileTree, files: readonly PlannedFile[]): Promise<string | undefined> {
  for (const { path } of files) {
    const bytes = await tree.read(path);
    const flags = bytes && writtenCi(Buffer.from(bytes).toString("utf8"))?.flags;
    if (flags !== undefined) return flags;
  }
  return undefined;
}
