import { environmentsFolder } from "./environment-name.ts";

/** Where the playbooks of an environment's machines are. */
export function machinesFolder(name: string): string {
  return `${environmentsFolder}/${name}/machines`;
}

/** Pages in the folders of manifests and playbooks, which change nothing. */
export function isForPeople(path: string): boolean {
  return /(^|\/)README\.md$/.test(path);
}
