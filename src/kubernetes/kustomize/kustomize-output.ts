const klogHeader = /^[IWEF]\d{4} \d\d:\d\d:\d\d\.\d+ +\d+ [\w.-]+:\d+\] /;
const warning = /^(?:# )?Warning: /;

/**
 * What kustomize or `kubectl kustomize` says was wrong, in words that are the same each time that the same is wrong.
 *
 * Without the log's time and process id, warnings about deprecated fields, names of temporary folders and local ports: the
 * message stands in a condition, which would change at each pass.
 */
export function kustomizeProblem(output: string, checkouts: readonly string[]): string {
  const lines = output
    .split("\n")
    .filter((line) => !warning.test(line) && !/^[IW]\d{4} /.test(line))
    .map((line) => line.replace(klogHeader, ""));
  const text = commandFailure(lines.join("\n").trim()) ?? lines.join("\n").trim();
  return checkouts
    .reduce((said, checkout) => said.replaceAll(`${checkout}/`, "").replaceAll(checkout, "."), text)
    .replace(/^[Ee]rror: /, "")
    .replace(/^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d /gm, "")
    .replace(/(?:\/[\w.-]+)*\/kustomize-(?:helm-)?\d+/g, "(temporary folder)")
    .replace(/[\w.:[\]-]+:\d+->/g, "")
    .replace(/ after \d+ ms\b/g, "")
    .trim();
}

/** kubectl 1.30 and newer: `"command failed" err="…"`, or `err=<` and lines with a tab. */
function commandFailure(text: string): string | undefined {
  const quoted = /^"command failed" err=("(?:[^"\\]|\\.)*")/.exec(text)?.[1];
  if (quoted !== undefined) return unquoted(quoted);
  const block = /^"command failed" err=<\n([\s\S]*?)\n >/.exec(text)?.[1];
  return block?.replace(/^\t/gm, "").trim();
}

function unquoted(text: string): string {
  try {
    return JSON.parse(text) as string;
  } catch {
    return text.slice(1, -1);
  }
}
