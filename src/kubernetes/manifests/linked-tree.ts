import { posix } from "node:path";
import pLimit from "p-limit";
import type { FileTree, FileTreeEntry } from "../../lib/index.ts";

/** Where a path leads once the symbolic links on its way are followed. */
export interface Found {
  /** `elsewhere` lies outside of the tree, or in a part of it whose content another repository has. */
  readonly kind: "file" | "folder" | "missing" | "elsewhere";
  /** Without links and `..`; of what is missing, as far as it could be followed. */
  readonly path: string;
  /** The links that were followed, as paths of the tree. */
  readonly links: readonly string[];
}

const filesAtOnce = pLimit(16);

/** As many as Linux follows before it calls a chain of links a loop. */
const mostLinks = 40;

/** A tree whose symbolic links can be followed, as kustomize does on a disk. Every folder is listed once. */
export class LinkedTree {
  private readonly lists = new Map<string, ReturnType<FileTree["list"]>>();
  private readonly byName = new Map<string, Promise<ReadonlyMap<string, FileTreeEntry>>>();

  private readonly ahead = new Map<string, ReturnType<FileTree["read"]>>();

  constructor(private readonly tree: FileTree) {}

  list(folder: string): ReturnType<FileTree["list"]> {
    let entries = this.lists.get(folder);
    if (!entries) {
      entries = this.tree.list(folder);
      this.lists.set(folder, entries);
    }
    return entries;
  }

  read(path: string): Promise<Uint8Array | undefined> {
    const begun = this.ahead.get(path);
    this.ahead.delete(path);
    return begun ?? this.tree.read(path);
  }

  /** Reads files together that are going to be read one after the other. Never rejects: their readers meet what is wrong. */
  async readAhead(paths: readonly string[]): Promise<void> {
    await filesAtOnce.map(paths, async (path) => {
      const read = this.tree.read(path);
      this.ahead.set(path, read);
      await read.catch(() => undefined);
    });
  }

  /** The id of a file's content, where the tree knows it. */
  async idOf(file: string): Promise<string | undefined> {
    const folder = posix.dirname(file);
    return (await this.entry(folder === "." ? "" : folder, posix.basename(file)))?.id;
  }

  async find(path: string): Promise<Found> {
    const links: string[] = [];
    const steps = path.split("/");
    const at: string[] = [];
    for (let step = steps.shift(); step !== undefined; step = steps.shift()) {
      if (step === "" || step === ".") continue;
      if (step === "..") {
        if (at.length === 0) return { kind: "elsewhere", path, links };
        at.pop();
        continue;
      }
      const here = [...at, step].join("/");
      const kind = (await this.entry(at.join("/"), step))?.kind;
      const isLast = steps.every((next) => next === "" || next === ".");
      if (kind === "folder") at.push(step);
      else if (kind === "submodule") return { kind: "elsewhere", path: here, links };
      else if (kind === "link") {
        const target = await this.tree.readLink(here);
        if (links.length === mostLinks || target === undefined) return { kind: "missing", path: here, links };
        links.push(here);
        if (target.startsWith("/")) return { kind: "elsewhere", path: here, links };
        steps.unshift(...target.split("/"));
      } else if (kind === undefined || !isLast) return { kind: "missing", path: [here, ...steps].join("/"), links };
      else return { kind: "file", path: here, links };
    }
    return { kind: "folder", path: at.join("/"), links };
  }

  private async entry(folder: string, name: string): Promise<FileTreeEntry | undefined> {
    let entries = this.byName.get(folder);
    if (!entries) {
      entries = this.list(folder).then((list) => new Map(list.map((entry) => [entry.name, entry])));
      this.byName.set(folder, entries);
    }
    return (await entries).get(name);
  }
}
