import { execFileSync } from "node:child_process";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { shellWord } from "../../../src/lib/index.ts";

it("leaves a plain word as it is", () => {
  expect(shellWord("feature/a-b_c.1")).toBe("feature/a-b_c.1");
});

it("is read by a shell as the very text", () => {
  const text = fc.string({
    unit: fc.constantFrom("a", " ", "'", '"', "`", "$", "(", ")", ";", "|", "\\", "\n", "*", "~", "ü"),
  });
  const texts = fc.array(text, { minLength: 50, maxLength: 50 });
  fc.assert(
    fc.property(texts, (all) => {
      const script = `printf '%s\\0' ${all.map(shellWord).join(" ")}`;
      expect(execFileSync("/bin/sh", ["-c", script], { encoding: "utf8" }).split("\0").slice(0, -1)).toEqual(all);
    }),
    { numRuns: 5 },
  );
});
