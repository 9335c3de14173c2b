import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { sourcesIn } from "../../../build/sources.ts";
import { projectRoot } from "../../../src/lib/index.ts";
import { hiddenErrorsIn } from "./hidden-errors.ts";

const found = (text: string) => hiddenErrorsIn("a.ts", text).map(({ code }) => code);

describe("an error on its way", () => {
  it("is replaced by that of its clean-up nowhere: use cleaningUp(work, cleanUp) of src/lib, or catch what the clean-up throws", () => {
    const files = ["src", "stacks", "demo", "build"].flatMap((folder) => sourcesIn(projectRoot(), folder));
    expect(files.length).toBeGreaterThan(600);
    const hidden = files.flatMap((file) =>
      hiddenErrorsIn(file, readFileSync(path.join(projectRoot(), file), "utf8")).map(
        ({ line, code }) => `${file}:${line}: ${code}`,
      ),
    );
    expect(hidden).toEqual([]);
  });

  it.each([
    ["a clean-up in finally", "try { a(); } finally { await b(); }", ["await b()"]],
    ["in finally and in a condition", "try { a(); } finally { if (c) { x(await b()); } }", ["await b()"]],
    ["a synchronous one", "try { a(); } finally { fs.closeSync(1); }", ["fs.closeSync(1)"]],
    ["a clean-up in catch, before the error goes on", "try { a(); } catch (e) { await b(); throw e; }", ["await b()"]],
    ["what is awaited for the next error", "try { a(); } catch (e) { throw new E(await b()); }", ["await b()"]],
    ["in a callback of catch", "a().catch(async (e) => { await b(); throw e; })", ["await b()"]],
    ["in a callback of finally", "a().finally(async () => { c(); })", ["{ c(); }"]],
    ["the promise of a callback of finally", "a().finally(() => b())", ["b()"]],
    ["in the finally of a try that catches, too", "try { a(); } catch {} finally { await b(); }", ["await b()"]],
  ])("is hidden by %s", (_, text, hidden) => {
    expect(found(text)).toEqual(hidden);
  });

  it.each([
    ["what is caught", "try { a(); } finally { await b().catch(() => undefined); }"],
    ["what has a try of its own", "try { a(); } catch (e) { try { await b(); } catch {} throw e; }"],
    ["what is given the error to name it", "try { a(); } catch (e) { throw await named(file, e); }"],
    ["another attempt", "try { await a(); } catch (e) { if (!(e instanceof E)) throw e; await c(); await a(); }"],
    [
      "a function that is made there and called elsewhere",
      "try { a(); } finally { later(async () => { await b(); }); }",
    ],
    ["a callback of finally that waits for nothing", "a().finally(() => { running.delete(key); })"],
    ["cleaningUp", "await cleaningUp(() => a(), async () => { await b(); await c(); })"],
  ])("is not hidden by %s", (_, text) => {
    expect(found(text)).toEqual([]);
  });
});
