import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Command, commandText, commandVerbs, parseComment } from "../../../src/command/index.ts";

const textsOf = (comment: string) =>
  parseComment(comment).map((said) => (said.kind === "command" ? said.text : said.problem.code));
const messageOf = (comment: string) => {
  const [said] = parseComment(comment);
  return said?.kind === "problem" ? said.problem.message : "";
};

describe("a comment", () => {
  it.each([
    ["a command alone", "/groundwork preview", ["/groundwork preview"]],
    ["a command among words", "Once more:\n/groundwork preview\nThanks!", ["/groundwork preview"]],
    [
      "line ends of Windows",
      "/groundwork preview\r\n/groundwork help\r\n",
      ["/groundwork preview", "/groundwork help"],
    ],
    ["several commands, in their order", "/groundwork help\n\n/groundwork up", ["/groundwork help", "/groundwork up"]],
    ["no word behind the name", "/groundwork", ["/groundwork help"]],
    ["blanks and tabs between words", "/groundwork up \t --env\tdev ", ["/groundwork up --env dev"]],
    ["blanks of any kind behind the name alone", "/groundwork \t\u{a0}", ["/groundwork help"]],
    [
      "environments with and without --env",
      "/groundwork up dev --env eu-1 --env=dev",
      ["/groundwork up --env dev --env eu-1"],
    ],
    ["an environment to destroy", "/groundwork destroy globex", ["/groundwork destroy globex"]],
    ["the commit that was looked at", "/groundwork preview --commit 4C1F2AB", ["/groundwork preview --commit 4c1f2ab"]],
    ["a comment of HTML in front", "<!-- bot -->\n\n/groundwork help", ["/groundwork help"]],
    ["a hard line break", "/groundwork preview  \n/groundwork help", ["/groundwork preview", "/groundwork help"]],
  ])("with %s asks for it", (_, comment, texts) => {
    expect(textsOf(comment)).toEqual(texts);
  });

  it.each([
    ["in the middle of a line", "please /groundwork up"],
    ["behind a blank", " /groundwork up"],
    ["as the start of another word", "/groundworks up\n/groundwork-up"],
    ["in other letters", "/Groundwork up"],
    ["in a quote", "> /groundwork up"],
    ["in a line that Markdown counts to a quote", "> as you said\n/groundwork up"],
    ["in a quoted block of GitLab", ">>>\n/groundwork up\n>>>"],
    ["in a fence", "```\n/groundwork up\n```"],
    ["in a fence that is not closed", "~~~sh\n/groundwork up"],
    ["in a fence of four backticks with three in it", "````\n```\n/groundwork up\n````"],
    ["in code by indentation", "    /groundwork up"],
    ["in inline code over several lines", "`see\n/groundwork up\n`"],
    ["in a comment of HTML", "<!--\n\n/groundwork up\n\n-->"],
    ["in a comment of HTML that is not closed", "<!--\n\n/groundwork up"],
    ["in a comment of HTML within a line", "a <!-- b\n/groundwork up\n--> c"],
    ["in a fold", "<details>\n\n/groundwork up\n\n</details>"],
    ["in a quote of HTML", "<blockquote>\n\n/groundwork up\n\n</blockquote>"],
    ["behind a tag in the same paragraph", "a <s>b\n/groundwork up</s>"],
    ["in a list", "- see\n/groundwork up"],
    ["in a table", "| a |\n|---|\n/groundwork up"],
    ["as a heading", "/groundwork up\n---"],
    ["in bold over several lines", "**see\n/groundwork up**"],
  ])("asks for nothing %s", (_, comment) => {
    expect(parseComment(comment)).toEqual([]);
  });

  it.each([
    ["an unknown command, with the nearest name", "/groundwork prewiev", "did you mean preview?"],
    ["two blanks before the verb, which start no job of it", "/groundwork  up", "Exactly one blank"],
    ["a tab before the verb", "/groundwork\tup", "Exactly one blank"],
    ["a blank of another kind before the verb", "/groundwork\u{a0}up", "Exactly one blank"],
    ["another case of a command", "/groundwork UP", "did you mean up?"],
    ["an unknown argument", "/groundwork up --force", "up has no --force"],
    ["an argument that one verb alone has", "/groundwork up --commit 4c1f2ab", "up has no --commit"],
    [
      "an environment to preview, since the comment shows all of them",
      "/groundwork preview dev",
      "preview takes no environment",
    ],
    ["two environments to destroy", "/groundwork destroy a b", "destroy takes at most 1 of them"],
    ["no environment to destroy", "/groundwork destroy", "destroy needs the name of an environment"],
    ["a path in place of a name", "/groundwork destroy ../prod", "../prod is no name"],
    ["a command of a shell", "/groundwork up --env=$(id)", "is no name of an environment"],
    ["part of a name in bold", "/groundwork destroy **prod**", "is no name of an environment"],
    ["a commit that is too short", "/groundwork preview --commit abc", "--commit needs at least 7 digits"],
    ["a flag without its value", "/groundwork up --env", "--env needs the name"],
  ])("is told of %s", (_, comment, message) => {
    expect(messageOf(comment)).toContain(message.replace("../prod", "..?prod"));
  });

  it("is read up to ten commands, and says that there were more", () => {
    const texts = textsOf("/groundwork help\n".repeat(30));
    expect(texts).toHaveLength(11);
    expect(texts.at(-1)).toBe("too-many-commands");
  });

  it("is not read where it is longer than commands are", () => {
    expect(textsOf(`/groundwork up\n${"a".repeat(100_000)}`)).toEqual(["comment-too-long"]);
    expect(textsOf("a".repeat(1_000_000))).toEqual([]);
  });
});

