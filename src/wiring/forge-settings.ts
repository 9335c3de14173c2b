import type { ForgeFlags } from "../cli/index.ts";
import { ForgeNotConfigured } from "./errors.ts";

/** Everything that an adapter of a forge is opened with. */
export type ForgeSettings = { readonly changeRequest?: number } & (
  | { readonly name: "gitea"; readonly url: string; readonly repository: string; readonly token: string }
  | { readonly name: "local"; readonly folder: string; readonly repository: string; readonly user: string }
);

const names = ["gitea", "local"] as const;

/**
 * Flags come before the variables `GROUNDWORK_FORGE…`, and these before what the CI says of its own forge. The token is read from
 * variables alone: a command line is seen by every process of the machine.
 *
 * @returns `undefined` when no forge is named.
 * @throws {ForgeNotConfigured}
 */
export function forgeSettings(flags: ForgeFlags, environment: NodeJS.ProcessEnv): ForgeSettings | undefined {
  const given = (name: string) => (environment[name] === "" ? undefined : environment[name]);
  const name = flags.forge ?? given("GROUNDWORK_FORGE");
  if (name === undefined || name === "none") return undefined;
  const url = flags.forgeUrl ?? given("GROUNDWORK_FORGE_URL");
  const number = changeRequestOf(given);
  const changeRequest = number === undefined ? {} : { changeRequest: number };
  if (name === "local") {
    const repository = flags.repository ?? given("GROUNDWORK_FORGE_REPOSITORY");
    if (url === undefined || repository === undefined)
      throw new ForgeNotConfigured({
        forge: name,
        missing: [
          ...(url === undefined ? ["--forge-url <folder>"] : []),
          ...(repository === undefined ? ["--repository <folder of a bare repository>"] : []),
        ],
      });
    return { name, folder: url, repository, user: given("GROUNDWORK_FORGE_USER") ?? "groundwork", ...changeRequest };
  }
  if (name !== "gitea") throw new ForgeNotConfigured({ forge: name, missing: [`a name among ${names.join(", ")}`] });

  const isOwnCi = given("GITEA_ACTIONS") === "true";
  const ofCi = (variable: string) => (isOwnCi ? given(variable) : undefined);
  const address = url ?? ofCi("GITHUB_SERVER_URL");
  const repository = flags.repository ?? given("GROUNDWORK_FORGE_REPOSITORY") ?? ofCi("GITHUB_REPOSITORY");
  const token = given("GROUNDWORK_FORGE_TOKEN") ?? given("GITEA_TOKEN") ?? ofCi("GITHUB_TOKEN");
  if (address === undefined || repository === undefined || token === undefined)
    throw new ForgeNotConfigured({
      forge: name,
      missing: [
        ...(address === undefined ? ["--forge-url <url>"] : []),
        ...(repository === undefined ? ["--repository <owner/name>"] : []),
        ...(token === undefined ? ["the environment variable GROUNDWORK_FORGE_TOKEN"] : []),
      ],
    });
  return { name, url: address, repository, token, ...changeRequest };
}

/**
 * The change request that a job runs for. That of a CI counts on its own forge alone (`refs/pull/7/head` on Gitea): the same
 * number is another change request elsewhere.
 */
function changeRequestOf(given: (name: string) => string | undefined): number | undefined {
  const own = given("GROUNDWORK_CHANGE_REQUEST");
  const [, ofReference] = /^refs\/pull\/(\d+)\//u.exec(given("GITHUB_REF") ?? "") ?? [];
  const isOwnCi = given("GROUNDWORK_FORGE") !== "local" && given("GITEA_ACTIONS") === "true";
  const written = own ?? (isOwnCi ? ofReference : undefined);
  if (written === undefined) return undefined;
  const number = Number(written);
  if (Number.isInteger(number) && number > 0) return number;
  throw new ForgeNotConfigured({ forge: "the forge", missing: ["a number in GROUNDWORK_CHANGE_REQUEST"] });
}
