import { expect, it } from "vitest";
import { engineContract } from "./engine-contract.ts";
import { errorsOf, opsOf } from "./scene.ts";

engineContract(
  "processes of programs",
  (scene) => {
    it("fails when a program throws later", async () => {
      const outcome = await scene().up(
        `const a = new Thing("a"); a.out.apply(() => { throw new Error("broken later"); });`,
      );
      expect(outcome.result).toBe("failed");
      expect(errorsOf(outcome).join()).toContain("broken later");
      expect(await scene().resource("a")).toBeDefined();
    });

    it("fails when a promise is rejected that nobody waits for", async () => {
      await scene().up(`new Thing("a"); new Thing("b");`);
      const outcome = await scene().up(
        `const a = new Thing("a"); a.out.apply(() => void Promise.reject(new Error("nobody listens")));`,
      );
      expect(outcome.result).toBe("failed");
      expect(errorsOf(outcome).join()).toContain("nobody listens");
      expect(scene().cloud.byName("b")).toBeDefined();
    });

    it("fails for an asset's file that does not exist", async () => {
      const outcome = await scene().up(`new Thing("a", { source: new pulumi.asset.FileAsset("./nowhere.txt") });`);
      expect(outcome.result).toBe("failed");
      expect(scene().cloud.order("create")).toEqual([]);
    });

    it("fails when a program cannot be loaded", async () => {
      const outcome = await scene().up(`require("./not-there");`);
      expect(outcome.result).toBe("failed");
      expect(outcome.diagnostics.map(({ message }) => message).join("\n")).toContain("not-there");
    });

    it("fails with the exit code of a program that leaves", async () => {
      const outcome = await scene().up(`process.exit(3);`);
      expect(outcome.result).toBe("failed");
      expect(errorsOf(outcome).join()).toContain("3");
    });

    it("ends when the program's event loop is empty, whatever it still waits for", async () => {
      const outcome = await scene().up(`new Thing("a"); module.exports = { never: new Promise(() => undefined) };`);
      expect(scene().cloud.byName("a")).toBeDefined();
      expect(["succeeded", "failed"]).toContain(outcome.result);
    });

    it("fails when resources wait for each other, and creates none of them", async () => {
      const outcome = await scene().up(`
        let tie;
        const a = new Thing("a", { from: pulumi.output(new Promise((resolve) => (tie = resolve))) });
        tie(new Thing("b", { from: a.out }).out);
      `);
      expect(outcome.result).toBe("failed");
      expect(outcome.diagnostics.map(({ message }) => message).join("\n")).toContain("cyclic dependency");
      expect([...scene().cloud.resources.keys()]).toEqual([]);
    });

    it("shows what the program prints", async () => {
      const outcome = await scene().up(
        `console.log("hello"); console.error("careful"); pulumi.log.warn("hot", undefined);`,
      );
      expect(outcome.diagnostics).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ severity: "info", message: expect.stringContaining("hello") as string }),
          expect.objectContaining({ severity: "info#err", message: expect.stringContaining("careful") as string }),
          expect.objectContaining({ severity: "warning", message: expect.stringContaining("hot") as string }),
        ]),
      );
    });

    it("stops a program that never ends when it is cancelled, and saves what was done", async () => {
      const cancel = new AbortController();
      await scene().program(`const a = new Thing("a"); setInterval(() => undefined, 1000);`);
      const outcome = await scene().engine.up(
        scene().work({
          signal: cancel.signal,
          onEvent: ({ resOutputsEvent }) => {
            if (resOutputsEvent?.metadata.urn.endsWith("::a")) cancel.abort();
          },
        }),
      );
      expect(outcome.result).toBe("cancelled");
      expect(await scene().resource("a")).toBeDefined();
      expect(opsOf(outcome)).toEqual({ a: ["create"] });
    });
  },
  { realProcess: true },
);
