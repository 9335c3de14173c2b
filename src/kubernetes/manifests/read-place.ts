import { posix } from "node:path";
import type { FileTreeEntry } from "../../lib/index.ts";
import { isManifest } from "./build-plan.ts";
import type { FluxMemo } from "./flux-memo.ts";
import { type KustomizationReference, kustomizationNames, readKustomization, textsIn } from "./kustomization.ts";
import type { LinkedTree } from "./linked-tree.ts";
import type { ManifestIssue, Place, PlaceContent, RepositoryPlace, UnknownSource } from "./place.ts";
import { isRemote } from "./remote.ts";
import { sourceIgnoreFile } from "./source-rules.ts";

/** Expectations that kustomize insists on; charts may be downloaded, and a strategic merge patch may be written in place. */
const required: ReadonlySet<string> = new Set(["resource", "component", "file", "plugin"]);

/** Of a manifest with an id it may be known what it says. */
const isReadAnyway = ({ name, kind, id }: FileTreeEntry): boolean =>
  id === undefined && (kind === "file" || kind === "executable") && isManifest(name);

const placesOf = { folder: "tree", component: "kustomization", chart: "all", file: "file" } as const;

/** Reads one place. Never throws for what the files say. */
export async function readPlace(tree: LinkedTree, place: Place, memo: FluxMemo): Promise<PlaceContent> {
  const reading = new PlaceReading(tree, memo);
  await reading.read(place);
  return reading;
}

class PlaceReading implements PlaceContent {
  readonly files = new Set<string>();
  readonly manifests = new Set<string>();
  readonly issues: ManifestIssue[] = [];
  readonly next: Place[] = [];
  readonly unknown: UnknownSource[] = [];
  readonly repositories = new Map<string, string>();
  readonly fromRepositories: RepositoryPlace[] = [];
  private readonly seen = new Set<string>();

  constructor(
    private readonly tree: LinkedTree,
    private readonly memo: FluxMemo,
  ) {}

  async read({ read, folder }: Place): Promise<void> {
    const { kind, path } = await this.find(folder);
    if (kind === "elsewhere") this.unknown.push({ file: folder, problem: "leads out of this repository" });
    if (kind === "file" && read === "file") this.files.add(path);
    if (kind !== "folder" || read === "file") return;
    if (read === "kustomization") await this.readKustomized(path);
    else if (read === "tree") await this.readTree(path);
    else await this.readAll(path);
  }

  /** Every manifest; a folder with a kustomization is a place of its own. */
  private async readTree(folder: string): Promise<void> {
    if (this.isSeen(folder)) return;
    const entries = await this.tree.list(folder);
    if (entries.some(({ name }) => kustomizationNames.some((each) => each === name))) {
      this.next.push({ read: "kustomization", folder });
      return;
    }
    await this.tree.readAhead(entries.filter(isReadAnyway).map(({ name }) => posix.join(folder, name)));
    for (const { name, kind } of entries) {
      const path = posix.join(folder, name);
      if (kind === "folder") await this.readTree(path);
      else if (kind === "link") await this.readLinked(path);
      else if (isManifest(name)) await this.addManifest(path);
      else if (name === sourceIgnoreFile) this.files.add(path);
    }
  }

  private async readLinked(link: string): Promise<void> {
    const { kind, path } = await this.find(link);
    if (kind === "folder") await this.readTree(path);
    if (kind === "file" && isManifest(link)) await this.addManifest(path);
    if (kind === "elsewhere") this.unknown.push({ file: link, problem: "is a link out of this repository" });
  }

  private async readAll(folder: string): Promise<void> {
    if (this.isSeen(folder)) return;
    for (const { name } of await this.tree.list(folder)) {
      const { kind, path } = await this.find(posix.join(folder, name));
      if (kind === "folder") await this.readAll(path);
      else if (kind === "file") this.files.add(path);
    }
  }

  /** A folder without a kustomization is refused by kustomize; its manifests count, since they are what is missing. */
  private async readKustomized(folder: string): Promise<void> {
    const found = await Promise.all(kustomizationNames.map((name) => this.find(posix.join(folder, name))));
    const files = found.filter(({ kind }) => kind === "file").map(({ path }) => path);
    if (files.length === 0) await this.readTree(folder);
    if (files.length > 1)
      this.report(
        files[1] ?? "",
        { line: 1, column: 1 },
        "two-kustomizations",
        `is a second kustomization beside ${files[0]}; kustomize refuses both`,
      );
    for (const file of files) {
      this.files.add(file);
      const read = readKustomization(await this.textOf(file));
      if ("problem" in read) {
        this.unknown.push({ file, problem: read.problem });
        this.report(file, read, "malformed-kustomization", read.problem);
      } else for (const reference of read.references) await this.follow(reference, folder, file);
    }
  }

