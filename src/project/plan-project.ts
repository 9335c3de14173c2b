import { correctionsPath } from "../correction/index.ts";
import { scaffold } from "../desired/index.ts";
import { environmentsFolder, isEnvironmentEntry } from "../environment/index.ts";
import { type FileTree, overlayTree, textIn } from "../lib/index.ts";
import { type CiContext, type CiSettings, ciFiles } from "./ci/index.ts";
import { CloudProjectMissing } from "./errors.ts";
import type { Files } from "./files.ts";
import { isModulePackage, mergedIgnoreFile, mergedManifest } from "./merge-files.ts";
import type { NewProject } from "./new-project.ts";
import { byPath, type PlannedFile, plannedFiles } from "./planned-file.ts";
import { programFiles } from "./project-files.ts";
import { projectReadme } from "./project-readme.ts";
import { starterFiles, starterProfile } from "./starter-files.ts";

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
  const files: Files = {
    ...programFiles(project, isModule),
    ...(await environmentFiles(tree, project)),
    ...(project.ci && ciFiles(project.ci, await ciContext(tree))),
  };
  const planned = [...(await plannedFiles(tree, files))];
  const merges = {
    // A page for people, and where one is there it is theirs.
    "README.md": (text?: string) => text ?? projectReadme(project),
    "package.json": (text?: string) => mergedManifest(text, project),
    ".gitignore": mergedIgnoreFile,
  };
  for (const [path, merge] of Object.entries(merges)) {
    const written = await textIn(tree, path);
    const content = merge(written);
    if (content === written) planned.push({ path, state: "same" });
    else if (written === undefined) planned.push({ path, state: "new", content });
    else planned.push({ path, state: "merged", content, before: written });
  }
  return planned.toSorted(byPath);
}

/** The files for a forge's CI in a repository, sorted by path. */
export async function planCi(tree: FileTree, settings: CiSettings): Promise<readonly PlannedFile[]> {
  return (await plannedFiles(tree, ciFiles(settings, await ciContext(tree)))).toSorted(byPath);
}

/** What the files for a forge's CI, and what a person sets for them, depend on in a repository. */
export async function ciContext(tree: FileTree): Promise<CiContext> {
  return { corrects: (await textIn(tree, correctionsPath)) !== undefined };
}

async function environmentFiles(tree: FileTree, project: NewProject): Promise<Files> {
  const entries = await tree.list(environmentsFolder);
  if (entries.some(({ name, kind }) => isEnvironmentEntry(name, kind))) return {};
  const files = starterFiles(project);
  const environment = await scaffold(overlayTree(tree, files), { name: "dev", profile: starterProfile });
  return { ...files, ...Object.fromEntries(environment.map(({ path, content }) => [path, content])) };
}
