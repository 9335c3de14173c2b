import { expect, it } from "vitest";
import type { RunnerCases } from "./runner-contract.ts";

const finished = { kind: "finished" };

/** Programs that run one after the other see nothing of each other. */
export const isolationCases: RunnerCases = ({ stage, started }) => {
  /** Two programs, one after the other. */
  const oneAfterTheOther = async (first: string, second: string) => {
    const before = await stage().run(first);
    expect(before).toMatchObject({ end: finished, started });
    const after = await stage().run(second);
    expect(after).toMatchObject({ end: finished, started });
    return after.printed;
  };

  it("shows no global of one to the next", async () => {
    const printed = await oneAfterTheOther(
      `globalThis.left = 1; Object.defineProperty(globalThis, "hidden", { value: 1 });`,
      `console.log(typeof left, typeof hidden);`,
    );
    expect(printed).toEqual(["undefined undefined"]);
  });

  it("shows no change of a builtin to the next", async () => {
    const printed = await oneAfterTheOther(
      `Array.prototype.left = 1; JSON.parse = () => "patched"; console.log = () => undefined;
       process.exit = () => undefined; require("node:fs").readFileSync = () => "patched";`,
      `console.log([].left, JSON.parse("1"), require("node:fs").readFileSync(__filename, "utf8").length > 0);`,
    );
    expect(printed).toEqual(["undefined 1 true"]);
  });

  it("shows no environment variable and no folder of one to the next", async () => {
    const printed = await oneAfterTheOther(
      `process.env.LEFT = "1"; delete process.env.PATH; process.chdir("/");`,
      `console.log(process.env.LEFT, typeof process.env.PATH, process.cwd() === __dirname);`,
    );
    expect(printed).toEqual(["undefined string true"]);
  });

  it("runs no timer of one in the next", async () => {
    const printed = await oneAfterTheOther(
      `setInterval(() => console.log("tick"), 1).unref();`,
      `setTimeout(() => console.log("done"), 50);`,
    );
    expect(printed).toEqual(["done"]);
  });

  it("does not blame the next for what one rejects or throws late", async () => {
    const printed = await oneAfterTheOther(
      `setTimeout(() => Promise.reject(new Error("late")), 200).unref();
       setTimeout(() => { throw new Error("later"); }, 200).unref();`,
      `setTimeout(() => console.log("done"), 400);`,
    );
    expect(printed).toEqual(["done"]);
  });

  it("loads each program's modules anew, as they are then", async () => {
    await stage().write({ "counter.js": `let n = 0; exports.next = () => ++n;` });
    const source = `console.log(require("./counter").next());`;
    expect((await stage().run(source)).printed).toEqual(["1"]);
    expect((await stage().run(source)).printed).toEqual(["1"]);
    await stage().write({ "counter.js": `exports.next = () => "changed";` });
    expect((await stage().run(source)).printed).toEqual(["changed"]);
  });

  it("loads each ECMAScript module anew, as it is then", async () => {
    await stage().write({ "package.json": `{ "type": "module" }`, "word.js": `export const word = "one";` });
    const source = `import { word } from "./word.js"; console.log(word);`;
    expect(await stage().run(source)).toMatchObject({ printed: ["one"], started });
    await stage().write({ "word.js": `export const word = "two";` });
    expect(await stage().run(source)).toMatchObject({ printed: ["two"], started });
  });

  it("runs the next after one that never ended was stopped", async () => {
    await stage().write({ "index.js": `setInterval(() => undefined, 1000); console.log("runs");` });
    const program = await stage().start();
    await program.printed("runs");
    await program.stop();
    expect((await program.finished).end).toMatchObject({ kind: "failed" });
    expect(await stage().run(`console.log("next");`)).toMatchObject({ end: finished, printed: ["next"] });
  });

  it("stops one that does not even listen", async () => {
    await stage().write({
      "index.js": `process.on("SIGTERM", () => undefined); console.log("runs"); setTimeout(() => { for (;;); }, 1);`,
    });
    const program = await stage().start();
    await program.printed("runs");
    await program.stop();
    expect((await program.finished).end).toMatchObject({ kind: "failed" });
  });

  it("ends what a program has started with it", async () => {
    // It holds the program's output open, so that its end would not be noticed.
    const { end } = await stage().run(
      `const { spawn } = require("node:child_process");
       spawn(process.execPath, ["-e", "setInterval(() => undefined, 1000)"], { stdio: "inherit" }).unref();`,
    );
    expect(end).toEqual(finished);
  });

  it("runs two at the same time, each with its own output and its own configuration", async () => {
    await stage().write({
      "index.js": `const { Config } = require("@pulumi/pulumi"); const word = new Config().require("word");
        console.log(word); setTimeout(() => console.log(word), 100);`,
    });
    const both = await Promise.all([stage().start({ "proj:word": "one" }), stage().start({ "proj:word": "two" })]);
    const [one, two] = await Promise.all(both.map(async ({ finished: end }) => await end));
    expect(one).toMatchObject({ end: finished, printed: ["one", "one"] });
    expect(two).toMatchObject({ end: finished, printed: ["two", "two"] });
  });
};
