import { spawnSync } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { withoutInherited } from "../../../src/lib/index.ts";

const module = fileURLToPath(new URL("../../../src/lib/inherited-descriptors.ts", import.meta.url));
/** Node itself keeps only the first few from what it starts. */
const descriptor = 40;

/** Starts a process with a folder open, which starts another one, which says where that descriptor leads. */
function leadsTo(stdio: string): string {
  const program = `
    import { spawn } from "node:child_process";
    import { withoutInherited } from ${JSON.stringify(module)};
    spawn("readlink", ["/proc/self/fd/${descriptor}"], { stdio: ${stdio} });
  `;
  const folder = openSync("/usr", "r");
  try {
    const between = Array.from({ length: descriptor - 3 }, () => "ignore" as const);
    const given = ["ignore", "pipe", "inherit", ...between, folder] as const;
    const args = ["--import", "tsx", "--input-type=module", "--eval", program];
    return spawnSync(process.execPath, args, { encoding: "utf8", stdio: [...given] }).stdout.trim();
  } finally {
    closeSync(folder);
  }
}

it.runIf(process.platform === "linux")(
  "a folder that a process was started with open reaches no process that it starts",
  () => {
    expect(leadsTo('["ignore", "inherit", "inherit"]')).toBe("/usr");
    expect(leadsTo('withoutInherited(["ignore", "inherit", "inherit"])')).toBe("/dev/null");
  },
);

it("what was asked for stays as it is", () => {
  expect(withoutInherited(["pipe", "ignore", 2]).slice(0, 3)).toEqual(["pipe", "ignore", 2]);
});
