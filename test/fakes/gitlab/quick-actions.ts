/** The commands that the fake carries out, of the many that there are. */
const names = ["close", "reopen", "merge", "approve", "request_changes", "title"];

/**
 * Takes the commands out of a text, as GitLab's own pattern does: every carriage return is removed first; lines within fences of
 * exactly three backticks, quotes of `>>>` and blocks of HTML are left alone, and those in any other fence are not.
 */
export function extractCommands(text: string): { readonly text: string; readonly commands: readonly string[] } {
  const commands: string[] = [];
  const left = text.replaceAll("\r", "").replaceAll(pattern, (whole: string, ...groups: unknown[]) => {
    const { command } = groups.at(-1) as { readonly command?: string };
    if (command === undefined) return whole;
    commands.push(command.toLowerCase());
    return "";
  });
  return { text: left.replace(/[\s\0]+$/, ""), commands };
}

const pattern = new RegExp(
  [
    String.raw`^\`\`\`[^]+?\n\`\`\`$`,
    String.raw`^<[^>]+?>\n[^]+?\n<\/[^>]+?>$`,
    String.raw`^>>>[^]+?\n>>>$`,
    String.raw`^\/(?<command>${names.join("|")})(?: [^\n]*)?(?:\s*\n|$)`,
  ].join("|"),
  "gim",
);
