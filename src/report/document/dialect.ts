import { withoutControls } from "../../lib/index.ts";

/** Which forge's Markdown. */
export type MarkdownDialect = "github" | "gitlab" | "bitbucket" | "gitea";

/** How text and parts of a page are written for one forge. */
export interface DialectRules {
  /** Whether a part can be folded. Where it cannot, HTML is shown as text. */
  readonly folds: boolean;
  /** Text from outside as text: nothing in it is markup, a mention, a reference or HTML. */
  readonly escape: (text: string) => string;
  /** A whole line of the page, after everything in it was written. */
  readonly line: (line: string) => string;
}

/** Breaks names that notify people and numbers that refer to something, and is not seen. */
const invisible = "\u200B";

const asItIs = (line: string) => line;

const github: DialectRules = {
  folds: true,
  escape: (text) =>
    withoutTags(withoutControls(text))
      .replaceAll(/[\\`*_[\]~#]/g, String.raw`\$&`)
      .replaceAll(/[@#](?!\s)/g, `$&${invisible}`),
  line: asItIs,
};

/** Its own references begin with more signs, and a line that begins with `/` is a command, in a fence too. */
const gitlab: DialectRules = {
  folds: true,
  escape: (text) =>
    withoutTags(withoutControls(text))
      .replaceAll(/[\\`*_[\]~#]/g, String.raw`\$&`)
      .replaceAll(/(?:[@#!$%~^]|&amp;)(?!\s)/g, `$&${invisible}`),
  line: (line) => (line.startsWith("/") ? `\\${line}` : line),
};

/** Its Markdown knows fewer escapes, and shows entities of HTML as they are written. */
const bitbucket: DialectRules = {
  folds: false,
  escape: (text) =>
    withoutControls(text)
      .replaceAll(/[\\`*_[\]#]/g, String.raw`\$&`)
      .replaceAll(/[<@#~]/g, `$&${invisible}`),
  line: asItIs,
};

export const dialects: Readonly<Record<MarkdownDialect, DialectRules>> = {
  github,
  gitlab,
  bitbucket,
  gitea: { ...github, escape: (text) => github.escape(text).replaceAll(/!(?=\d)/g, `!${invisible}`) },
};

/** Whether a page of this forge can fold a part. */
export function folds(dialect: MarkdownDialect): boolean {
  return dialects[dialect].folds;
}

function withoutTags(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
