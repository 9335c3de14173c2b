import { isMap, isPair, isScalar, LineCounter, parseAllDocuments, visit } from "yaml";
import type { PlaybookFiles } from "../../playbook-syntax.ts";

/**
 * Where check mode is switched off, or may be by what a template gives: such tasks run for real in a comparison. Each place is a path
 * with its line, sorted.
 *
 * Every mapping of every file counts, since any file can be included. A file of YAML that cannot be read counts as a whole.
 */
export function findChangingTasks(files: PlaybookFiles): readonly string[] {
  return [...files].flatMap(([path, content]) => placesIn(path, Buffer.from(content).toString("utf8"))).toSorted();
}

/** A task file in a vault may hold anything; one of variables holds no task. */
const vaultsWithoutTasks = /(?:^|\/)(?:group_vars|host_vars|vars|defaults|files|templates)\//u;
const yamlNames = /\.(?:ya?ml|json)$/u;

function placesIn(path: string, text: string): readonly string[] {
  if (text.startsWith("$ANSIBLE_VAULT"))
    return yamlNames.test(path) && path.includes("/tasks/") && !vaultsWithoutTasks.test(path)
      ? [`${path}:1 (in a vault)`]
      : [];
  if (!text.includes("check_mode")) return [];
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines, version: "1.1", logLevel: "silent" });
  const isYaml = yamlNames.test(path);
  if (!Array.isArray(documents) || documents.some(({ errors }) => errors.length > 0))
    return isYaml ? [`${path}:1 (not YAML)`] : [];
  const places: string[] = [];
  for (const document of documents) {
    visit(document, {
      Map(_, map) {
        for (const pair of isMap(map) ? map.items : []) {
          if (!isPair(pair) || !isScalar(pair.key) || pair.key.value !== "check_mode") continue;
          const value = isScalar(pair.value) ? pair.value.value : undefined;
          if (value === true || value === null) continue;
          places.push(`${path}:${lines.linePos(pair.key.range?.[0] ?? 0).line}`);
        }
      },
    });
  }
  return places;
}
