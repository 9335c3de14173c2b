import type { ForgeFlags, OpenedForge } from "../cli/index.ts";
import { ForgeNotConfigured } from "./errors.ts";
import { type Given, hookSecretVariable, type KnownForge, knownForges } from "./forges/index.ts";

/**
 * The forge that flags or environment variables name; `undefined` when they name none. Flags come before the variables
 * `GROUNDWORK_FORGE…`, and these before what the CI says of its own forge.
 *
 * @throws {ForgeNotConfigured}
 */
export async function openForge(
  flags: ForgeFlags,
  cwd: string,
  environment: NodeJS.ProcessEnv,
): Promise<OpenedForge | undefined> {
  const given = givenIn(environment);
  const forge = namedForge(flags, given);
  if (!forge) return undefined;
  const changeRequest = changeRequestOf(forge, given);
  return {
    forge: await forge.open({ flags, given, cwd, environment }),
    ...(changeRequest !== undefined && { changeRequest }),
  };
}

/** A variable that is empty is not given. */
export function givenIn(environment: NodeJS.ProcessEnv): Given {
  return (name) => (environment[name] === "" ? undefined : environment[name]);
}

/** @throws {ForgeNotConfigured} for a name that is not known */
export function namedForge(flags: ForgeFlags, given: Given): KnownForge | undefined {
  const name = flags.forge ?? given("GROUNDWORK_FORGE");
  if (name === undefined) return undefined;
  const found = knownForges.find((known) => known.name === name);
  if (found) return found;
  throw new ForgeNotConfigured({
    forge: name,
    missing: [`a name among ${knownForges.map((known) => known.name).join(", ")}`],
  });
}

/**
 * The change request that a job runs for. That of a CI counts on its own forge alone: the same number is another change request
 * elsewhere.
 *
 * @throws {ForgeNotConfigured} for what is no number
 */
export function changeRequestOf(forge: KnownForge, given: Given): number | undefined {
  const written = given("GROUNDWORK_CHANGE_REQUEST") ?? forge.changeRequestOfCi(given);
  if (written === undefined) return undefined;
  const number = Number(written);
  if (Number.isInteger(number) && number > 0) return number;
  throw new ForgeNotConfigured({ forge: forge.name, missing: ["a number in GROUNDWORK_CHANGE_REQUEST"] });
}

/** Jobs hand Git the token of the forge in such a variable. All of them go, since Git refuses a count without its settings. */
const settingOfGit = /^GIT_CONFIG_(?:COUNT|PARAMETERS|(?:KEY|VALUE)_\d+)$/u;

/**
 * The environment for what a change request decides about: programs, provider plugins, credential plugins and the Pulumi CLI. With
 * the forge's token, a program could approve its own change, and with the password of the record write that it was shown.
 */
export function withoutForgeTokens(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const given = givenIn(environment);
  const names = new Set([
    "GROUNDWORK_FORGE_TOKEN",
    hookSecretVariable,
    "GROUNDWORK_RECORD",
    "PGPASSWORD",
    "PGPASSFILE",
    ...knownForges.flatMap((forge) => forge.tokenVariables(given)),
  ]);
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !names.has(name) && !settingOfGit.test(name)),
  );
}
