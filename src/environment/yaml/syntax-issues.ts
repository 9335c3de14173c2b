import type { YAMLParseError } from "yaml";
import type { Issue, Place } from "../issue.ts";

/**
 * YAML issues of a text, in the order of its lines.
 *
 * A parser that has lost its place reports one mistake several times, so only the first syntax error is kept, with the
 * duplicate keys above it.
 */
export function syntaxIssues(
  text: string,
  errors: readonly YAMLParseError[],
  placeAt: (offset: number) => Place,
): readonly Issue[] {
  const conflict = /^<{7}( |\r?$)/m.exec(text);
  if (errors.length > 0 && conflict) return [issueAt(placeAt(conflict.index), "merge-conflict", conflictWords)];
  const isDuplicate = ({ code }: YAMLParseError) => code === "DUPLICATE_KEY";
  const first = errors.findIndex((error) => !isDuplicate(error));
  const duplicates = errors
    .slice(0, first < 0 ? errors.length : first)
    .map(({ pos }) => issueAt(placeAt(pos[0]), "duplicate-key", duplicateWords));
  const error = errors[first];
  if (!error) return duplicates;
  const atLine = (offset: number) => placeAt(textOfLine(text, offset));
  return [...duplicates, syntaxIssue(error, errors[first + 1], { placeAt, atLine })];
}

/** Where the text of the line begins that an offset lies on, behind its indentation. */
function textOfLine(text: string, offset: number): number {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  return start + (/^[ \t]*/.exec(text.slice(start))?.[0].length ?? 0);
}

const conflictWords = "a conflict of a merge stands here; choose what is meant and take Git's markers out";
const duplicateWords = "this key stands twice in one map; keep one of the two";
const indentWords =
  "this line is indented otherwise than those it belongs to; the keys of one map, and the items of one list, start at the same column";

function syntaxIssue(
  error: YAMLParseError,
  next: YAMLParseError | undefined,
  { placeAt, atLine }: Readonly<Record<"placeAt" | "atLine", (offset: number) => Place>>,
): Issue {
  const { code, pos } = error;
  const said = error.message.split("\n")[0]?.replace(/:$/, "") ?? error.message;
  const at = (words: string) => issueAt(placeAt(pos[0]), "malformed-yaml", `is not YAML: ${words}`);
  const indented = (offset = pos[0]) => issueAt(atLine(offset), "malformed-yaml", `is not YAML: ${indentWords}`);
  // A key over several lines that is reported with it ends where the line with the wrong indentation does.
  const isOverLines = next?.code === "MULTILINE_IMPLICIT_KEY";
  switch (code) {
    case "MULTIPLE_DOCS":
      return issueAt(placeAt(pos[0]), "malformed-yaml", "a second document starts here; a file holds one");
    case "RESOURCE_EXHAUSTION":
      return issueAt(placeAt(pos[0]), "malformed-yaml", "is nested too deeply to be read");
    case "TAB_AS_INDENT":
      return at("this line is indented with a tab; write spaces");
    case "BAD_INDENT":
      return said.startsWith("Flow")
        ? at(`a ${said.endsWith("}") ? "{" : "["} above is not closed before this`)
        : indented();
    case "BLOCK_AS_IMPLICIT_KEY":
      return isOverLines
        ? indented(next.pos[1] - 1)
        : at("a second colon follows on this line; put the value in quotes, or on a line of its own");
    case "MULTILINE_IMPLICIT_KEY":
      return at("this line has no colon, and the next is indented as if it belonged to it");
    case "BAD_SCALAR_START":
      return at(`a value that starts with ${said.at(-1)} has to be in quotes`);
    case "MISSING_CHAR":
      return said === "Sequence item without - indicator" ? indented() : at(said);
    case "UNEXPECTED_TOKEN":
      return said === "Unexpected scalar at node end" ? indented() : at(said);
    default:
      return at(said);
  }
}

function issueAt(place: Place, code: string, message: string): Issue {
  return { ...place, severity: "error", code, path: "", message };
}