const name = fc.stringMatching(/^[a-z]([-a-z0-9]{0,10}[a-z0-9])?$/);
const drawn: fc.Arbitrary<Command> = fc.oneof(
  fc.record({ verb: fc.constantFrom("approve", "help"), environments: fc.constant([]) }),
  fc.record(
    { verb: fc.constant("preview"), environments: fc.constant([]), commit: fc.stringMatching(/^[0-9a-f]{7,40}$/) },
    { requiredKeys: ["verb", "environments"] },
  ),
  fc.record({ verb: fc.constant("up"), environments: fc.uniqueArray(name, { maxLength: 5 }) }),
  fc.record({ verb: fc.constant("unlock"), environments: fc.uniqueArray(name, { minLength: 1, maxLength: 5 }) }),
  fc.record({ verb: fc.constant("destroy"), environments: fc.tuple(name) }),
);

describe("any command", () => {
  it("is read as it is written", () => {
    fc.assert(
      fc.property(fc.array(drawn, { minLength: 1, maxLength: 10 }), (commands) => {
        const said = parseComment(commands.map(commandText).join("\n"));
        expect(said).toEqual(commands.map((command) => ({ kind: "command", command, text: commandText(command) })));
      }),
    );
  });

  it.each([
    ["quoted", (text: string) => text.replaceAll(/^/gmu, "> ")],
    ["fenced", (text: string) => `\`\`\`\`\`\n${text}\n\`\`\`\`\``],
    ["indented", (text: string) => text.replaceAll(/^/gmu, "    ")],
    ["folded", (text: string) => `<details>\n\n${text}\n\n</details>`],
  ])("does nothing where it is %s", (_, hidden) => {
    fc.assert(
      fc.property(fc.array(drawn, { minLength: 1, maxLength: 5 }), (commands) => {
        expect(parseComment(hidden(commands.map(commandText).join("\n")))).toEqual([]);
      }),
    );
  });

  it("is made of such comments alone as the conditions of the CI's jobs look for", () => {
    const blanks = fc.stringMatching(/^[ \t\u{a0}]{1,3}$/u);
    fc.assert(
      fc.property(blanks, drawn, blanks, (first, command, between) => {
        const [name = "", ...words] = commandText(command).split(" ");
        const comment = name + first + words.join(between);
        const verbs = parseComment(comment).flatMap((said) => (said.kind === "command" ? [said.command.verb] : []));
        expect(verbs.filter((verb) => !comment.includes(`/groundwork ${verb}`))).toEqual([]);
      }),
    );
  });

  it("is never made of text without the word at the start of a line", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        fc.pre(!/^\/groundwork(?!\S)/mu.test(text.replaceAll("\r", "\n")));
        expect(parseComment(text)).toEqual([]);
      }),
    );
  });

  it("gives words of the closed grammar alone, whatever stands behind its verb", () => {
    fc.assert(
      fc.property(fc.constantFrom(...commandVerbs), fc.string({ unit: "binary", maxLength: 80 }), (verb, rest) => {
        for (const said of parseComment(`/groundwork ${verb} ${rest}`))
          expect(said.kind === "command" ? said.text : said.problem.message).toMatch(
            /^[A-Za-z0-9 /._=?…:[\]<>,();-]*$/u,
          );
      }),
    );
  });
});
