import { expect, it } from "vitest";
import { cleaningUp } from "../../../src/lib/index.ts";

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
  expect(done).toEqual(["work", "clean-up"]);
});
