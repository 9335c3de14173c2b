import { describe, expect, it } from "vitest";
import { type Block, markdown, plainPaint, terminalLines } from "../../../src/report/index.ts";

const table = (cell: string): Block => ({ kind: "table", columns: ["a", "b"], rows: [[cell, "x"]] });

describe("a report with text from outside", () => {
  it("keeps its tables, fences and folds, whatever the text says", () => {
    const text = markdown([
      table("a | b\n| c |"),
      { kind: "diff", lines: ["+ ```", "~ ````"] },
      { kind: "details", summary: "</details><script>", blocks: [] },
      { kind: "line", words: "@everyone **bold** [x](y)" },
    ]);
    expect(text).toContain("a \\| b \\| c \\|");
    expect(text).toContain("`````diff\n+ ```\n! ````\n`````");
    expect(text).toContain("&lt;/details&gt;&lt;script&gt;");
    expect(text).not.toMatch(/@everyone|(?<!\\)\*bold|[^\\]\]\(y\)/);
  });

  it("loses escape sequences and marks that turn the direction of text", () => {
    const evil = "\u001b[31mred\u001b[0m \u001b]8;;http://x\u0007link\u202e";
    expect(terminalLines([{ kind: "line", words: evil }], plainPaint).join("")).toBe("red link");
  });

  it.each<[string, Block]>([
    ["a table's first cell", table("::error file=x::y")],
    ["a line", { kind: "line", words: "  ::warning::y" }],
    ["painted words", { kind: "line", words: [{ text: ":" }, { text: ":error::y" }] }],
    ["a heading", { kind: "heading", words: "::stop-commands::y" }],
    ["a summary", { kind: "details", summary: "::add-mask::y", blocks: [] }],
    ["a diff", { kind: "diff", lines: ["::error::y", "##[endgroup]"] }],
    ["words that make one only together", { kind: "line", words: [{ text: "x #" }, { text: "#[command]y" }] }],
  ])("has no line that a CI's runner takes for a command: %s", (_, block) => {
    expect(terminalLines([block], plainPaint).join("\n")).not.toMatch(/^\s*::|##\[/m);
  });

  it("aligns its columns and ends no line with spaces", () => {
    expect(
      terminalLines(
        [
          {
            kind: "table",
            columns: ["name", "b"],
            rows: [
              ["x", ""],
              ["longer", "y"],
            ],
          },
        ],
        plainPaint,
      ),
    ).toEqual(["name    b", "x", "longer  y"]);
  });
});
