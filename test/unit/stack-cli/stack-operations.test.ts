import { describe, expect, it } from "vitest";
import { planOf, runStack } from "./fake-engine.ts";

const verbs = (calls: readonly { readonly verb: string }[]) => calls.map(({ verb }) => verb);

describe("stack up on a terminal", () => {
  it("previews, asks, and brings up when the answer is yes", async () => {
    const { code, calls, said } = await runStack(["up"], { answers: ["yes"] });
    expect(verbs(calls)).toEqual(["preview", "up"]);
    expect(said.asked).toEqual(["Do you want to bring up shop/dev? [yes/no/details] "]);
    expect(code).toBe(0);
  });

  it("shows each property when details are asked for, and asks again", async () => {
    const { out, calls } = await runStack(["up"], { answers: ["details", "what?", "no"] });
    expect(out).toContain("+ size: 1");
    expect(verbs(calls)).toEqual(["preview"]);
  });

  it("changes nothing when the answer is no", async () => {
    const { code, err } = await runStack(["up"], { answers: ["no"] });
    expect(err).toContain("Nothing was changed.");
    expect(code).toBe(4);
  });

  it("does not ask with --yes, and does not preview with --skip-preview", async () => {
    expect(verbs((await runStack(["up", "--yes"], { answers: [] })).calls)).toEqual(["preview", "up"]);
    expect(verbs((await runStack(["up", "--yes", "--skip-preview"], { answers: [] })).calls)).toEqual(["up"]);
  });

  it("does not go on from a preview that failed", async () => {
    const { code, calls, out } = await runStack(["up", "--yes"], { plan: planOf("create", "failed") });
    expect(verbs(calls)).toEqual(["preview"]);
    expect(out).toContain("preview of up failed");
    expect(code).toBe(1);
  });
});

describe("stack up without a terminal", () => {
  it("is refused without --yes, with or without --skip-preview, --json or --non-interactive", async () => {
    for (const flags of [[], ["--skip-preview"], ["--json"]]) {
      const { code, calls, err } = await runStack(["up", ...flags]);
      expect(code).toBe(4);
      expect(err).toContain("--yes");
      expect(verbs(calls)).not.toContain("up");
    }
    expect((await runStack(["up", "--non-interactive"], { answers: ["yes"] })).code).toBe(4);
  });
});

describe("what the exit code says", () => {
  it("is 3 for changes that were not expected, of a preview and of an up", async () => {
    expect((await runStack(["preview", "--expect-no-changes"])).code).toBe(3);
    expect((await runStack(["preview", "--expect-no-changes"], { plan: planOf("same") })).code).toBe(0);
    expect((await runStack(["up", "--yes", "--expect-no-changes"])).code).toBe(3);
  });

  it("is 130 for what was interrupted", async () => {
    expect((await runStack(["up", "--yes", "--skip-preview"], { plan: planOf("create", "cancelled") })).code).toBe(130);
  });
});

describe("refresh and destroy", () => {
  it("are previewed by the same verb before they are carried out", async () => {
    expect(verbs((await runStack(["refresh", "--yes"])).calls)).toEqual(["refresh preview", "refresh"]);
    expect(verbs((await runStack(["destroy", "--yes"])).calls)).toEqual(["destroy preview", "destroy"]);
    expect(verbs((await runStack(["destroy", "--preview-only"])).calls)).toEqual(["destroy preview"]);
  });
});

