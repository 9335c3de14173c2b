import { describe, expect, it } from "vitest";
import { NotAnswered } from "../../../src/cli/errors.ts";
import { type ErrorKind, GroundworkError } from "../../../src/lib/index.ts";
import { everyCommandLine, runFailing } from "./command-lines.ts";

class Refused extends GroundworkError {
  readonly code = "of-a-test";
  readonly data = { stack: "dev", owners: ["ada"] };
  constructor(readonly kind: ErrorKind) {
    super("It is locked. Wait for it.");
  }
}

const lines = everyCommandLine();

describe("with --json an error is one JSON document on standard output", () => {
  it("is tried with every command", () => {
    expect(lines.map(({ path }) => path)).toEqual(expect.arrayContaining(["up", "env validate", "stack import"]));
    expect(lines.length).toBeGreaterThan(25);
  });

  describe.each(lines)("$path", ({ argv, command }) => {
    it("has the flag", () => {
      expect(command.options.map(({ long }) => long)).toContain("--json");
    });

    it.each([
      ["an error of ours", new Refused("refused"), { code: "of-a-test", kind: "refused", exitCode: 4 }],
      ["an error of ours of another kind", new Refused("invalid"), { kind: "invalid", exitCode: 2 }],
      [
        "an unexpected error",
        new TypeError("boom"),
        { code: "unexpected", kind: "failed", message: "boom", exitCode: 1 },
      ],
      ["something that is no error", "boom", { code: "unexpected", message: "boom", exitCode: 1 }],
      ["an interruption", new NotAnswered(), { code: "not-answered", exitCode: 130 }],
    ])("for %s", async (_, thrown, error) => {
      const { code, out, err } = await runFailing([...argv, "--json"], thrown);
      expect(JSON.parse(out)).toMatchObject({ kind: "error", version: 1, error });
      expect(code).toBe(error.exitCode);
      expect(err).toContain("error: ");
    });

    it("for a flag that it does not have", async () => {
      const { code, out } = await runFailing([...argv, "--json", "--nonsense"], new Error("not reached"));
      expect(JSON.parse(out)).toMatchObject({
        error: { code: "command-line-invalid", kind: "invalid", data: { reason: "unknownOption" }, exitCode: 2 },
      });
      expect(code).toBe(2);
    });

    it("and nothing is on standard output without the flag", async () => {
      expect((await runFailing(argv, new Refused("refused"))).out).toBe("");
    });
  });

  it.each([
    ["a command that there is not", ["nonsense", "--json"], 2],
    ["an argument that is missing", ["local", "get", "-j"], 2],
    ["an option's value that is wrong", ["preview", "--parallel", "none", "-j"], 2],
    ["nothing to destroy", ["destroy", "-yj"], 2],
  ])("for %s", async (_, argv, code) => {
    const finished = await runFailing(argv, new Error("not reached"));
    expect(JSON.parse(finished.out)).toMatchObject({ kind: "error", error: { kind: "invalid", exitCode: code } });
    expect(finished.code).toBe(code);
  });

  it("carries what the message was made of", async () => {
    const { out } = await runFailing(["preview", "--json"], new Refused("refused"));
    expect(JSON.parse(out)).toMatchObject({ error: { data: { stack: "dev", owners: ["ada"] } } });
  });
});
