import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Command } from "commander";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { asInvoked, everyCommand } from "../../../src/cli/index.ts";
import { projectRoot } from "../../../src/lib/index.ts";
import { hostsThat, quietTerminal, wiringOf } from "./command-lines.ts";

/** A text of the sources that names a command; interpolated parts stand as `…`. */
interface Text {
  readonly file: string;
  readonly text: string;
}

const root = projectRoot();
const commands = everyCommand(hostsThat(() => Promise.reject(new Error("not run")))).map((define) =>
  define(wiringOf(quietTerminal([], [])), () => {}),
);
/** Flags of every command, those of the program itself, and the one that only commands in comments have. */
const everyFlag = new Set(["--help", "--version", "--commit", ...commands.flatMap(flagsBelow)]);

function flagsBelow(command: Command): readonly string[] {
  return [...flagsOf(command), ...command.commands.flatMap(flagsBelow)];
}

function flagsOf(command: Command): readonly string[] {
  return [
    "-h",
    "--help",
    ...command.options.flatMap(({ long, short }) => [long, short]).filter((each) => each != null),
  ];
}

function filesIn(folder: string, ending: RegExp): readonly string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => ending.test(file) && !file.includes("node_modules"))
    .map((file) => `${folder}/${file}`);
}

function textsOfSources(): readonly Text[] {
  const files = ["src", "stacks", "demo"].flatMap((folder) => filesIn(folder, /\.ts$/));
  return (
    files
      // Text of shell scripts, tried in a shell.
      .filter((file) => file !== "src/cli/completion-script.ts")
      .flatMap((file) => {
        const texts: Text[] = [];
        const look = (node: ts.Node): void => {
          if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node))
            texts.push({ file, text: node.text });
          else if (ts.isTemplateExpression(node))
            texts.push({
              file,
              text: [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join("…"),
            });
          ts.forEachChild(node, look);
        };
        look(ts.createSourceFile(file, readFileSync(path.join(root, file), "utf8"), ts.ScriptTarget.Latest, true));
        return texts;
      })
  );
}

/** Code in pages: between backticks, and in fences. */
function textsOfPages(): readonly Text[] {
  return ["README.md", "CONTRIBUTING.md", "environments/README.md", ...filesIn("docs", /\.md$/)].flatMap((file) => {
    const text = readFileSync(path.join(root, file), "utf8");
    const fenced = [...text.matchAll(/```\w*\n([^]*?)```/g)].flatMap(([, code = ""]) => code.split("\n"));
    const inline = [...text.replaceAll(/```[^]*?```/g, "").matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code);
    return [...fenced, ...inline].map((code) => ({ file, text: code }));
  });
}

/** `up --env …`, from each place where a text says `groundwork up --env …`, up to what ends a command in a sentence. */
function spokenIn(text: string): readonly string[] {
  return [...text.matchAll(/(?<![\w/.@:-])groundwork((?: (?:[\w<>…$"'=:/.-])+)+)/g)].map(([, words = ""]) =>
    words.trim(),
  );
}

/** What is wrong with a command that a text names; `undefined` when it can be run. */
function problemOf(spoken: string): string | undefined {
  let [command, group]: [Command | undefined, readonly Command[]] = [undefined, commands];
  for (const raw of spoken.split(" ")) {
    const word = raw.replace(/[.:,;"'…]+$/, "");
    if (word.startsWith("-")) {
      const flag = word.split("=")[0] ?? "";
      if (!/^--?\w[\w-]*$/.test(flag)) return undefined;
      const known = command === undefined ? ["--help", "--version"] : flagsOf(command);
      if (!known.includes(flag)) return `${spoken}: no flag ${flag}`;
    } else if (group.length > 0) {
      if (/^[<…|\\]/.test(word) || word === "") return undefined;
      command = group.find((each) => each.name() === word || each.aliases().includes(word));
      if (command === undefined) return `${spoken}: no command ${word}`;
      group = command.commands;
    }
    if (raw !== word) return undefined;
  }
  return undefined;
}

/** Texts of which the words after the name are no command. */
const prose = /groundwork (?:is|of|\(|v…|has|completion for|above|local git"|local cluster CA|\[)/;

const sources = textsOfSources();

describe("a command that a text names", () => {
  it.each([["messages of the sources", sources] as const, ["pages", textsOfPages()] as const])(
    "is one that there is, with flags that it has: %s",
    (_, texts) => {
      const spoken = texts
        .filter(({ text }) => !prose.test(text))
        .flatMap(({ file, text }) => spokenIn(text).map((each) => ({ file, each })));
      expect(spoken.length).toBeGreaterThan(8);
      const wrong = spoken.flatMap(({ file, each }) => {
        const problem = problemOf(each);
        return problem === undefined ? [] : [`${file}: ${problem}`];
      });
      expect(wrong).toEqual([]);
    },
  );

  it.each([
    ["up --wiat", "no flag --wiat"],
    ["stack up --parts", "no flag --parts"],
    ["local resources", "no command resources"],
    ["log dev", "no command log"],
    ["up --env dev --local", undefined],
    ["stack cancel --stack organization/…", undefined],
    ["env validate …", undefined],
  ])("would be found here: %s", (spoken, problem) => {
    expect(problemOf(spoken)?.split(": ")[1]).toBe(problem);
  });
});

describe("a command in a message", () => {
  it.each(commands.map((command) => command.name()))("is written as the reader has to type it: %s", (name) => {
    expect(asInvoked(`Run: groundwork ${name} --help`, "npx groundwork")).toBe(`Run: npx groundwork ${name} --help`);
  });
});

describe("a flag that a message names without a command", () => {
  /** Of other programs; the message names the program. */
  const foreign =
    /\b(?:git|gh|pulumi|npm|npx|kubectl|kustomize|node|tar|apt-get|groundwork-agent|flux install)\b|^… (?:patch|annotate|describe) /;
  const isMessage = (text: string) => / --[a-z]/.test(` ${text}`) && /[A-Za-z]{3,} [a-z]/.test(text);

  it("is a flag of some command", () => {
    const wrong = sources
      .filter(
        ({ file, text }) => isMessage(text) && !foreign.test(text) && !/^src\/(?:agent|kubernetes|local)\//.test(file),
      )
      .flatMap(({ file, text }) =>
        [...text.matchAll(/(?<![\w-])--[a-z][\w-]*/g)].flatMap(([flag]) =>
          everyFlag.has(flag) ? [] : [`${file}: ${flag} in: ${text}`],
        ),
      );
    expect(wrong).toEqual([]);
  });
});
