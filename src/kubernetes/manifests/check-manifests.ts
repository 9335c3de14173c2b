import type { FileTree } from "../../lib/index.ts";
import { type ClusterKinds, KnownKinds } from "./known-kinds.ts";
import { sizeProblem } from "./limits.ts";
import { identityOf } from "./manifest-object.ts";
import { ManifestReader, type ManifestSources } from "./manifest-sources.ts";
import type { ManifestIssue } from "./place.ts";
import { type Manifest, type Manifests, readManifests } from "./read-manifests.ts";
import { SourceRules } from "./source-rules.ts";

/** A file's objects. */
interface ReadFile extends Manifests {
  readonly file: string;
}

/** Finds what is wrong with the manifests of folders of one tree. Each file is read once, however many folders share it. */
export class ManifestChecker {
  private readonly reader: ManifestReader;
  private readonly rules: SourceRules;
  private readonly read = new Map<string, Promise<ReadFile>>();

  constructor(private readonly tree: FileTree) {
    this.reader = new ManifestReader(tree);
    this.rules = new SourceRules(tree);
  }

  /**
   * Everything about a folder's manifests that the sync agent or the cluster would refuse, as far as the files alone can tell:
   * what is no YAML or too large, objects without apiVersion, kind or name, two of one object, kinds that the cluster will not
   * know, and kustomizations that name what is not there. Empty when there is no such folder. Never throws for what files say.
   */
  async issuesOf(folder: string, cluster: ClusterKinds): Promise<readonly ManifestIssue[]> {
    const sources = await this.reader.sourcesOf(folder);
    const places = await Promise.all(
      sources.contents.map(async ({ manifests }) => {
        const kept = await this.rules.kept(manifests);
        return await Promise.all(kept.map((file) => this.fileAt(file)));
      }),
    );
    const files = [...new Map(places.flat().map((each) => [each.file, each])).values()];
    const objects = files.flatMap((each) => each.objects.map(({ object }) => object));
    const kinds = new KnownKinds(objects, cluster, isComplete(sources, files));
    return [
      ...sources.contents.flatMap(({ issues }) => issues),
      ...files.flatMap((each) =>
        each.problems.map((problem) => error(each.file, problem, "invalid-manifest", problem.problem)),
      ),
      ...places.flatMap(duplicatesIn),
      ...files.flatMap(({ file, objects: found }) => found.flatMap((each) => unknownKind(file, each, kinds))),
      ...(await this.linksIn(sources)),
    ];
  }

  private fileAt(file: string): Promise<ReadFile> {
    let read = this.read.get(file);
    if (!read) {
      read = this.tree.read(file).then((bytes) => ({ file, ...readBounded(bytes ?? new Uint8Array()) }));
      this.read.set(file, read);
    }
    return read;
  }

  /** The sync agent, like Flux, leaves links out of what it fetches. */
  private async linksIn({ files }: ManifestSources): Promise<readonly ManifestIssue[]> {
    const links = await Promise.all(
      [...files.keys()].map(async (file) => ((await this.tree.readLink(file)) === undefined ? [] : [file])),
    );
    return links.flat().map((file) => ({
      ...error(
        file,
        { line: 1, column: 1 },
        "link",
        "is a symbolic link, which the sync agent leaves out; put the files themselves here, or name their folder in a kustomization",
      ),
      severity: "warning",
    }));
  }
}

function readBounded(bytes: Uint8Array): Manifests {
  const problem = sizeProblem(bytes.length);
  if (problem !== undefined) return { objects: [], problems: [{ line: 1, column: 1, problem }] };
  return readManifests(Buffer.from(bytes).toString("utf8"));
}

/** A definition may be in what is not known, and in a file that cannot be read. */
const isComplete = ({ unknown }: ManifestSources, files: readonly ReadFile[]): boolean =>
  unknown.length === 0 && files.every(({ problems }) => problems.length === 0);

function duplicatesIn(files: readonly ReadFile[]): readonly ManifestIssue[] {
  const first = new Map<string, string>();
  return files.flatMap(({ file, objects }) =>
    objects.flatMap(({ object, ...place }): readonly ManifestIssue[] => {
      const identity = identityOf(object);
      const earlier = first.get(identity);
      if (earlier === undefined) first.set(identity, `${file}:${place.line}`);
      if (earlier === undefined || identity.includes("${")) return [];
      const message = `${object.kind} ${object.metadata.name} is already in ${earlier}; keep one of the two`;
      return [error(file, place, "duplicate-object", message)];
    }),
  );
}

function unknownKind(file: string, { object, ...place }: Manifest, kinds: KnownKinds): readonly ManifestIssue[] {
  const problem = kinds.problemOf(object);
  return problem === undefined ? [] : [error(file, place, "unknown-kind", problem)];
}

const error = (
  file: string,
  { line, column }: { readonly line: number; readonly column: number },
  code: string,
  message: string,
): ManifestIssue => ({ file, line, column, severity: "error", code, message });
