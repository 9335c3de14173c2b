import { posix } from "node:path";
import { parse } from "yaml";
import { isKustomization } from "../../kubernetes/manifests/index.ts";
import { detectedFormat, formatOf, type SopsFormat } from "../../kubernetes/sops/index.ts";
import { isObject, listOf, messageOf, objectOf, objectsIn, textAt } from "../../lib/index.ts";
import type { ReadableTree, SourceFile } from "../fetch/index.ts";
import { decryptedFile } from "./file.ts";
import type { Identities } from "./identities.ts";

/** What kustomize has to read in place of encrypted files. */
export interface DecryptedSources {
  /** By path from the root of the source. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly secretTexts: readonly string[];
}

/** A file that a kustomization names, and the format that it has there. */
interface NamedFile {
  readonly path: string;
  readonly format: SopsFormat;
}

/**
 * The encrypted files that kustomize puts into objects where it builds a folder: those of `secretGenerator`, and `patches` with a path,
 * of its kustomization and of all that this one names. Others are left as they are, as by Flux.
 *
 * @param instead stands for the file of its path
 * @throws {Error} that names the file that cannot be decrypted, without its content
 */
export async function decryptedSources(
  tree: ReadableTree,
  folder: string,
  identities: Identities,
  instead?: { readonly path: string; readonly content: Uint8Array },
): Promise<DecryptedSources> {
  const all = new Map(((await tree.files("")) ?? []).map((file) => [file.path, file] as const));
  const textOf = async (file: SourceFile): Promise<string> => (await tree.read(file)).toString("utf8");
  const files = new Map<string, Uint8Array>();
  const secretTexts: string[] = [];
  const kustomizations = new KustomizationReader(all, async (file) =>
    file.path === instead?.path ? Buffer.from(instead.content).toString("utf8") : await textOf(file),
  );
  if (instead !== undefined && !all.has(instead.path)) all.set(instead.path, { path: instead.path, id: "" });
  for (const { path, format } of await kustomizations.filesOf(folder)) {
    const file = all.get(path);
    if (file === undefined || files.has(path)) continue;
    const text = await textOf(file);
    // A file of bytes is JSON while it is encrypted.
    const from = format === "binary" ? "json" : format;
    if (detectedFormat(text) !== from) continue;
    try {
      const decrypted = await decryptedFile(text, { from, to: format }, identities);
      files.set(path, Buffer.from(decrypted.content));
      secretTexts.push(...decrypted.secretTexts);
    } catch (thrown) {
      throw new Error(`${path} ${messageOf(thrown)}`, { cause: thrown });
    }
  }
  return { files, secretTexts };
}

class KustomizationReader {
  readonly #files: ReadonlyMap<string, SourceFile>;
  readonly #textOf: (file: SourceFile) => Promise<string>;
  readonly #visited = new Set<string>();

  constructor(files: ReadonlyMap<string, SourceFile>, textOf: (file: SourceFile) => Promise<string>) {
    this.#files = files;
    this.#textOf = textOf;
  }

  /** @param folder from the root of the source, with or without a `/` at its end */
  async filesOf(folder: string): Promise<readonly NamedFile[]> {
    const at = posix.join(folder, ".").replace(/\/$/, "");
    const path = [...this.#files.keys()].find(
      (each) => posix.dirname(each) === (at === "" ? "." : at) && isKustomization(each),
    );
    const file = path === undefined ? undefined : this.#files.get(path);
    if (file === undefined || this.#visited.has(at)) return [];
    this.#visited.add(at);
    const kustomization = await this.#read(file);
    const own = namedFiles(kustomization).map((named) => ({ ...named, path: posix.join(at, named.path) }));
    const folders = [...listOf(kustomization["resources"]), ...listOf(kustomization["components"])];
    const others: (readonly NamedFile[])[] = [];
    for (const each of folders) if (typeof each === "string") others.push(await this.filesOf(posix.join(at, each)));
    return [...own, ...others.flat()];
  }

  /** What is wrong with it is kustomize's to say. */
  async #read(file: SourceFile): Promise<Readonly<Record<string, unknown>>> {
    try {
      const content: unknown = parse(await this.#textOf(file), { prettyErrors: false });
      return isObject(content) ? content : {};
    } catch {
      return {};
    }
  }
}

function namedFiles(kustomization: Readonly<Record<string, unknown>>): readonly NamedFile[] {
  const ofGenerators = objectsIn(listOf(kustomization["secretGenerator"])).flatMap((generator) => [
    ...texts(generator["files"]).map((written) => {
      const [key = "", path = key] = written.split(/=(.*)/s);
      return { path, format: formatOf(key) };
    }),
    ...texts(generator["envs"]).map((path) => ({
      path,
      format: formatOf(path) === "binary" ? ("dotenv" as const) : formatOf(path),
    })),
  ]);
  const ofPatches = listOf(kustomization["patches"]).flatMap((patch) => {
    const path = textAt(objectOf(patch), "path");
    return path === undefined || path.includes("://") ? [] : [{ path, format: formatOf(path) }];
  });
  return [...ofGenerators, ...ofPatches];
}

const texts = (value: unknown): readonly string[] => listOf(value).filter((each) => typeof each === "string");
