import { PassThrough } from "node:stream";
import stringWidth from "string-width";
import { describe, expect, it } from "vitest";
import { isLive } from "../../../src/cli/terminal.ts";
import { fitted, rowsOf } from "../../../src/wiring/live-lines.ts";
import { processTerminal } from "../../../src/wiring/terminal.ts";

const escape = "\u001b";

function terminalOf({
  isTTY = true,
  columns = 40,
  ...env
}: { isTTY?: boolean; columns?: number } & Record<string, unknown>) {
  const written: string[] = [];
  const stream = () =>
    Object.assign(
      new PassThrough().on("data", (text) => written.push(String(text))),
      { isTTY, columns, rows: 24 },
    );
  const stderr = stream();
  const process = { stdin: { isTTY }, stdout: stream(), stderr, env } as unknown as NodeJS.Process;
  return { terminal: processTerminal(process, { invocation: "groundwork" }), written, stderr };
}

describe("a terminal", () => {
  it.each([
    ["that is one", { TERM: "xterm" }, { live: true, interactive: true, color: true }],
    ["that is dumb", { TERM: "dumb" }, { live: false, interactive: true, color: false }],
    ["of a CI", { TERM: "xterm", CI: "true" }, { live: false, interactive: false, color: true }],
    ["without color", { TERM: "xterm", NO_COLOR: "1" }, { live: true, interactive: true, color: false }],
    ["that is a pipe", { isTTY: false }, { live: false, interactive: false, color: false }],
    [
      "that is a pipe to something with color",
      { isTTY: false, FORCE_COLOR: "1" },
      { live: false, interactive: false, color: true },
    ],
  ])("%s", (_, env, { live, interactive, color }) => {
    const { terminal, written } = terminalOf(env);
    expect([isLive(terminal), terminal.interactive, terminal.color]).toEqual([live, interactive, color]);
    terminal.redraw(["one"]);
    terminal.redraw(["two"]);
    terminal.err("said");
    expect(written.join("").includes(escape)).toBe(live);
    expect(written.join("")).toContain("said\n");
  });

  it.each([1, 8, 40, 80, 200])("of %i columns gets no live line that wraps", (columns) => {
    const { terminal, written } = terminalOf({ columns });
    const texts = ["x".repeat(300), "界".repeat(150), `${escape}[31m${"é😀".repeat(90)}${escape}[39m`, "two\nlines"];
    terminal.redraw(texts);
    const lines = written.join("").split("\n").slice(0, -1);
    expect(lines).toHaveLength(5);
    for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
  });

  it("clears as many rows as were drawn, also when its width has changed since", () => {
    const { terminal, written, stderr } = terminalOf({ columns: 80 });
    terminal.redraw(["a".repeat(70), "b"]);
    expect(terminal.columns).toBe(80);
    Object.assign(stderr, { columns: 40 });
    expect(terminal.columns).toBe(40);
    terminal.redraw(["c"]);
    // 70 cells take two rows of 40.
    expect(written.join("")).toContain(`${escape}[3A${escape}[0J`);
  });

  it("counts wide characters as two cells and colors as none", () => {
    expect(stringWidth(fitted(`${escape}[31m${"界".repeat(10)}${escape}[39m`, 9))).toBeLessThanOrEqual(9);
    expect(rowsOf(["界".repeat(10), "", `${escape}[31mred${escape}[39m`], 10)).toBe(4);
  });
});
