import * as fc from "fast-check";

/** What names, paths, messages and values from outside may hold, each aimed at one kind of reader. */
const pieces = [
  "\u0000\u0007\b",
  "\r",
  "\n",
  "\n\n",
  "\t",
  "\u001b[31mred\u001b[0m",
  "\u001b[2J\u001b[1;1H",
  "\u001b]8;;http://evil.example\u0007link\u001b]8;;\u0007",
  "\u009b31m",
  "\u202etxt.exe\u202c",
  "\u2066\u200f",
  "\u2028\u2029",
  "::error file=x::y",
  "\n::set-output name=x::y",
  "##[command]rm",
  "##vso[task.setvariable]",
  "\n##teamcity[x]",
  " | a | b |",
  "\\|",
  "```",
  "\n````\n",
  "`",
  "**bold**",
  "[x](javascript:y)",
  "![x](http://evil.example/x.png)",
  "<script>alert(1)</script>",
  "</details>",
  "</summary>",
  "<!--",
  "&lt;",
  "@everyone",
  "#1",
  "\n# heading",
  "\n- item",
  "\n+ added",
  "<{%reset%}>",
  "${x}",
  "x",
];

export const hostileTexts: fc.Arbitrary<string> = fc
  .array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 5 })
  .map((chosen) => chosen.join(""));

/** What a terminal acts on, but for line breaks. */
export const unprintable = /[^\P{Cc}\n\t]|[\u061C\u200E\u200F\u2028\u2029\u202A-\u202E\u2066-\u2069]/u;
/** What a runner of GitHub, Azure or TeamCity takes for a command. */
export const runnerCommand = /^\s*::|##(?:\[|vso\[|teamcity\[)/m;

/**
 * A copy of a value with text after every text in it, but for those that only the code chooses: kinds, verbs, digests, times.
 * Keys of maps whose keys come from outside (`inputs`, `outputs`, `old`, `new`) get it too.
 */
export function withText<T>(value: T, text: string, keep: (key: string, written: string) => boolean): T {
  return changed(value, "", false, (key, written) => (keep(key, written) ? written : written + text), text) as T;
}

const maps = new Set(["inputs", "outputs", "labels"]);

function changed(
  value: unknown,
  key: string,
  isMap: boolean,
  change: (key: string, written: string) => string,
  text: string,
): unknown {
  if (typeof value === "string") return change(key, value);
  if (Array.isArray(value)) return value.map((item) => changed(item, key, false, change, text));
  if (value instanceof Map)
    return new Map(
      [...value].map(([name, item]) => [change(key, String(name)), changed(item, key, false, change, text)]),
    );
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      isMap ? name + text : name,
      changed(item, name, maps.has(name), change, text),
    ]),
  );
}
