/** Quoted texts and punctuation of JSON. Numbers, words and white space stand between them. */
const tokens = /"(?:[^"\\]|\\.)*"|[{}[\]:,]/g;

interface Level {
  readonly path: string;
  /** Names of an object so far; `undefined` for a list. */
  readonly names: Set<string> | undefined;
  name: string;
  index: number;
}

/**
 * Paths of members that an object of a JSON text names more than once, such as `data.k`, in the order of the text.
 * `JSON.parse` keeps the last of them and says nothing.
 */
export function duplicateFields(json: string): readonly string[] {
  const found: string[] = [];
  const levels: Level[] = [];
  let isValue = false;
  for (const [token] of json.matchAll(tokens)) {
    const level = levels.at(-1);
    if (token === "{" || token === "[") {
      const names = token === "{" ? new Set<string>() : undefined;
      levels.push({ path: level ? pathOf(level) : "", names, name: "", index: 0 });
      isValue = false;
    } else if (token === "}" || token === "]") levels.pop();
    else if (token === ":") isValue = true;
    else if (token === ",") {
      isValue = false;
      if (level) level.index += 1;
    } else if (level?.names !== undefined && !isValue) {
      level.name = JSON.parse(token) as string;
      if (level.names.has(level.name)) found.push(pathOf(level));
      level.names.add(level.name);
    }
  }
  return [...new Set(found)];
}

function pathOf({ path, names, name, index }: Level): string {
  if (names === undefined) return `${path}[${index}]`;
  return path === "" ? name : `${path}.${name}`;
}