describe("flags", () => {
  it("reach the engine with the Pulumi CLI's meanings", async () => {
    const switches = "up --yes -f -p 4 -r -m why --continue-on-error --target-dependents".split(" ");
    const lists = "-t urn:a --target urn:b --target-replace urn:c --replace urn:d -x urn:e".split(" ");
    const { calls } = await runStack([...switches, ...lists]);
    expect(calls[0]?.options).toEqual({
      parallel: 4,
      refresh: true,
      message: "why",
      continueOnError: true,
      targetDependents: true,
      targets: ["urn:a", "urn:b", "urn:c"],
      replace: ["urn:d", "urn:c"],
      excludes: ["urn:e"],
    });
  });

  it("say of a refresh that it is wanted, that it is not, or nothing", async () => {
    const said = async (...args: readonly string[]) => (await runStack(["preview", ...args])).calls[0]?.options;
    for (const args of [["-r"], ["--refresh"], ["--refresh=true"], ["--refresh=1"], ["--refresh", "--diff"]])
      expect(await said(...args)).toEqual({ refresh: true });
    for (const args of [["--refresh=false"], ["--refresh=F"]]) expect(await said(...args)).toEqual({ refresh: false });
    for (const args of [[], ["--refresh="]]) expect(await said(...args)).toEqual({});
    expect((await runStack(["up", "-ryf"])).calls).toMatchObject([{ verb: "up", options: { refresh: true } }]);
    const { code, err } = await runStack(["preview", "--refresh=maybe"]);
    expect(code).toBe(2);
    expect(err).toContain("It has to be true or false.");
  });

  it("keep configuration that is given, as the Pulumi CLI does", async () => {
    expect((await runStack(["preview", "-c", "a=1", "--config", "gcp:region=x=y"])).saved).toEqual([
      "a=1",
      "gcp:region=x=y",
    ]);
    expect((await runStack(["preview", "-c", "a.b[0]=1", "--config-path"])).saved).toEqual(["a.b[0]=1 (path)"]);
  });

  it("choose folder, stack, providers, engine and waiting", async () => {
    const { requests, calls } = await runStack([
      "up",
      "--yes",
      "-f",
      "-C",
      "sub",
      "--wait",
      "--providers",
      "installed",
      "--engine",
      "automation",
      "-s",
      "organization/other/prod",
    ]);
    expect(requests).toEqual([{ folder: "/cwd/sub", wait: true, providers: "installed", engine: "automation" }]);
    expect(calls[0]?.stack).toBe("prod");
  });

  it.each(["preview", "up"])("has %s report the start of the program's SDK when --verbose is given", async (verb) => {
    const { requests } = await runStack([verb, "--verbose", ...(verb === "up" ? ["--yes"] : [])]);
    expect(requests).toMatchObject([{ verbose: true }]);
  });

  it("color always or never, whatever the terminal can show, and otherwise as it can", async () => {
    const isColored = async (color: boolean, ...args: readonly string[]) =>
      (await runStack(["preview", ...args], { color })).out.includes("\u001b[");
    for (const color of [true, false]) {
      expect(await isColored(color)).toBe(color);
      expect(await isColored(color, "--color", "auto")).toBe(color);
      expect(await isColored(color, "--color", "always")).toBe(true);
      expect(await isColored(color, "--color=never")).toBe(false);
      expect(await isColored(color, "--color=always", "--json")).toBe(false);
    }
    expect((await runStack(["preview", "--color", "raw"])).code).toBe(2);
  });

  it("name the file of the stack's configuration from the folder of the project, as if started in it", async () => {
    const { requests } = await runStack(["preview", "-C", "sub", "--config-file", "conf/dev.yaml"]);
    expect(requests).toMatchObject([{ folder: "/cwd/sub", configFile: "/cwd/sub/conf/dev.yaml" }]);
  });

  it("name files of update plans from the working directory", async () => {
    const saved = await runStack(["preview", "--save-plan", "plan.json"]);
    expect(saved.calls[0]?.options.savePlan).toBe("/cwd/plan.json");
    const held = await runStack(["up", "--yes", "-f", "--plan", "plan.json", "--cwd", "sub"]);
    expect(held.calls[0]?.options.plan).toBe("/cwd/sub/plan.json");
  });

  it("are refused where a verb does not have them", async () => {
    for (const args of [
      ["preview", "--yes"],
      ["refresh", "--replace", "urn:a"],
      ["up", "--providers", "best"],
      ["up", "--engine", "steam"],
      ["destroy", "-p", "many"],
    ])
      expect((await runStack(args)).code).toBe(2);
  });

  it.each([["outputs"], ["export"], ["history"], ["refresh", "--yes"], ["destroy", "--yes"]])(
    "name the stacks that there are when %s is given another one",
    async (...args) => {
      const { code, err } = await runStack([...args, "--stack", "prdo"], { stacks: ["dev", "prod"] });
      expect(err).toContain("no stack prdo. It has dev, prod;");
      expect(code).toBe(2);
    },
  );

  it("ask for a stack when there are several", async () => {
    const { code, err } = await runStack(["preview"], { stacks: ["dev", "prod"] });
    expect(err).toContain("--stack <name>: dev, prod");
    expect(code).toBe(2);
  });
});

