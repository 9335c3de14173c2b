import { randomBytes } from "node:crypto";
import { chmod, chown, constants, copyFile, cp, mkdir, writeFile } from "node:fs/promises";
import { userInfo } from "node:os";
import path from "node:path";
import { appIni } from "./app-ini.ts";

/** Files that a Gitea needs before its first command. */
export interface GiteaFiles {
  readonly executable: string;
  /** Path of `app.ini`. */
  readonly settings: string;
  readonly internalToken: string;
  /** Of the user that Gitea runs as, where that is another one than the test's. */
  readonly user?: { readonly uid: number; readonly gid: number };
  readonly environment: Readonly<Record<string, string>>;
}

/** The user that owns nothing. Gitea refuses to run as root. */
const nobody = { name: "nobody", uid: 65_534, gid: 65_534 };

/**
 * Writes the settings of a Gitea on `port` to `folder`, an empty folder.
 *
 * A test that runs as root gives Gitea another user: then the executable and its files are copied to `folder`, because that user
 * cannot read root's cache.
 */
export async function prepareFiles(
  built: string,
  { folder, port }: { readonly folder: string; readonly port: number },
): Promise<GiteaFiles> {
  const isRoot = process.getuid?.() === 0;
  const [executable, staticFolder] = isRoot
    ? await copied(built, folder)
    : [built, path.join(path.dirname(built), "static")];
  const home = path.join(folder, "home");
  const settings = path.join(folder, "app.ini");
  await mkdir(home);
  const user = isRoot ? nobody.name : userInfo().username;
  const internalToken = randomBytes(32).toString("hex");
  await writeFile(settings, appIni({ folder, port, staticFolder, user, internalToken }), { mode: 0o600 });
  if (isRoot) for (const owned of [folder, home, settings]) await chown(owned, nobody.uid, nobody.gid);
  return {
    executable,
    settings,
    internalToken,
    environment: { PATH: process.env["PATH"] ?? "", HOME: home, USER: user },
    ...(isRoot && { user: { uid: nobody.uid, gid: nobody.gid } }),
  };
}

async function copied(built: string, folder: string): Promise<readonly [string, string]> {
  const [executable, staticFolder] = [path.join(folder, "gitea"), path.join(folder, "static")];
  await copyFile(built, executable, constants.COPYFILE_FICLONE);
  await chmod(executable, 0o755);
  await cp(path.join(path.dirname(built), "static"), staticFolder, { recursive: true });
  return [executable, staticFolder];
}
