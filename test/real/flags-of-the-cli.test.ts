import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { commands, flagsInHelp, flagsOf, missingFlags, ownFlags } from "./flags.ts";
import { describeWithPulumi } from "./pulumi-cli.ts";

const run = promisify(execFile);

describeWithPulumi("flags", (pulumi) => {
  it.each(Object.entries(commands))(
    "of %s are there or named as missing, and no others are",
    async (command, called) => {
      const { stdout } = await run(pulumi().command, [...called, "--help"], { env: pulumi().environment });
      const theirs = flagsInHelp(stdout);
      const ours = flagsOf(command);
      const named = missingFlags().filter((each) => each.commands.includes(command));
      const missing = new Set(named.map(({ flag }) => flag));
      expect([...theirs].filter((flag) => !ours.has(flag) && !missing.has(flag))).toEqual([]);
      expect([...ours].filter((flag) => !theirs.has(flag) && !ownFlags.has(flag))).toEqual([]);
    },
  );

  it("that are named as missing are flags of the command", async () => {
    const helps = new Map<string, ReadonlySet<string>>();
    for (const [command, called] of Object.entries(commands)) {
      const { stdout } = await run(pulumi().command, [...called, "--help"], { env: pulumi().environment });
      helps.set(command, flagsInHelp(stdout));
    }
    const nowhere = missingFlags().flatMap(({ flag, commands: listed }) => {
      const lacking = listed.filter((command) => !helps.get(command)?.has(flag));
      const isAll = listed.length === helps.size;
      return (isAll ? lacking.length === listed.length : lacking.length > 0) ? [`${flag}: ${lacking.join()}`] : [];
    });
    expect(nowhere).toEqual([]);
  });
});
