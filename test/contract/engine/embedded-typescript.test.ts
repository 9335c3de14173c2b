import { expect, it } from "vitest";
import { makeEmbedded } from "./embedded.ts";
import { errorsOf, Scene } from "./scene.ts";

// The CLI's language host needs ts-node in the project for modules in TypeScript.
it("runs TypeScript and modules, with the entry that the project names", async () => {
  const scene = await Scene.open(makeEmbedded, { realProcess: true });
  try {
    await scene.project("name: proj\nruntime: nodejs\nmain: src/entry.ts\n");
    await scene.file("package.json", `{ "type": "module" }`);
    await scene.file(
      "src/entry.ts",
      `import * as pulumi from "@pulumi/pulumi";
     import { answer } from "./answer.ts";
     const typed: number = await Promise.resolve(answer);
     export const out = pulumi.output(typed);`,
    );
    await scene.file("src/answer.ts", "export const answer: number = 42;");
    const outcome = await scene.up();
    expect(errorsOf(outcome)).toEqual([]);
    expect(await scene.engine.outputs(scene.name)).toEqual({ out: { value: 42, secret: false } });
  } finally {
    await scene.close();
  }
});