  private async follow(reference: KustomizationReference, folder: string, file: string): Promise<void> {
    const { expected, written } = reference;
    if (expected === "plugin" && isInline(written)) return this.addPlugin(written, folder, file);
    const remote = [written, ...reference.paths].some(isRemote);
    if (remote) this.unknown.push({ file, problem: `takes ${written}`, remote: written });
    let leads = remote || isInline(written);
    for (const path of reference.paths.filter((each) => !isInline(each))) {
      const found = await this.find(posix.join(folder, path));
      leads ||= found.kind !== "missing";
      if (found.kind === "file") await this.addFile(found.path, reference, folder);
      if (found.kind === "folder") await this.addFolder(found.path, reference, folder, file);
      if (found.kind === "elsewhere" && !remote)
        this.unknown.push({ file, problem: `takes ${path}, which is not in this repository` });
    }
    if (!leads && required.has(expected))
      this.report(file, reference, "missing-file", `${reference.field} names "${written}", and nothing is there`);
  }

  private report(
    file: string,
    { line, column }: { line: number; column: number },
    code: string,
    message: string,
  ): void {
    this.issues.push({ file, line, column, severity: "error", code, message });
  }

  private async addFile(path: string, { expected }: KustomizationReference, folder: string): Promise<void> {
    if (expected === "component" || expected === "folder" || expected === "chart") return;
    this.files.add(path);
    if (expected === "resource") await this.addManifest(path);
    if (expected === "plugin") await this.addPlugin(await this.textOf(path), folder, path);
  }

  private async addFolder(
    path: string,
    reference: KustomizationReference,
    folder: string,
    file: string,
  ): Promise<void> {
    const { expected } = reference;
    if (expected === "resource" || expected === "component") {
      this.next.push({ read: "kustomization", folder: path });
      const names = (await this.tree.list(path)).map(({ name }) => name);
      if (!kustomizationNames.some((name) => names.includes(name)))
        this.report(
          file,
          reference,
          "no-kustomization",
          `${reference.field} names "${reference.written}", a folder without a kustomization.yaml`,
        );
    } else if (expected === "folder" || expected === "chart") this.next.push({ read: "all", folder: path });
    else if (expected === "plugin") await this.addPlugins(path, folder);
  }

  /**
   * A plugin's configuration that a kustomization makes: what it names is relative to the folder that runs the plugin. Its
   * resources are no manifests: kustomize runs them, and the cluster never sees them.
   */
  private async addPlugins(from: string, folder: string): Promise<void> {
    const places: Place[] = [{ read: "kustomization", folder: from }];
    for (const place of places) {
      const content = await readPlace(this.tree, place, this.memo);
      for (const file of content.files) {
        this.files.add(file);
        if (place.read !== "all") await this.addPlugin(await this.textOf(file), folder, file);
      }
      this.issues.push(...content.issues);
      this.unknown.push(...content.unknown);
      const known = new Set(places.map((each) => `${each.read} ${each.folder}`));
      places.push(...content.next.filter((each) => !known.has(`${each.read} ${each.folder}`)));
    }
  }

  /** The built-in plugins read what they name; of others nothing is known. */
  private async addPlugin(text: string, folder: string, file: string): Promise<void> {
    const named = textsIn(text);
    if (named === undefined) this.unknown.push({ file, problem: "cannot be read as YAML" });
    for (const remote of (named ?? []).filter(isRemote))
      this.unknown.push({ file, problem: `takes ${remote}`, remote });
    for (const path of (named ?? []).filter((each) => !isInline(each))) {
      const found = await this.find(posix.join(folder, path));
      if (found.kind === "file") this.files.add(found.path);
    }
    const [, foreign] = /^apiVersion:[ \t]*(?!["']?(?:builtin|kustomize\.config\.k8s\.io)\b)(\S+)/m.exec(text) ?? [];
    if (foreign !== undefined)
      this.unknown.push({ file, problem: `runs a plugin of ${foreign}, which may read any file` });
  }

  private async addManifest(path: string): Promise<void> {
    this.files.add(path);
    this.manifests.add(path);
    const sources = await this.memo.sourcesIn(await this.tree.idOf(path), () => this.textOf(path));
    if (sources === undefined) this.unknown.push({ file: path, problem: "names Flux's API and is not YAML" });
    for (const source of sources ?? []) {
      if (source.kind === "repository") this.repositories.set(source.name, source.url);
      else {
        const place: Place = { read: placesOf[source.kind], folder: posix.join("/", source.path).slice(1) };
        this.fromRepositories.push({ place, repository: source.repository, file: path });
      }
    }
  }

  /** Where a path leads. The links on its way are read too. */
  private async find(path: string) {
    const found = await this.tree.find(path);
    for (const link of found.links) this.files.add(link);
    return found;
  }

  private isSeen(folder: string): boolean {
    const seen = this.seen.has(folder);
    this.seen.add(folder);
    return seen;
  }

  private async textOf(path: string): Promise<string> {
    return Buffer.from((await this.tree.read(path)) ?? []).toString("utf8");
  }
}

/** A value that holds YAML itself, or nothing that can be a path. */
const isInline = (value: string): boolean => value.includes("\n") || value.startsWith("{");
