import { describe, expect, it } from "vitest";
import { everyCommand, runCommandLine } from "../../../src/cli/index.ts";
import { watchInterrupts } from "../../../src/wiring/interrupts.ts";
import { everyCommandLine, hostsThat, quietTerminal, SignalledProcess, wiringOf } from "./command-lines.ts";

/** Starts a command whose host never answers, and resolves once it waits. */
async function stuck(argv: readonly string[]) {
  const process = new SignalledProcess();
  const left: string[] = [];
  const interrupts = watchInterrupts(process as unknown as NodeJS.Process, () => left.push("at once"));
  await new Promise<void>((waits, fails) => {
    const hosts = hostsThat(() => {
      waits();
      return new Promise<never>(() => {});
    });
    const ended = runCommandLine(
      argv,
      {
        ...wiringOf(quietTerminal([], [])),
        ...interrupts,
        leaveWithin: (milliseconds) => left.push(`within ${milliseconds} ms`),
      },
      everyCommand(hosts),
    );
    // Ignored where a host was called, since the promise is settled by then.
    void ended.then((code) =>
      fails(new Error(`It ended with ${code} and called no host: give it what it needs in command-lines.ts.`)),
    );
  });
  return { process, left };
}

describe("a command that waits for something that never comes", () => {
  describe.each(everyCommandLine())("$path", ({ argv }) => {
    it.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)("is ended by %s", async (signal) => {
      const { process, left } = await stuck(argv);
      // Without a handler the kernel ends the process, also one that is busy.
      const isOurs = process.handles(signal);
      process.emit(signal);
      expect(left).toEqual(isOurs ? ["within 5000 ms"] : []);
    });
  });
});

describe("signals to a process", () => {
  const watched = () => {
    const process = new SignalledProcess();
    const left: number[] = [];
    const interrupts = watchInterrupts(process as unknown as NodeJS.Process, () => left.push(1));
    return { process, left, interrupts };
  };

  it("are the kernel's before a command listens, and after it has ended", () => {
    const { process, interrupts } = watched();
    const handled = () => (["SIGTERM", "SIGINT", "SIGHUP"] as const).filter((signal) => process.handles(signal));
    expect(handled()).toEqual([]);
    const stop = interrupts.onInterrupt(() => {});
    expect(handled()).toEqual(["SIGTERM", "SIGINT", "SIGHUP"]);
    stop();
    expect(handled()).toEqual([]);
  });

  it("abort at the first, ask at the second, and leave at the third, of any kind", () => {
    const { process, left, interrupts } = watched();
    const { signal } = interrupts;
    const told: number[] = [];
    interrupts.onInterrupt((times) => told.push(times));
    process.emit("SIGTERM");
    expect([signal.aborted, told, left]).toEqual([true, [1], []]);
    process.emit("SIGINT");
    expect([told, left]).toEqual([[1, 2], []]);
    process.emit("SIGHUP");
    expect(left).toEqual([1]);
  });
});
