import { kustomizationOf, overlaid, ownKustomization } from "../../kubernetes/kustomization/index.ts";
import { type BuildFile, type KustomizeOptions, kustomized } from "../../kubernetes/kustomize/index.ts";
import {
  type BuildPlan,
  buildPlan,
  declaredOnce,
  manifestLimits,
  sizeProblem,
  sizeText,
} from "../../kubernetes/manifests/index.ts";
import { GroundworkError, messageOf } from "../../lib/index.ts";
import type { ReadableTree, SourceFile } from "../fetch/index.ts";
import type { Overlay } from "../flux/index.ts";
import type { BuildProblem, Rendering } from "./desired.ts";
import { readManifests, type Substitute } from "./documents.ts";
import type { InFlight } from "./in-flight.ts";
import { type Decryption, openingOf } from "./opening.ts";
import { verbatim, verbatimOfFolder } from "./verbatim.ts";

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
  /** What decrypts the objects. An encrypted Secret is a problem without. */
  readonly decryption?: Decryption;
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
  const { objects, repeated } = declaredOnce(
    build.parts.flatMap((part) => part.objects),
    request.targetNamespace,
  );
  return { objects, problems: [...build.parts.flatMap((part) => part.problems), ...repeated] };
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
    const text = () => content.toString("utf8");
    const { objects, problems } = await this.#read(file.path, content.length, text);
    // What is too large to be read is too large to be kept as well.
    const isKept = problems.length > 0 && this.#sizeProblem(content.length) === undefined;
    this.parts.push({ objects, problems: isKept ? withText(problems, verbatim(text())) : problems });
  }

  /** Builds the whole folder with a kustomization that changes what its files say, as Flux does. */
  async addOverlaid(files: readonly SourceFile[], plan: BuildPlan, overlay: Overlay): Promise<void> {
    const { tree } = this.#request;
    const path = folderOf(this.#request.path);
    const named = ownKustomization(
      path,
      files.map((file) => file.path),
    );
    const own = files.find((file) => file.path === named);
    const all = (await tree.files("")) ?? [];
    const has = (folder: string) => all.some((each) => each.path.startsWith(folderOf(folder)));
    try {
      const text = own && (await tree.read(own)).toString("utf8");
      const instead = overlaid(
        { path, plan, has, ...(own !== undefined && text !== undefined && { own: { path: own.path, text } }) },
        overlay,
      );
      if (instead === undefined) return;
      await this.addFolder(path, { path: instead.path, content: Buffer.from(instead.content) });
    } catch (thrown) {
      const origin = kustomizationOf(path, named);
      this.parts.push({ objects: [], problems: [{ origin, problem: messageOf(thrown) }] });
    }
  }

  /** @param folder ends with `/`; `""` is the root @param instead stands for the file of its path */
  async addFolder(folder: string, instead?: BuildFile): Promise<void> {
    const origin = `${folder}kustomization.yaml`;
    try {
      const { tree, kustomize, decryption } = this.#request;
      const replaced = new Map(await decryption?.sources(tree, folder, instead));
      const holdsSecrets = replaced.size > 0;
      if (instead !== undefined) replaced.set(instead.path, instead.content);
      const made = await kustomized(() => wholeSource(tree, replaced), folder, { ...kustomize, holdsSecrets });
      const { objects, problems } = await this.#read(origin, Buffer.byteLength(made), () => made);
      this.parts.push({
        objects: objects.map(({ object }) => ({ object, origin })),
        problems: problems.map((each) => ({ ...each, origin })),
      });
    } catch (thrown) {
      const problem = { origin, problem: messageOf(thrown), passing: true } as const;
      const text = instead === undefined ? await verbatimOfFolder(this.#request.tree, folder) : undefined;
      this.parts.push({ objects: [], problems: withText([problem], text) });
    }
  }

  async #read(origin: string, bytes: number, text: () => string): Promise<Rendering> {
    this.#bytes += bytes;
    const problem = this.#sizeProblem(bytes);
    if (problem !== undefined) return { objects: [], problems: [{ origin, problem }] };
    return this.#request.inFlight.within(bytes, async () => {
      const { substitute, decryption } = this.#request;
      const content = text();
      return readManifests(origin, content, substitute, await openingOf(content, decryption));
    });
  }

  #sizeProblem(bytes: number): string | undefined {
    const { path } = this.#request;
    const problem = sizeProblem(bytes);
    if (problem !== undefined || this.#bytes <= manifestLimits.build) return problem;
    return (
      `is not read: with it the manifests of "${path}" have ${sizeText(this.#bytes)}; at most ` +
      `${sizeText(manifestLimits.build)} of one Kustomization are read. Give it to a Kustomization of its own`
    );
  }
}

function withText(problems: readonly BuildProblem[], text: string | undefined): readonly BuildProblem[] {
  return text === undefined ? problems : problems.map((problem) => ({ ...problem, verbatim: text }));
}

/** A kustomization may use what is beside its own folder. */
async function* wholeSource(tree: ReadableTree, replaced: ReadonlyMap<string, Uint8Array>): AsyncGenerator<BuildFile> {
  for (const file of (await tree.files("")) ?? [])
    if (!replaced.has(file.path)) yield { path: file.path, content: await tree.read(file) };
  for (const [path, content] of replaced) yield { path, content };
}

/** A path of the source with `/` at its end; `""` is the root. */
function folderOf(path: string): string {
  const steps = path.split("/").filter((step) => step !== "" && step !== ".");
  return steps.map((step) => `${step}/`).join("");
}
