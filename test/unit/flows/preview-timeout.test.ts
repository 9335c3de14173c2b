import { describe, expect, it } from "vitest";
import { type ChangePreview, previewKind } from "../../../src/change/index.ts";
import { previewChange, type Wait } from "../../../src/flows/index.ts";
import { plainPaint, previewReport, terminalLines } from "../../../src/report/index.ts";
import { DriverWorld } from "../../fakes/driver/driver-world.ts";

const limit = 60_000;

/** Waits that end when the test says so; like those of the driver, they end early when their signal aborts. */
class Waits {
  readonly #pending: { readonly milliseconds: number; readonly end: () => void }[] = [];

  readonly wait: Wait = (milliseconds, signal) =>
    new Promise((resolve) => {
      signal.addEventListener("abort", () => resolve(), { once: true });
      this.#pending.push({ milliseconds, end: resolve });
    });

  /** Ends every wait so far that is at most this long. */
  pass(milliseconds: number): void {
    for (const { milliseconds: wanted, end } of this.#pending) if (wanted <= milliseconds) end();
  }
}

const never = new Promise<void>(() => {});

/** A preview of `dev` and `staging` in which `dev` hangs until its signal aborts, or for good. */
async function previewWithHanging(how: "until it is told to stop" | "for good") {
  const world = new DriverWorld();
  const waits = new Waits();
  const stopped: string[] = [];
  let started = () => {};
  const isHanging = new Promise<void>((resolve) => (started = resolve));
  world.engine.during = async (_, { stack: { stack }, signal }) => {
    if (stack !== "dev") return;
    const aborted = new Promise<void>((resolve) => signal?.addEventListener("abort", () => resolve(), { once: true }));
    void aborted.then(() => stopped.push(stack));
    started();
    await (how === "for good" ? never : aborted);
  };
  const previewing = previewChange(
    { environments: ["dev", "staging"], refresh: false, limitMilliseconds: limit },
    { ...world.ports, wait: waits.wait, parallel: 1 },
  );
  await isHanging;
  return { previewing, waits, stopped };
}

const kindsIn = ({ environments }: ChangePreview) =>
  Object.fromEntries(environments.map((each) => [each.affected.name, previewKind(each)]));

describe("a preview that takes longer than its limit", () => {
  it("is unknown with the reason, is told to stop, and takes nothing from the others", async () => {
    const { previewing, waits, stopped } = await previewWithHanging("until it is told to stop");
    waits.pass(limit);
    const preview = await previewing;
    expect(kindsIn(preview)).toEqual({ dev: "unknown", staging: "planned" });
    expect(preview.environments[0]?.layers.map(({ kind }) => kind)).toEqual(["unknown", "unknown"]);
    expect(stopped).toEqual(["dev"]);
    const report = terminalLines(previewReport(preview), plainPaint).join("\n");
    expect(report).toContain("dev: cannot be previewed: Its preview was not done after 1m0s");
    expect(preview.planDigest).toBeUndefined();
  });

  it("is left behind where it does not stop", async () => {
    const { previewing, waits } = await previewWithHanging("for good");
    waits.pass(limit);
    // The limit has just passed, and what it is given to stop has begun.
    const isDone = previewing.then(() => true);
    await expect
      .poll(() => {
        waits.pass(limit);
        return Promise.race([isDone, new Promise((resolve) => setImmediate(resolve, false))]);
      })
      .toBe(true);
    expect(kindsIn(await previewing)).toEqual({ dev: "unknown", staging: "planned" });
  });
});

describe("a preview within its limit", () => {
  it("is what it is without one", async () => {
    const world = new DriverWorld();
    const waits = new Waits();
    const request = { environments: ["dev", "staging"], refresh: false };
    const limited = await previewChange({ ...request, limitMilliseconds: limit }, { ...world.ports, wait: waits.wait });
    const unlimited = await previewChange(request, world.ports);
    expect(limited.planDigest).toBe(unlimited.planDigest);
    expect(kindsIn(limited)).toEqual(kindsIn(unlimited));
  });
});
