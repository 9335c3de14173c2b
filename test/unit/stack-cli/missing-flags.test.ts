import { describe, expect, it } from "vitest";
import { commands, flagsInHelp, flagsOf, missingFlags } from "../../real/flags.ts";

describe("the list of missing flags in docs/stack.md", () => {
  it("names no flag that is there, each for commands that are there, once and with a reason", () => {
    const list = missingFlags();
    const there = list.flatMap(({ flag, commands: listed }) =>
      listed.filter((command) => flagsOf(command).has(flag)).map((command) => `${command} ${flag}`),
    );
    expect(there).toEqual([]);
    expect(list.flatMap(({ commands: listed }) => listed).filter((command) => !(command in commands))).toEqual([]);
    expect(new Set(list.map(({ flag }) => flag)).size).toBe(list.length);
    expect(list.filter(({ reason }) => reason.trim() === "")).toEqual([]);
    expect(list.length).toBeGreaterThan(30);
  });

  it("is held against flags as the Pulumi CLI prints them", () => {
    const help = "Flags:\n  -c, --config stringArray   Config\n      --diff   See --other\n  -h, --help   help\n";
    expect([...flagsInHelp(help)]).toEqual(["--config", "--diff"]);
  });
});