describe("what --json prints", () => {
  it("is the plan as one document, and nothing beside it", async () => {
    const { out, err } = await runStack(["preview", "--json"]);
    expect(JSON.parse(out)).toMatchObject({ result: "succeeded", changeSummary: { create: 1 } });
    expect(err).toBe("");
  });

  it("is the outcome of an up only, not its preview besides", async () => {
    const { out } = await runStack(["up", "--yes", "--json"], { outcome: { ...planOf("update"), steps: [] } });
    expect(JSON.parse(out)).toMatchObject({ changeSummary: { update: 1 } });
  });
});

describe("what is imported", () => {
  it.each(["/dev/zero", "/dev/tty", "/etc", "/not/there"])(
    "is read from a plain file only, which %s is not",
    async (file) => {
      const { code, err, calls } = await runStack(["import", "--file", file]);
      expect(code).toBe(2);
      expect(err).toContain(`The deployment in ${file} cannot be read: `);
      expect(calls).toEqual([]);
    },
  );
});

describe("outputs", () => {
  it("hide secrets until they are asked for", async () => {
    expect((await runStack(["outputs"])).out).toBe('url: "https://shop"\nkey: [secret]');
    expect((await runStack(["outputs", "key", "--show-secrets"])).out).toBe("hidden");
    expect((await runStack(["outputs", "url"])).out).toBe("https://shop");
  });

  it("are none of the names that every object inherits", async () => {
    const refused = await runStack(["outputs", "constructor"]);
    expect(refused.code).toBe(2);
    expect(refused.err).toContain("It has url, key.");
  });

  it("show a name of others as a text, so that no line is a command of a CI's runner or of the terminal", async () => {
    const names = ["::error::x", "  ::warning::x", "##[command]x", "\u001b[31mred", "a\n::error::x"];
    const outputs = Object.fromEntries(names.map((name) => [name, { value: 1, secret: false }]));
    const { out } = await runStack(["outputs"], { outputs });
    expect(out.split("\n")).toEqual(names.map((name) => `${JSON.stringify(name)}: 1`));
  });

  it("hide exactly what is secret within them, and show it as it is when it is asked for", async () => {
    const sealed = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "v1:a:b" };
    const setup = {
      outputs: {
        db: { value: { host: "h", password: "p", ports: [1, { pin: 2 }] }, secret: true },
        open: { value: { a: [null, "[secret]"] }, secret: false },
        whole: { value: { a: 1 }, secret: true },
      },
      deployment: {
        resources: [
          { type: "a:b:C", outputs: { db: "of another" } },
          {
            type: "pulumi:pulumi:Stack",
            outputs: {
              db: { host: "h", password: sealed, ports: [1, { pin: sealed }] },
              open: { a: [null, "[secret]"] },
              whole: sealed,
            },
          },
        ],
      },
    };
    const db = { host: "h", password: "[secret]", ports: [1, { pin: "[secret]" }] };
    const json = async (...args: string[]) => JSON.parse((await runStack(["outputs", "--json", ...args], setup)).out);
    expect(await json()).toEqual({ db, open: { a: [null, "[secret]"] }, whole: "[secret]" });
    expect(await json("db")).toEqual(db);
    expect((await runStack(["outputs", "db"], setup)).out).toBe(JSON.stringify(db));
    expect((await runStack(["outputs"], setup)).out).toContain(
      '{ host: "h", password: [secret], ports: [1, { pin: [secret] }] }',
    );
    expect(await json("db", "--show-secrets")).toEqual(setup.outputs.db.value);
    expect((await runStack(["outputs", "db", "--show-secrets"], setup)).out).toBe(
      JSON.stringify(setup.outputs.db.value),
    );
  });
});
