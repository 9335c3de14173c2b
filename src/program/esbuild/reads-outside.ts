/** Modules of Node that lead out of the commit. */
const modules =
  "(?:child_process|cluster|dgram|dns|https?|http2|inspector|net|os|process|repl|sqlite|tls|wasi|worker_threads)";
const quote = "[\"'`]";

/** Spellings that lead out of a commit. Wide on purpose, but no plain word that a resource's name or a message may have. */
const spellings = [
  // Variables: `process.env`, `process["env"]`, `process[name]`, and `process` itself where it is handed on or taken apart.
  String.raw`\bprocess\s*(?:\?\.|\.)?\s*(?:env\b|loadEnvFile|getBuiltinModule|binding|report|\[)`,
  String.raw`(?:[=(,:[>]|\.\.\.|\breturn\s)\s*process\b(?!\s*\??\.)`,
  // The same by the global object, which has everything.
  String.raw`\bglobalThis\b|\bglobal\s*(?:\?\.|\.)?\s*(?:process|fetch|crypto|Math|WebSocket|\[)|(?:[=(]|\.\.\.)\s*global\b`,
  String.raw`(?<![.\w])fetch\s*\(|[=(]\s*fetch\b|\b(?:WebSocket|EventSource|XMLHttpRequest)\b`,
  String.raw`\bMath\s*(?:\?\.|\.)?\s*(?:random|\[)|[=(]\s*Math\b(?!\s*\??\.)`,
  String.raw`random(?:Bytes|UUID|Int|Fill)|getRandomValues|generateKey|generatePrime`,
  String.raw`(?:\bfrom|\bimport|\bimport\s*\(|\brequire\s*\(|getBuiltinModule\s*\()\s*${quote}(?:node:)?${modules}(?:/\w+)?${quote}`,
  // By any function that loads it.
  String.raw`${quote}node:${modules}(?:/\w+)?${quote}|[=(,:]\s*require\b(?!\s*[(.])|\bcreateRequire\s*\(`,
];

const outside = new RegExp(spellings.join("|"), "u");

/**
 * Whether a source reads what no commit has, told by its spelling, in comments and texts too: one too many costs a run of the engine, one
 * too few shows a plan again that does not hold. Files that it opens, and the clock, are not looked for.
 *
 * @param source whose own `require` is called so, as `withFreeRequire` gives it
 */
export function readsOutside(source: string): boolean {
  return outside.test(source);
}
