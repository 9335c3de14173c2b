import { withoutControls } from "../../lib/index.ts";
import type { Paint } from "../operation/index.ts";
import { type Block, spansOf, type Words } from "./block.ts";
import { type DialectRules, dialects, type MarkdownDialect } from "./dialect.ts";

/** A report as a forge's Markdown. Text from outside cannot end a table, a fence or a folded part, and commands nothing. */
export function markdown(blocks: readonly Block[], dialect: MarkdownDialect = "github"): string {
  const rules = dialects[dialect];
  const page = `${blocks.map((block) => blockText(block, rules)).join("\n\n")}\n`;
  return page.split("\n").map(rules.line).join("\n");
}

function blockText(block: Block, rules: DialectRules): string {
  switch (block.kind) {
    case "heading":
      return `### ${inline(block.words, rules)}`;
    case "line":
      return inline(block.words, rules);
    case "list":
      return block.items.map((item) => `- ${inline(item, rules)}`).join("\n");
    case "table":
      return [
        rowText(block.columns),
        rowText(block.columns.map(() => "---")),
        ...block.rows.map((row) => rowText(block.columns.map((_, index) => cellText(row[index] ?? "", rules)))),
      ].join("\n");
    case "diff":
      return fenced(block.lines.map((each) => gitHubDiff(withoutControls(each))));
    case "patch":
      return fenced(block.lines.map((each) => withoutControls(each)));
    default:
      return detailsText(block, rules);
  }
}

function detailsText({ summary, blocks }: Block & { readonly kind: "details" }, rules: DialectRules): string {
  const inner = blocks.map((block) => blockText(block, rules));
  if (!rules.folds) return [`**${inline(summary, rules)}**`, ...inner].join("\n\n");
  return [`<details><summary>${inline(summary, rules)}</summary>`, ...inner, "</details>"].join("\n\n");
}

function rowText(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

function cellText(words: Words, rules: DialectRules): string {
  return inline(words, rules).replaceAll("|", "\\|");
}

/** Markdown has no red: what is lost is bold, as what failed is. */
const bold: ReadonlySet<keyof Paint> = new Set(["failed", "strong", "removed", "replaced"]);

function inline(words: Words, rules: DialectRules): string {
  return spansOf(words)
    .map(({ text, tone, code }) => {
      if (code) return codeText(text);
      const escaped = rules.escape(text);
      return bold.has(tone ?? "quiet") ? boldText(escaped) : escaped;
    })
    .join("");
}

/** Blanks at the ends stand outside: Markdown takes no emphasis that ends with one. */
function boldText(escaped: string): string {
  const [, before = "", words = "", after = ""] = /^(\s*)(.*?)(\s*)$/su.exec(escaped) ?? [];
  return words === "" ? escaped : `${before}**${words}**${after}`;
}

/** As many backticks around as it takes. */
function codeText(text: string): string {
  const shown = withoutControls(text);
  const fence = "`".repeat(longestRun(shown) + 1);
  return fence.length > 1 ? `${fence} ${shown} ${fence}` : `\`${shown}\``;
}

function fenced(lines: readonly string[]): string {
  const fence = "`".repeat(Math.max(3, longestRun(lines.join("\n")) + 1));
  return [`${fence}diff`, ...lines, fence].join("\n");
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}

/** Colors lines by their first character only, and knows `!` for a change. A replacement is red, as all that is lost. */
function gitHubDiff(text: string): string {
  const [signs] = /^[-+~]+(?= |$)/u.exec(text.trimStart()) ?? [];
  if (signs === undefined) return ` ${text}`;
  const sign = signs === "~" ? "!" : signs === "+" ? "+" : "-";
  return `${sign} ${text.replace(/[-+~]+ ?/, "")}`;
}
