import { scaffold } from "../desired/index.ts";
import { environmentsFolder, isEnvironmentEntry } from "../environment/index.ts";
import { type FileTree, overlayTree } from "../lib/index.ts";
import { CloudProjectMissing } from "./errors.ts";
import { isModulePackage, mergedIgnoreFile, mergedManifest } from "./merge-files.ts";
import { type Files, type NewProject, programFiles } from "./project-files.ts";
import { starterFiles, starterProfile } from "./starter-files.ts";

/** A file of a project, and what becomes of it. */
export interface PlannedFile {
  /** From the root of the repository. */
  readonly path: string;
  /**
   * - `new`: it is not there, and is written.
   * - `merged`: what is missing is added to what a person wrote.
   * - `same`: it is as it has to be.
   * - `kept`: it is there with other content, which stays.
   */
  readonly state: "new" | "merged" | "same" | "kept";
  /** Whole content of what is new or merged. */
  readonly content?: string;
}

/**
 * The files of a project in a repository, sorted by path. Nothing that a person wrote is replaced.
 *
 * The first environment, its profile and its apps are planned only where there is no environment yet: a person who took
 * them away does not get them back.
 *
 * @throws {CloudProjectMissing | ManifestUnreadable}
 */
export async function planProject(tree: FileTree, project: NewProject): Promise<readonly PlannedFile[]> {
  if (project.cloud === "gcp" && project.cloudProject === undefined) throw new CloudProjectMissing();
  const isModule = isModulePackage(await textIn(tree, "package.json"));
  const files: Files = { ...programFiles(project, isModule), ...(await environmentFiles(tree, project)) };
  const planned = await Promise.all(
    Object.entries(files).map(async ([path, content]): Promise<PlannedFile> => {
      const written = await textIn(tree, path);
      if (written === undefined) return { path, state: "new", content };
      return { path, state: written === content ? "same" : "kept" };
    }),
  );
  const merges = { "package.json": (text?: string) => mergedManifest(text, project), ".gitignore": mergedIgnoreFile };
  for (const [path, merge] of Object.entries(merges)) {
    const written = await textIn(tree, path);
    const content = merge(written);
    if (content === written) planned.push({ path, state: "same" });
    else planned.push({ path, state: written === undefined ? "new" : "merged", content });
  }
  return planned.toSorted((one, other) => (one.path < other.path ? -1 : 1));
}

async function environmentFiles(tree: FileTree, project: NewProject): Promise<Files> {
  const entries = await tree.list(environmentsFolder);
  if (entries.some(({ name, kind }) => isEnvironmentEntry(name, kind))) return {};
  const files = starterFiles(project);
  const environment = await scaffold(overlayTree(tree, files), { name: "dev", profile: starterProfile });
  return { ...files, ...Object.fromEntries(environment.map(({ path, content }) => [path, content])) };
}

async function textIn(tree: FileTree, path: string): Promise<string | undefined> {
  const bytes = await tree.read(path);
  return bytes && Buffer.from(bytes).toString("utf8");
}
