import { createHash } from "node:crypto";
import { posix } from "node:path";
import { stringify } from "yaml";
import {
  identityOf,
  type ManifestFolder,
  type ManifestRoot,
  readManifests,
  titleOf,
} from "../../kubernetes/manifests/index.ts";
import type { ManifestBuild, ManifestBuilder } from "../../manifests/index.ts";

/** Different folders that are built for one report, so that the builds take seconds. */
const mostBuilds = 60;

/** Objects as YAML, by root and identity. */
export type Objects = ReadonlyMap<string, { readonly object: string; readonly text: string }>;
/** Why it is not known which objects there are. */
interface Unknown {
  readonly because: string;
}

/** Builds each folder once, however many environments have the very same files in theirs. */
export class ManifestBuilds {
  readonly #known = new Map<string, Promise<ManifestBuild>>();
  readonly #builder: ManifestBuilder;
  readonly #signal: AbortSignal;

  constructor(builder: ManifestBuilder, signal: AbortSignal) {
    this.#builder = builder;
    this.#signal = signal;
  }

  /** Everything that a sync agent applies. */
  async objectsOf({ files, roots, unknown }: ManifestFolder): Promise<Objects | Unknown> {
    if (unknown !== undefined) return { because: unknown };
    const found = new Map<string, { readonly object: string; readonly text: string }>();
    for (const [index, root] of roots.entries()) {
      const objects = await this.#objectsOfRoot(root, files);
      if ("because" in objects) return objects;
      // The environment's own folder may have another path before the change.
      for (const [id, object] of objects) found.set(`${index === 0 ? "" : root.folder}\n${id}`, object);
    }
    return found;
  }

  async #objectsOfRoot({ kustomized, plain }: ManifestRoot, files: ReadonlyMap<string, Uint8Array>) {
    const parts: Objects[] = [];
    for (const folder of kustomized) {
      const build = await this.#build(folder, files);
      const objects = build.kind === "built" ? objectsIn(build.text) : build;
      if ("because" in objects) return { because: `${folder === "" ? "." : folder}: ${objects.because}` };
      // kustomize refuses to make one object twice.
      parts.push(new Map(objects.flatMap((each) => [...each])));
    }
    for (const path of plain) {
      const objects = objectsIn(Buffer.from(files.get(path) ?? []).toString("utf8"));
      if ("because" in objects) return { because: `${path}: ${objects.because}` };
      parts.push(...objects);
    }
    return together(parts);
  }

  #build(folder: string, files: ReadonlyMap<string, Uint8Array>): Promise<ManifestBuild> {
    const key = keyOf(folder, files);
    const known = this.#known.get(key);
    if (known) return known;
    const build: Promise<ManifestBuild> =
      this.#known.size < mostBuilds
        ? this.#builder.build(files, folder, this.#signal)
        : Promise.resolve({ kind: "not-built", because: `no more than ${mostBuilds} folders are built for a report` });
    this.#known.set(key, build);
    return build;
  }
}

/** Of an object that is there twice with two meanings the agent applies neither. */
function together(parts: readonly Objects[]): Objects | Unknown {
  const found = new Map<string, { readonly object: string; readonly text: string }>();
  for (const [id, object] of parts.flatMap((objects) => [...objects])) {
    const earlier = found.get(id);
    if (earlier !== undefined && earlier.text !== object.text)
      return { because: `${object.object} is there twice, and the sync agent applies neither` };
    found.set(id, object);
  }
  return found;
}

/** Of what decides on a build: the files, and where they are from its folder. */
function keyOf(folder: string, files: ReadonlyMap<string, Uint8Array>): string {
  const hash = createHash("sha256");
  for (const [path, content] of [...files].toSorted(([a], [b]) => (a < b ? -1 : 1)))
    hash.update(`${posix.relative(folder, path)}\0${content.length}\0`).update(content);
  return hash.digest("hex");
}

function objectsIn(text: string): readonly Objects[] | Unknown {
  const { objects, problems } = readManifests(text);
  const [problem] = problems;
  if (problem) return { because: `line ${problem.line} ${problem.problem}` };
  return objects.map(({ object }) => {
    const yaml = stringify(object, { lineWidth: 0 });
    return new Map([[identityOf(object), { object: titleOf(object), text: yaml }]]);
  });
}
