import { expect, it } from "vitest";
import { cleaningUp, cleaningUpSync, tellingFailure } from "../../../src/lib/index.ts";

it.each([
  ["nothing fails", undefined, undefined, "work was done"],
  ["the work fails", "work", undefined, "work"],
  ["the clean-up fails", undefined, "clean-up", "clean-up"],
  ["both fail", "work", "clean-up", "work"],
])("when %s after a piece of work, the first error is the one that is thrown", async (_, first, second, thrown) => {
  const done: string[] = [];
  const step = async (name: string, error: string | undefined) => {
    done.push(name);
    await Promise.resolve();
    if (error !== undefined) throw new Error(error);
    return `${name} was done`;
  };
  const result = cleaningUp(
    () => step("work", first),
    () => step("clean-up", second),
  );
  expect(await result.catch((error: Error) => error.message)).toBe(thrown);
  const now = (name: string, error: string | undefined) => {
    done.push(name);
    if (error !== undefined) throw new Error(error);
    return `${name} was done`;
  };
  const resultNow = () => {
    try {
      return cleaningUpSync(
        () => now("work", first),
        () => now("clean-up", second),
      );
    } catch (error) {
      return (error as Error).message;
    }
  };
  expect(resultNow()).toBe(thrown);
  expect(done).toEqual(["work", "clean-up", "work", "clean-up"]);
});

it.each([
  ["nothing fails", undefined, undefined, "done", []],
  ["the work fails", "work", undefined, "work", ["work"]],
  ["telling of its failure fails as well", "work", "telling", "work", ["work"]],
])("when %s, a failure is told once, and the first error is thrown", async (_, first, second, end, expected) => {
  const told: string[] = [];
  const result = tellingFailure(
    async () => await (first === undefined ? Promise.resolve("done") : Promise.reject(new Error(first))),
    async (thrown) => {
      told.push((thrown as Error).message);
      await Promise.resolve();
      if (second !== undefined) throw new Error(second);
    },
  );
  expect(await result.catch((error: Error) => error.message)).toBe(end);
  expect(told).toEqual(expected);
});
