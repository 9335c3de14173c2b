import { expect, it } from "vitest";
import { engineContract } from "./engine-contract.ts";
import { errorsOf, opsOf } from "./scene.ts";

engineContract(
  "faults of programs",
  (scene) => {
    it("keeps what a program registered before it threw, and deletes nothing", async () => {
      await scene().up(`new Thing("a"); new Thing("b");`);
      const outcome = await scene().up(`new Thing("a"); throw new Error("broken at once");`);
      expect(outcome.result).toBe("failed");
      expect(errorsOf(outcome).join()).toContain("broken at once");
      expect(scene().cloud.resources.size).toBe(2);
      expect(await scene().resource("b")).toBeDefined();
    });

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
      const outcome = await scene().up(`new Thing("a"); Promise.reject(new Error("nobody listens"));`);
      expect(outcome.result).toBe("failed");
      expect(errorsOf(outcome).join()).toContain("nobody listens");
      expect(scene().cloud.byName("b")).toBeDefined();
    });

    it("fails when a program cannot be loaded", async () => {
      const outcome = await scene().up(`require("./not-there");`);
      expect(outcome.result).toBe("failed");
      expect(outcome.diagnostics.map(({ message }) => message).join("\n")).toContain("not-there");
    });

    it("does not print a RunError's stack", async () => {
      const outcome = await scene().up(`throw new pulumi.RunError("plainly said");`);
      expect(errorsOf(outcome).join()).toContain("plainly said");
      expect(errorsOf(outcome).join()).not.toContain("index.js");
    });

    it("tells an error that a program only logs, and goes on", async () => {
      const outcome = await scene().up(`pulumi.log.error("this is wrong"); new Thing("a");`);
      expect(outcome.result).toBe("succeeded");
      expect(errorsOf(outcome).join()).toContain("this is wrong");
      expect(scene().cloud.byName("a")).toBeDefined();
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

    it("gives resources what the program says about them", async () => {
      const outcome = await scene().up(`const a = new Thing("a"); pulumi.log.warn("watch it", a);`);
      expect(outcome.diagnostics).toContainEqual(
        expect.objectContaining({
          message: expect.stringContaining("watch it") as string,
          urn: expect.stringContaining("::a") as string,
        }),
      );
    });

    it("runs TypeScript and modules, with the entry that the project names", async () => {
      await scene().project("name: proj\nruntime: nodejs\nmain: src/entry.ts\n");
      await scene().file("package.json", `{ "type": "module" }`);
      await scene().file(
        "src/entry.ts",
        `import * as pulumi from "@pulumi/pulumi";
         import { answer } from "./answer.ts";
         const typed: number = await Promise.resolve(answer);
         export const out = pulumi.output(typed);`,
      );
      await scene().file("src/answer.ts", "export const answer: number = 42;");
      const outcome = await scene().up();
      expect(errorsOf(outcome)).toEqual([]);
      expect(await scene().engine.outputs(scene().name)).toEqual({ out: { value: 42, secret: false } });
    });

    it("knows the project, the stack and whether it is a preview", async () => {
      await scene().up(
        `module.exports = { p: pulumi.getProject(), s: pulumi.getStack(), o: pulumi.getOrganization(), d: pulumi.runtime.isDryRun() };`,
      );
      expect(await scene().engine.outputs(scene().name)).toEqual({
        p: { value: "proj", secret: false },
        s: { value: "dev", secret: false },
        o: { value: "organization", secret: false },
        d: { value: false, secret: false },
      });
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
