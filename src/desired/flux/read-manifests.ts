import { createHash } from "node:crypto";
import { type Document, LineCounter, parseAllDocuments } from "yaml";
import type { FluxManifestsSource } from "../../environment/index.ts";
import { type FileTree, isObject, listOf, messageOf } from "../../lib/index.ts";
import { FluxDigestMismatch, FluxManifestsInvalid } from "./errors.ts";
import { type FluxManifests, fluxManifestsOf, type PlacedObject } from "./manifests.ts";

/** Files of one source, each with the path or address that messages name it by. */
export interface ManifestFile {
  readonly path: string;
  readonly content: Uint8Array;
}

/**
 * What a file, or every file below a folder, says of how Flux is installed.
 *
 * @throws {FluxManifestsInvalid} with everything that is wrong. @throws {FluxDigestMismatch}
 */
export async function readFluxManifests(
  tree: FileTree,
  source: Extract<FluxManifestsSource, { readonly in: "repository" }>,
): Promise<FluxManifests> {
  const { path } = source;
  const content = await tree.read(path);
  if (content !== undefined) return checkedManifests(path, { path, content }, source.digest);
  const files = await filesBelow(tree, path);
  const problems = [
    ...(files.length === 0
      ? ["there is no such file, and no folder of that name that holds .yaml, .yml or .json"]
      : []),
    ...(source.digest === undefined ? [] : ["spec.sync.flux.digest is of one file, and this is none; leave it out"]),
  ];
  if (problems.length > 0) throw new FluxManifestsInvalid({ source: path, problems });
  return manifestsIn(path, files);
}

/**
 * What one file says, once it was found to be the declared one.
 *
 * @param source as messages name it @throws {FluxManifestsInvalid} @throws {FluxDigestMismatch}
 */
export function checkedManifests(source: string, file: ManifestFile, declared: string | undefined): FluxManifests {
  const found = digestOf(file.content);
  if (declared !== undefined && declared !== found) throw new FluxDigestMismatch({ source, declared, found });
  return manifestsIn(source, [file]);
}

/** `sha256:` and 64 hexadecimal digits. */
export function digestOf(content: Uint8Array): string {
  return `sha256:${createHash("sha256").update(content).digest("hex")}`;
}

function manifestsIn(source: string, files: readonly ManifestFile[]): FluxManifests {
  const read = files.map(objectsIn);
  const unreadable = read.flatMap(({ problems }) => problems);
  if (unreadable.length > 0) throw new FluxManifestsInvalid({ source, problems: unreadable });
  const manifests = fluxManifestsOf(read.flatMap(({ objects }) => objects));
  if ("problems" in manifests) throw new FluxManifestsInvalid({ source, problems: manifests.problems });
  return manifests;
}

interface ReadObjects {
  readonly objects: readonly PlacedObject[];
  readonly problems: readonly string[];
}

function objectsIn({ path, content }: ManifestFile): ReadObjects {
  const lineCounter = new LineCounter();
  const placeOf = (offset: number) => `${path}:${lineCounter.linePos(offset).line}`;
  const read = [...parseAllDocuments(Buffer.from(content).toString("utf8"), { lineCounter })].map((document) => {
    const place = placeOf(document.contents?.range?.[0] ?? 0);
    const [error] = document.errors;
    return error === undefined
      ? objectsOf(document, place)
      : { objects: [], problems: [`${placeOf(error.pos[0])}: ${withoutPlace(error.message)}`] };
  });
  return { objects: read.flatMap(({ objects }) => objects), problems: read.flatMap(({ problems }) => problems) };
}

/** The parser tells the place in its own words as well, and shows the line. */
const withoutPlace = (message: string): string => message.replace(/ at line \d+, column \d+:[^]*$/u, "");

function objectsOf(document: Document.Parsed, place: string): ReadObjects {
  let object: unknown;
  try {
    object = document.toJS();
  } catch (thrown) {
    // Aliases that lead nowhere, or to too much.
    return { objects: [], problems: [`${place}: ${messageOf(thrown)}`] };
  }
  if (object === null) return { objects: [], problems: [] };
  const list = isObject(object) && object["apiVersion"] === "v1" && object["kind"] === "List" ? object : undefined;
  const objects = list === undefined ? [object] : listOf(list["items"]);
  return { objects: objects.map((each) => ({ place, object: each })), problems: [] };
}

async function filesBelow(tree: FileTree, folder: string): Promise<readonly ManifestFile[]> {
  const entries = (await tree.list(folder)).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const below = await Promise.all(
    entries.map(async ({ name, kind }): Promise<readonly ManifestFile[]> => {
      const path = folder === "" ? name : `${folder}/${name}`;
      if (kind === "folder") return filesBelow(tree, path);
      const content = /\.(?:ya?ml|json)$/u.test(name) ? await tree.read(path) : undefined;
      return content === undefined ? [] : [{ path, content }];
    }),
  );
  return below.flat();
}
