import { describe, expect, it } from "vitest";
import type { StreamedJson } from "../../../src/report/index.ts";
import type { PreviewJson } from "../../../src/report/json/index.ts";
import { groundwork } from "../../fakes/driver/driver-command.ts";
import { DriverWorld } from "../../fakes/driver/driver-world.ts";

type Line = StreamedJson | { readonly kind: string; readonly [member: string]: unknown };

/** Each line is a document. */
const linesOf = (out: string) => out.split("\n").map((line) => JSON.parse(line) as Line);
const names = (lines: readonly Line[]) =>
  lines.flatMap((line) => ("environment" in line ? [(line as StreamedJson).environment.name] : []));

describe("preview --json-stream", () => {
  it("prints a line for each environment when it is done, before the others are, and the whole result last", async () => {
    const world = new DriverWorld(["dev", "production", "staging"]);
    let release = () => {};
    const others = new Promise<void>((resolve) => (release = resolve));
    const order: string[] = [];
    world.engine.during = async (_, { stack: { stack } }) => {
      if (stack === "dev") await others;
      order.push(stack);
      if (stack === "staging") release();
    };
    const { out, err, code } = await groundwork(world, "preview", "--json-stream");
    const lines = linesOf(out);
    expect(lines.map(({ kind }) => kind)).toEqual([...Array<string>(3).fill("environment-preview"), "preview"]);
    expect(names(lines)).toEqual(order);
    expect(order.at(-1)).toBe("dev");
    const whole = lines.at(-1) as unknown as PreviewJson;
    expect(whole.environments.map(({ name, planDigest }) => [name, planDigest])).toEqual(
      lines
        .slice(0, -1)
        .map((line) => (line as StreamedJson).environment as PreviewJson["environments"][number])
        .map(({ name, planDigest }) => [name, planDigest])
        .toSorted(([one = ""], [other = ""]) => (one < other ? -1 : 1)),
    );
    expect([code, err]).toEqual([0, ""]);
  });

  it("ends with the error where there is no result", async () => {
    const { out, code } = await groundwork(new DriverWorld(), "preview", "--json-stream", "--head", "nowhere");
    expect(linesOf(out)).toMatchObject([{ kind: "error", error: { code: "unknown-revision", exitCode: code } }]);
  });

  it("streams what failed, and takes it for unknown at its end", async () => {
    const world = new DriverWorld();
    world.engine.wanted.set("dev", new Error("broken"));
    const { out, code } = await groundwork(world, "preview", "--json-stream");
    expect(linesOf(out)).toContainEqual(
      expect.objectContaining({ environment: expect.objectContaining({ name: "dev", kind: "failed" }) }),
    );
    expect(code).toBe(5);
  });

  it("leaves whole lines and the result of what was done when it is interrupted", async () => {
    const world = new DriverWorld();
    world.engine.during = async (_, { stack: { stack } }) => {
      if (stack === "staging") world.interrupt.abort();
    };
    const { out, code } = await groundwork(world, "preview", "--json-stream", "--parallel", "1");
    expect(linesOf(out).at(-1)).toMatchObject({ kind: "preview" });
    expect(code).toBe(130);
  });

  it("is either a stream or a document", async () => {
    const { code, err } = await groundwork(new DriverWorld(), "preview", "--json-stream", "--json");
    expect(code).toBe(2);
    expect(err).toContain("--json-stream");
  });
});

describe("up --json-stream", () => {
  it("prints what each environment was planned to become, then how each ended, then the run", async () => {
    const world = new DriverWorld();
    world.engine.failing.add("dev");
    world.engine.wanted.set("dev", { main: { cidr: "10.0.0.0/16" }, more: { open: true } });
    const { out, code } = await groundwork(world, "up", "--json-stream", "--yes", "--no-wait");
    const lines = linesOf(out);
    expect(lines.map(({ kind }) => kind)).toEqual([
      "environment-preview",
      "environment-preview",
      "environment-run",
      "environment-run",
      "up",
    ]);
    expect(lines).toContainEqual(
      expect.objectContaining({ environment: expect.objectContaining({ name: "dev", kind: "failed" }) }),
    );
    expect(code).toBe(1);
  });

  it("asks nothing, since nothing but JSON may stand there", async () => {
    const { out, code } = await groundwork(new DriverWorld(), "up", "--json-stream", "--no-wait");
    const lines = linesOf(out);
    expect(lines.at(-1)).toMatchObject({ kind: "error", error: { code: "no-terminal" } });
    expect(code).toBe(4);
  });
});
