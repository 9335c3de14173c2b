import { counted } from "../lib/index.ts";
/** Where environments are, from the root of the repository. */
export const environmentsFolder = "environments";
/** The file that makes a folder an environment. */
export const environmentFile = "environment.yaml";

const longest = 40;

export function environmentPath(name: string): string {
  return `${environmentsFolder}/${name}/${environmentFile}`;
}

/** Whether a folder below {@link environmentsFolder} is meant to be an environment: profiles and hidden folders are not. */
export function isEnvironmentFolder(folder: string): boolean {
  return !folder.startsWith("_") && !folder.startsWith(".");
}

/**
 * Whether an entry of {@link environmentsFolder} is meant to be an environment: its folder, or a link or submodule in its
 * place, which cannot be read and has to be reported.
 */
export function isEnvironmentEntry(name: string, kind: string): boolean {
  if (kind === "folder") return isEnvironmentFolder(name);
  return (kind === "link" || kind === "submodule") && environmentNameProblem(name) === undefined;
}

/**
 * What keeps a folder's name from being an environment's, or `undefined`.
 *
 * Stricter than a Pulumi stack's name: it begins the names of cloud resources and is part of Kubernetes objects' names.
 */
export function environmentNameProblem(name: string): string | undefined {
  const allowed = `an environment's name has 1 to ${longest} small letters, digits and hyphens, starts with a letter and ends with a letter or digit`;
  if (name.length > longest) return `"${name}" has ${counted(name.length, "character")}; ${allowed}`;
  return /^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(name) ? undefined : `"${name}" is no valid name of a stack; ${allowed}`;
}
