import {
  environmentNameProblem,
  environmentPath,
  environmentsFolder,
  formatIssue,
  loadFleet,
} from "../environment/index.ts";
import { type FileTree, overlayTree } from "../lib/index.ts";
import { bookFix, type FileToWrite } from "./check-fleet.ts";
import { EnvironmentExists, EnvironmentNameInvalid, ProfileNotFound, ScaffoldInvalid } from "./errors.ts";

/** The environment to add. */
export interface NewEnvironment {
  readonly name: string;
  /** Name of a profile, for example `small` for `environments/_profiles/small.yaml`. */
  readonly profile: string;
  readonly owner?: string;
}

/**
 * The files of a new environment: its own, a copy of the profile's starter apps unless its cluster follows another
 * folder, and the address book with its addresses.
 *
 * Writes nothing itself, so a refusal leaves nothing behind.
 *
 * @throws {EnvironmentNameInvalid | EnvironmentExists | ProfileNotFound} for its arguments.
 * @throws {ScaffoldInvalid} when the profile or the address book has errors that the new environment would inherit.
 */
export async function scaffold(tree: FileTree, wanted: NewEnvironment): Promise<readonly FileToWrite[]> {
  const { name, profile } = wanted;
  const problem = environmentNameProblem(name);
  if (problem !== undefined) throw new EnvironmentNameInvalid({ name, problem });
  const folder = `${environmentsFolder}/${name}`;
  if ((await tree.list(environmentsFolder)).some((entry) => entry.name === name)) {
    throw new EnvironmentExists({ name, folder });
  }
  const profiles = await profileNames(tree);
  if (!profiles.includes(profile)) throw new ProfileNotFound({ profile, profiles });

  const own = { path: environmentPath(name), content: environmentYaml(wanted) };
  const fleet = await loadFleet(overlayTree(tree, { [own.path]: own.content }));
  const reading = fleet.readings.get(name);
  if (!reading?.ok || !fleet.book.ok) {
    const issues = [...(reading?.issues ?? []), ...fleet.book.issues];
    throw new ScaffoldInvalid({ name, issues: issues.map(formatIssue) });
  }
  const followsOwnFolder = reading.value.environment.sync?.path === `${folder}/apps`;
  const apps = followsOwnFolder ? await starterApps(tree, wanted) : [];
  return [own, ...apps, ...(await bookFix(tree, fleet, fleet.book.value))];
}

const profilesFolder = `${environmentsFolder}/_profiles`;

async function profileNames(tree: FileTree): Promise<readonly string[]> {
  const entries = await tree.list(profilesFolder);
  return entries
    .filter(({ kind, name }) => kind !== "folder" && name.endsWith(".yaml"))
    .map(({ name }) => name.replace(/\.yaml$/, ""))
    .toSorted();
}

function environmentYaml({ profile, owner }: NewEnvironment): string {
  return [
    "# yaml-language-server: $schema=../environment.schema.json",
    "apiVersion: groundwork.dev/v1",
    "kind: Environment",
    `extends: ../_profiles/${profile}.yaml`,
    ...(owner === undefined ? [] : [`metadata: { owner: ${JSON.stringify(owner)} }`]),
    "",
  ].join("\n");
}

/**
 * Copies the files of the profile's `apps` folder. They do not name the environment: manifests say `${environment}`.
 */
async function starterApps(tree: FileTree, { name, profile }: NewEnvironment): Promise<readonly FileToWrite[]> {
  const source = `${profilesFolder}/${profile}/apps`;
  const files: FileToWrite[] = [];
  const copy = async (folder: string): Promise<void> => {
    for (const entry of await tree.list(`${source}${folder}`)) {
      const below = `${folder}/${entry.name}`;
      if (entry.kind === "folder") await copy(below);
      const content = entry.kind === "folder" ? undefined : await tree.read(`${source}${below}`);
      if (content) {
        files.push({
          path: `${environmentsFolder}/${name}/apps${below}`,
          content: Buffer.from(content).toString("utf8"),
        });
      }
    }
  };
  await copy("");
  return files.toSorted((one, other) => (one.path < other.path ? -1 : 1));
}
