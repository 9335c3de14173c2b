import { describe, expect, it } from "vitest";
import { everyPage } from "../docs/pages.ts";
import { commentsOf, commentsWith } from "./comments.ts";

/**
 * Subjects that stand for a thing that has a name. A newcomer cannot know which program, process or person is meant, so a
 * comment names it: "the caller", "another process", "the engine".
 */
const riddles =
  /\b(?:who(?:m|so)?ever|whatever|nobody|somebody|what is (?:told|asked|taken)|(?:'s|own|no) business)\b/i;

const reason = "says who or what is meant by a riddle; name the program, process, file or person instead";

describe("comments of the sources", () => {
  it("name their subjects", () => {
    const found = commentsWith(riddles).map(({ place, text }) => `${place} ${reason}: ${text}`);
    expect(found).toEqual([]);
  });
});

describe("pages of the repository", () => {
  it("name their subjects, but for words in code and those that a page is about", () => {
    const found = everyPage().flatMap(({ file, text }) =>
      text
        .split("\n")
        .filter((line) => riddles.test(line.replaceAll(/`[^`]*`|_[^_]+_/g, "")))
        .map((line) => `${file} ${reason}: ${line}`),
    );
    expect(found).toEqual([]);
  });
});

describe("a comment with a riddle", () => {
  it.each([
    ["/** Whoever asks gets it. */\nconst a = 1;", "Whoever asks gets it."],
    ["const a = 1; // nobody is told\n// of it", "nobody is told of it"],
    ["/**\n * It goes on,\n * whatever happens.\n */\nfunction f() {}", "It goes on, whatever happens."],
    ["f(/* somebody's */ 1);", "somebody's"],
    ["interface A {\n  /** Networks are the caller's business. */\n  a: 1;\n}", "Networks are the caller's business."],
  ])("is found: %j", (source, text) => {
    const found = commentsOf("a.ts", source).filter((comment) => riddles.test(comment.text));
    expect(found.map((comment) => comment.text)).toEqual([text]);
  });

  it.each([
    'const message = "// nobody";',
    "const url = `http://${host}/whatever`;",
    "const pattern = /\\/\\* whoever/;",
    "/** The caller closes it. */\nconst a = 1;",
  ])("is not found in code, nor where a subject is named: %j", (source) => {
    expect(commentsOf("a.ts", source).filter((comment) => riddles.test(comment.text))).toEqual([]);
  });

  it("is placed by file and line", () => {
    expect(commentsOf("src/a.ts", "const a = 1;\n\n// one\n// two\n")).toEqual([
      { place: "src/a.ts:3", text: "one two" },
    ]);
  });
});
