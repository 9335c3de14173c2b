import { realpath, stat } from "node:fs/promises";
import path from "node:path";

export type GitService = "git-upload-pack" | "git-receive-pack";

export type GitRequest =
  | { readonly kind: "advertise"; readonly repository: string; readonly service: GitService }
  | { readonly kind: "serve"; readonly repository: string; readonly service: GitService }
  | { readonly kind: "head"; readonly repository: string };

const plainSegment = /^[A-Za-z0-9_][A-Za-z0-9._-]*$/;

/** The service that method and URL name; `undefined` for everything that is not smart HTTP. */
export function parseGitRequest(method: string, url: string): GitRequest | undefined {
  const { pathname, searchParams } = new URL(url, "http://localhost");
  const asked = /^\/(.+?)\/(info\/refs|HEAD|git-upload-pack|git-receive-pack)$/.exec(pathname);
  const [, repository, what] = asked ?? [];
  if (repository === undefined || !repository.split("/").every((segment) => plainSegment.test(segment)))
    return undefined;

  if (method === "GET" && what === "HEAD") return { kind: "head", repository };
  if (method === "GET" && what === "info/refs") {
    const service = searchParams.get("service");
    return isService(service) ? { kind: "advertise", repository, service } : undefined;
  }
  return method === "POST" && isService(what) ? { kind: "serve", repository, service: what } : undefined;
}

/**
 * The folder of the bare repository that a URL path names, with or without `.git` at its end.
 *
 * Never a folder outside of `root`, neither through `..` nor through symbolic links.
 */
export async function findRepository(root: string, name: string): Promise<string | undefined> {
  const top = await realpath(root);
  for (const candidate of [name, `${name}.git`]) {
    const folder = await realpath(path.join(top, candidate)).catch(() => undefined);
    if (folder?.startsWith(top + path.sep) && (await isBareRepository(folder))) return folder;
  }
  return undefined;
}

async function isBareRepository(folder: string): Promise<boolean> {
  const [head, objects] = await Promise.all(
    ["HEAD", "objects"].map((part) => stat(path.join(folder, part)).catch(() => undefined)),
  );
  return head?.isFile() === true && objects?.isDirectory() === true;
}

function isService(name: string | null | undefined): name is GitService {
  return name === "git-upload-pack" || name === "git-receive-pack";
}
