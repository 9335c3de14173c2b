import { posix } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { KubernetesObject } from "../../kubernetes/client/index.ts";
import { type BuildFile, type KustomizeOptions, kustomized } from "../../kubernetes/kustomize/index.ts";
import {
  type BuildPlan,
  buildPlan,
  identityOf,
  isKustomization,
  manifestLimits,
  sizeProblem,
  sizeText,
} from "../../kubernetes/manifests/index.ts";
import { GroundworkError, messageOf } from "../../lib/index.ts";
import type { ReadableTree, SourceFile } from "../fetch/index.ts";
import type { Overlay } from "../flux/index.ts";
import type { BuildProblem, DesiredObject, Rendering } from "./desired.ts";
import { readManifests, type Substitute } from "./documents.ts";
import type { InFlight } from "./in-flight.ts";
import { kustomizationWith } from "./overlay.ts";

/** The path of a Kustomization is not in its source. */
export class PathMissing extends GroundworkError {
  readonly code = "path-missing";
  readonly kind = "invalid";
  constructor(readonly data: { readonly path: string; readonly revision: string }) {
    super(
      `kustomization path not found: there is no folder "${data.path}" in ${data.revision}. Correct spec.path, or add the folder.`,
    );
  }
}

export interface BuildRequest {
  readonly tree: ReadableTree;
  readonly revision: string;
  readonly path: string;
  /** Where every object is put. */
  readonly targetNamespace?: string;
  /** What changes the objects as kustomize does. */
  readonly overlay?: Overlay;
  readonly substitute?: Substitute;
  readonly kustomize: KustomizeOptions;
  /** Bounds what all builds of the process parse at once. */
  readonly inFlight: InFlight;
}

/**
 * What a folder of a source says: every manifest below it, and what kustomize makes of the folders with a kustomization.yaml.
 * A file, or a whole build, that is larger than {@link manifestLimits} is among the problems, unparsed.
 *
 * @throws {PathMissing} when there is no such folder. Everything else that is wrong is among the problems.
 */
export async function buildSource(request: BuildRequest): Promise<Rendering> {
  const { tree, revision, path } = request;
  const files = await tree.files(path);
  if (files === undefined) throw new PathMissing({ path, revision });
  const plan = buildPlan(files.map((file) => file.path));
  const plain = new Set(plan.plain);
  const build = new Build(request);
  if (request.overlay !== undefined) await build.addOverlaid(files, plan, request.overlay);
  else {
    for (const folder of plan.kustomized) await build.addFolder(folder === "" ? "" : `${folder}/`);
    for (const file of files) if (plain.has(file.path)) await build.addFile(file);
  }
  return withoutDuplicates(build.parts, request.targetNamespace);
}

class Build {
  readonly parts: Rendering[] = [];
  readonly #request: BuildRequest;
  #bytes = 0;

  constructor(request: BuildRequest) {
    this.#request = request;
  }

