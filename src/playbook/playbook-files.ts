import { parse } from "yaml";
import { listOf, objectOf, textAt } from "../lib/index.ts";
import type { PlaybookFiles } from "./playbook-syntax.ts";

/** A list of plays at the top of the folder, or no YAML at all. What lies deeper is of roles, inventories and variables. */
export function isPlaybook(path: string, content: Uint8Array): boolean {
  if (!isAtTop(path)) return false;
  const plays = playsIn(content);
  return plays === undefined || plays.some((play) => Object.keys(play).some((key) => playKeys.test(key)));
}

/**
 * Playbooks that are run: `site.yml` where there is one, or all at the top that no other one imports, by name. That of the health of machines
 * is none of them.
 */
export function playbooksToRun(files: PlaybookFiles): readonly string[] {
  const site = ["site.yml", "site.yaml"].find((name) => files.has(name));
  if (site !== undefined) return [site];
  const health = healthPlaybook(files);
  const all = [...files].filter(([path, content]) => path !== health && isPlaybook(path, content));
  const imported = new Set(all.flatMap(([, content]) => (playsIn(content) ?? []).flatMap(importedBy)));
  return all
    .map(([path]) => path)
    .filter((path) => !imported.has(path))
    .toSorted();
}

/** The playbook that says whether machines are well after they were configured, where there is one. */
export function healthPlaybook(files: PlaybookFiles): string | undefined {
  return ["health.yml", "health.yaml"].find((name) => files.has(name));
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
