import { parse } from "yaml";
import { listOf, objectOf, textAt } from "../lib/index.ts";
import type { PlaybookFiles } from "./playbook-syntax.ts";

/** A list of plays at the top of the folder, or no YAML at all. What lies deeper is of roles, inventories and variables. */
export function isPlaybook(path: string, content: Uint8Array): boolean {
  if (!isAtTop(path)) return false;
  const plays = playsIn(content);
  return plays === undefined || plays.some((play) => Object.keys(play).some((key) => playKeys.test(key)));
}

/** Playbooks that are run: `site.yml` where there is one, or all at the top that no other one imports, by name. */
export function playbooksToRun(files: PlaybookFiles): readonly string[] {
  const site = ["site.yml", "site.yaml"].find((name) => files.has(name));
  if (site !== undefined) return [site];
  const all = [...files].filter(([path, content]) => isPlaybook(path, content));
  const imported = new Set(all.flatMap(([, content]) => (playsIn(content) ?? []).flatMap(importedBy)));
  return all
    .map(([path]) => path)
    .filter((path) => !imported.has(path))
    .toSorted();
}

const playKeys = /^(?:hosts|(?:ansible\.builtin\.)?import_playbook)$/u;

function isAtTop(path: string): boolean {
  return /^[^/]+\.ya?ml$/u.test(path);
}

function playsIn(content: Uint8Array): readonly Record<string, unknown>[] | undefined {
  try {
    const plays: unknown = parse(Buffer.from(content).toString("utf8"), { logLevel: "silent" });
    return listOf(plays).map((play) => objectOf(play));
  } catch {
    return undefined;
  }
}

function importedBy(play: Record<string, unknown>): readonly string[] {
  const path = textAt(play, "import_playbook") ?? textAt(play, "ansible.builtin.import_playbook");
  return path === undefined ? [] : [path.replace(/^\.\//u, "")];
}
