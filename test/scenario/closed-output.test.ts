import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { StackProject } from "./stack-harness/stack-project.ts";

describe("a command whose reader has gone, as in `groundwork stack … | head`", () => {
  let project: StackProject;
  beforeEach(async () => {
    project = await StackProject.of("dynamic");
  });
  afterEach(() => project.remove());

  /** Runs it with a standard output that nothing reads. */
  const unread = async (args: readonly string[]) => {
    const { child, finished } = project.start(args);
    child.stdout?.destroy();
    return await finished;
  };

  it("finishes all steps of an up, and says nothing of the pipe", async () => {
    const { code, err } = await unread(project.upArguments("-c", "count=2", "-c", "content=x"));
    expect(err).not.toMatch(/EPIPE|at .*:\d+:\d+/);
    expect(code).toBe(0);
    expect((await project.state()).pending_operations ?? []).toEqual([]);
    expect(await project.names()).toEqual(["file0", "file1"]);
  });

  it("ends as coreutils do where it only prints", async () => {
    expect(await project.run(project.upArguments())).toMatchObject({ code: 0 });
    for (const args of [["ls"], ["history", "--stack", "dev"], ["preview", "--stack", "dev"]]) {
      const { code, err } = await unread(args);
      expect(`${args[0]} ${code}`).toBe(`${args[0]} 141`);
      expect(err).not.toMatch(/EPIPE|error:/);
    }
  });
});
