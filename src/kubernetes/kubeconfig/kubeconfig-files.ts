import path from "node:path";
import { parse } from "yaml";
import { isObject, type JsonObject, listAt, objectAt, textAt, withValue } from "../../lib/index.ts";
import { KubeconfigUnusable } from "./errors.ts";
import { plainText } from "./plain-file.ts";

/** A kubeconfig whose files are named by whole paths. */
export interface Kubeconfig {
  readonly content: JsonObject;
  /** Where it was read, for messages; `undefined` for one that was given as its content. */
  readonly from: string | undefined;
}

const lists = ["clusters", "users", "contexts"] as const;
/** Fields that name files, which start at the folder of their kubeconfig. */
const fileFields = new Set(["certificate-authority", "client-certificate", "client-key", "tokenFile"]);

/** @throws {KubeconfigUnusable} */
export async function readKubeconfig(file: string): Promise<Kubeconfig> {
  const content = parsedKubeconfig(await plainText(file), `${file} is`);
  // An empty file says nothing, as for kubectl.
  if (content === undefined || content === null) return { content: {}, from: file };
  if (!isObject(content)) throw new KubeconfigUnusable({ why: `${file} holds no kubeconfig` });
  return { content: withWholePaths(content, path.dirname(path.resolve(file))), from: file };
}

/** @throws {KubeconfigUnusable} without the parser's words: they may quote a line, and a line may hold a token. */
export function parsedKubeconfig(text: string, subject: string): unknown {
  try {
    return parse(text);
  } catch {
    throw new KubeconfigUnusable({ why: `${subject} no valid YAML` });
  }
}

/** Several kubeconfigs as one, by kubectl's rule: the first one with an entry of a name, or with a current context, counts. */
export function merged(all: readonly Kubeconfig[]): Kubeconfig {
  const [only] = all;
  if (all.length === 1 && only !== undefined) return only;
  const current = all.map(({ content }) => textAt(content, "current-context")).find((name) => name);
  const byName = (list: string) => {
    const entries = new Map<string, unknown>();
    for (const entry of all.flatMap(({ content }) => listAt(content, list))) {
      const name = textAt(entry, "name") ?? "";
      if (!entries.has(name)) entries.set(name, entry);
    }
    return [...entries.values()];
  };
  return {
    from: all.map(({ from }) => from).join(", "),
    content: {
      ...(current !== undefined && { "current-context": current }),
      ...Object.fromEntries(lists.map((list) => [list, byName(list)])),
    },
  };
}

function withWholePaths(content: JsonObject, folder: string): JsonObject {
  const whole = (entry: JsonObject): JsonObject =>
    Object.fromEntries(
      Object.entries(entry).map(([field, value]) => [
        field,
        fileFields.has(field) && typeof value === "string" && value !== "" ? path.resolve(folder, value) : value,
      ]),
    );
  // As kubectl runs it: a bare name is looked for on the PATH, a path starts at the folder.
  const wholeExec = (user: JsonObject): JsonObject => {
    const command = textAt(user, "exec", "command");
    const isRelative = command !== undefined && /[/\\]/.test(command) && !path.isAbsolute(command);
    return isRelative ? withValue(user, ["exec", "command"], path.resolve(folder, command)) : user;
  };
  const inList = (list: string, kind: string) =>
    listAt(content, list).map((entry) =>
      isObject(entry) ? { ...entry, [kind]: wholeExec(whole(objectAt(entry, kind))) } : entry,
    );
  return { ...content, clusters: inList("clusters", "cluster"), users: inList("users", "user") };
}
