import { parseAllDocuments, stringify } from "yaml";
import type { SopsFormat } from "../../kubernetes/sops/index.ts";
import { escapedAsByGo, isObject, without } from "../../lib/index.ts";
import { decryptedBytes } from "./cipher.ts";
import { type DotenvLine, dotenvOf, dotenvText } from "./dotenv.ts";
import type { Identities } from "./identities.ts";
import { metadataOf } from "./metadata.ts";
import { type Decrypted, decryptedTree } from "./tree.ts";

/** Bytes of one encrypted file at most, as in Flux. */
const largest = 5 * 1024 * 1024;

/**
 * A file of SOPS, decrypted and written in the format `to`. Comments of YAML are lost.
 *
 * @throws {Error} in words, without the content
 */
export async function decryptedFile(
  text: string,
  { from, to }: { readonly from: SopsFormat; readonly to: SopsFormat },
  identities: Identities,
): Promise<Decrypted<string | Uint8Array>> {
  if (text.length > largest) throw new Error("is larger than the 5 MiB that are decrypted of one file");
  if (from === "ini" || to === "ini")
    throw new Error("is a file of INI, which only Flux itself decrypts (agent: flux)");
  if (from === "dotenv") return await decryptedDotenv(text, to, identities);
  const documents = from === "yaml" ? yamlDocuments(text) : [jsonDocument(text)];
  const metadata = metadataOf(documents[0]?.["sops"]);
  const key = await identities.dataKeyOf(metadata);
  const contents = documents.map((document) => without(document, "sops"));
  if (to === "binary") return bytesIn(contents, key);
  const decrypted = contents.map((content) => decryptedTree(content, metadata, key));
  return {
    content: written(
      decrypted.map(({ content }) => content),
      to,
    ),
    secretTexts: decrypted.flatMap(({ secretTexts }) => secretTexts),
  };
}

/** A file of no format of its own is the one value `data` of an object. */
function bytesIn([content]: readonly Readonly<Record<string, unknown>>[], key: Uint8Array): Decrypted<Uint8Array> {
  const data = content?.["data"];
  if (typeof data !== "string") throw new Error("is no file of bytes: name it by its format, such as .json or .env");
  const bytes = data === "" ? Buffer.of() : decryptedBytes(data, key, "data:").content;
  return { content: bytes, secretTexts: [bytes.toString("utf8")] };
}

async function decryptedDotenv(text: string, to: SopsFormat, identities: Identities): Promise<Decrypted<string>> {
  const { lines, sops } = dotenvOf(text);
  const metadata = metadataOf(sops);
  const key = await identities.dataKeyOf(metadata);
  const { content, secretTexts } = decryptedTree(
    Object.fromEntries(lines.flatMap((line) => ("name" in line ? [[line.name, line.value] as const] : []))),
    metadata,
    key,
  );
  if (to !== "dotenv") return { content: written([content], to), secretTexts };
  const plain = lines.map((line) =>
    "comment" in line
      ? { comment: decryptedComment(line, key) }
      : { name: line.name, value: String(content[line.name]) },
  );
  return { content: dotenvText(plain), secretTexts };
}

/** SOPS takes a comment that it cannot decrypt for one that never was encrypted. */
function decryptedComment({ comment }: Extract<DotenvLine, { comment: string }>, key: Uint8Array): string {
  try {
    return comment === "" ? "" : decryptedBytes(comment, key, ":").content.toString("utf8");
  } catch {
    return comment;
  }
}

/** As Go's yaml.v3 writes it, which quotes words that YAML 1.1 took for others: `n`, `on`, dates. */
const goYaml = { indent: 4, lineWidth: 0, version: "1.1" } as const;

function written(contents: readonly Readonly<Record<string, unknown>>[], to: SopsFormat): string {
  const [first = {}] = contents;
  if (to === "yaml") return contents.map((content) => stringify(content, goYaml)).join("---\n");
  if (to === "json") return `${goJson(first)}\n`;
  if (to === "dotenv") return dotenvText(Object.entries(first).map(([name, value]) => variable(name, value)));
  throw new Error("is no file of bytes: name it by its format, such as .json or .env");
}

function variable(name: string, value: unknown): { readonly name: string; readonly value: string } {
  if (isObject(value) || Array.isArray(value)) throw new Error(`has ${name}, which is no value of a variable`);
  return { name, value: String(value) };
}

/** JSON as Go writes it, so that the same bytes come out as with Flux. */
const goJson = (content: object): string =>
  escapedAsByGo(
    JSON.stringify(content, (_, value: unknown) => (typeof value === "bigint" ? Number(value) : value), "\t"),
  );

function jsonDocument(text: string): Readonly<Record<string, unknown>> {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    throw new Error("is not JSON");
  }
  if (!isObject(content)) throw new Error("is no object of JSON");
  return content;
}

function yamlDocuments(text: string): readonly Readonly<Record<string, unknown>>[] {
  return [...parseAllDocuments(text, { prettyErrors: false })].map((document) => {
    if (document.errors.length > 0) throw new Error("is not YAML");
    const content: unknown = document.toJS({ maxAliasCount: 100 });
    if (!isObject(content)) throw new Error("is no map of YAML");
    return content;
  });
}
