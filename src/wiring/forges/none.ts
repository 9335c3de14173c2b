import { realpath } from "node:fs/promises";
import path from "node:path";
import { ForgeSettingInvalid } from "../../forge/index.ts";
import { installedGit } from "../../git/executable/index.ts";
import { messageOf } from "../../lib/index.ts";
import type { KnownForge } from "./known-forge.ts";

/** A plain Git server: the remote `origin` of the clone, with the credentials that Git is configured to use. */
export const none: KnownForge = {
  name: "none",
  async open({ flags, given, cwd, environment }) {
    const { plainGit } = await import("../../forge/none/index.ts");
    const clone = (await installedGit({ args: ["-C", cwd, "rev-parse", "--show-toplevel"], environment })).trim();
    const written = given("GROUNDWORK_ALLOWED_SIGNERS");
    const allowedSigners = written === undefined ? undefined : await signersOutside(path.resolve(cwd, written), clone);
    return plainGit({
      url: withoutPassword(flags.repository ?? given("GROUNDWORK_FORGE_REPOSITORY") ?? "origin"),
      clone,
      environment,
      ...(allowedSigners !== undefined && { allowedSigners }),
    });
  },
  changeRequestOfCi: () => undefined,
  tokenVariables: () => [],
};

/** The address stands in messages. @throws {ForgeSettingInvalid} without the address */
function withoutPassword(address: string): string {
  const { protocol, username, password } = URL.canParse(address)
    ? new URL(address)
    : { protocol: "", username: "", password: "" };
  if (password === "" && (username === "" || !protocol.startsWith("http"))) return address;
  throw new ForgeSettingInvalid({
    setting: "repository",
    problem: "has a name or a password in it",
    allowed:
      "a remote of the clone, or an address without them: Git takes credentials from what it is configured to use",
  });
}

/** A list inside of the checkout comes with the commit: a change could name its own signers. @throws {ForgeSettingInvalid} */
async function signersOutside(file: string, clone: string): Promise<string> {
  const refuse = (problem: string) =>
    new ForgeSettingInvalid({
      setting: "list of allowed signers",
      problem,
      allowed: "a file outside of the checkout, in GROUNDWORK_ALLOWED_SIGNERS",
    });
  const real = await realpath(file).catch((thrown: unknown) => {
    throw refuse(`cannot be found: ${messageOf(thrown)}`);
  });
  const below = path.relative(await realpath(clone), real);
  if (below !== ".." && !below.startsWith(`..${path.sep}`) && !path.isAbsolute(below))
    throw refuse(`is a file of the checkout: ${file}`);
  return real;
}