  async addFile(file: SourceFile): Promise<void> {
    const content = await this.#request.tree.read(file);
    this.parts.push(await this.#read(file.path, content.length, () => content.toString("utf8")));
  }

  /** Builds the whole folder with a kustomization that changes what its files say, as Flux does. */
  async addOverlaid(files: readonly SourceFile[], plan: BuildPlan, overlay: Overlay): Promise<void> {
    const folder = folderOf(this.#request.path);
    const within = (path: string) => `./${path.slice(folder.length)}`;
    const own = files.find(
      ({ path }) => isKustomization(path) && posix.join(posix.dirname(path), "/") === posix.join(folder || ".", "/"),
    );
    const resources = [...plan.kustomized, ...plan.plain].map(within);
    if (own === undefined && resources.length === 0 && overlay.components.length === 0) return;
    const file = own?.path ?? `${folder}kustomization.yaml`;
    const all = (await this.#request.tree.files("")) ?? [];
    const hasFolder = (path: string) => {
      const wanted = folderOf(posix.join(folder, path));
      return all.some((each) => each.path.startsWith(wanted));
    };
    try {
      const text = own && (await this.#request.tree.read(own)).toString("utf8");
      const base = text === undefined ? { resources } : { file, text };
      const content = Buffer.from(kustomizationWith(base, overlay, hasFolder));
      await this.addFolder(folder, { path: file, content });
    } catch (thrown) {
      this.parts.push({ objects: [], problems: [{ origin: file, problem: messageOf(thrown) }] });
    }
  }

  /** @param folder ends with `/`; `""` is the root @param instead stands for the file of its path */
  async addFolder(folder: string, instead?: BuildFile): Promise<void> {
    const origin = `${folder}kustomization.yaml`;
    try {
      const files = () => wholeSource(this.#request.tree, instead);
      const made = await kustomized(files, folder, this.#request.kustomize);
      const { objects, problems } = await this.#read(origin, Buffer.byteLength(made), () => made);
      this.parts.push({
        objects: objects.map(({ object }) => ({ object, origin })),
        problems: problems.map(({ problem }) => ({ origin, problem })),
      });
    } catch (thrown) {
      this.parts.push({ objects: [], problems: [{ origin, problem: messageOf(thrown), passing: true }] });
    }
  }

  async #read(origin: string, bytes: number, text: () => string): Promise<Rendering> {
    this.#bytes += bytes;
    const problem = sizeProblem(bytes) ?? this.#buildProblem();
    if (problem !== undefined) return { objects: [], problems: [{ origin, problem }] };
    return this.#request.inFlight.within(bytes, () => readManifests(origin, text(), this.#request.substitute));
  }

  #buildProblem(): string | undefined {
    const { path } = this.#request;
    if (this.#bytes <= manifestLimits.build) return undefined;
    return (
      `is not read: with it the manifests of "${path}" have ${sizeText(this.#bytes)}; at most ` +
      `${sizeText(manifestLimits.build)} of one Kustomization are read. Give it to a Kustomization of its own`
    );
  }
}

/** A kustomization may use what is beside its own folder. */
async function* wholeSource(tree: ReadableTree, instead?: BuildFile): AsyncGenerator<BuildFile> {
  for (const file of (await tree.files("")) ?? [])
    if (file.path !== instead?.path) yield { path: file.path, content: await tree.read(file) };
  if (instead !== undefined) yield instead;
}

/** A path of the source with `/` at its end; `""` is the root. */
function folderOf(path: string): string {
  const steps = path.split("/").filter((step) => step !== "" && step !== ".");
  return steps.map((step) => `${step}/`).join("");
}

/**
 * An object that is declared twice has two meanings, and which file comes first is no reason for one of them: neither is used, and
 * each place is reported with the other. Where both say the same, that is used.
 */
function withoutDuplicates(parts: readonly Rendering[], targetNamespace: string | undefined): Rendering {
  const problems: BuildProblem[] = parts.flatMap((part) => part.problems);
  const declared = new Map<string, DesiredObject[]>();
  for (const desired of parts.flatMap((part) => part.objects)) {
    const key = identityOf(inNamespace(desired.object, targetNamespace));
    declared.set(key, [...(declared.get(key) ?? []), desired]);
  }
  const objects: DesiredObject[] = [];
  for (const [first, ...more] of declared.values()) {
    if (first === undefined) continue;
    const { kind, metadata } = first.object;
    const isSame = more.every(({ object }) => isDeepStrictEqual(object, first.object));
    if (isSame) objects.push(first);
    const places = [first, ...more].map(({ origin }) => origin);
    for (const origin of isSame ? places.slice(1) : places.slice(0, more.length === 0 ? 0 : undefined))
      problems.push({
        origin,
        problem: `${kind} ${metadata.name} is also in ${places.filter((each) => each !== origin).join(", ")}; keep one`,
      });
  }
  return { objects, problems };
}

/** Every object of a Kustomization with a target namespace is there, also one that names another. */
function inNamespace(object: KubernetesObject, namespace: string | undefined): KubernetesObject {
  return namespace === undefined ? object : { ...object, metadata: { ...object.metadata, namespace } };
}
