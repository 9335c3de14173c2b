import type { ForgeFlags } from "../../cli/index.ts";
import type { Forge, ForgeName } from "../../forge/index.ts";
import { ForgeNotConfigured } from "../errors.ts";

/** The value of an environment variable; `undefined` for one that is empty, too. */
export type Given = (variable: string) => string | undefined;

/** Holds the secret of the repository's webhook on any forge. */
export const hookSecretVariable = "GROUNDWORK_FORGE_HOOK_SECRET";

/** What a forge is opened with. */
export interface ForgeRequest {
  readonly flags: ForgeFlags;
  readonly given: Given;
  /** Paths of flags are relative to it. */
  readonly cwd: string;
  /** For programs that are started. */
  readonly environment: NodeJS.ProcessEnv;
}

/** How the composition root reaches one forge. What its own CI says counts inside of that CI alone. */
export interface KnownForge {
  readonly name: ForgeName;
  /**
   * Loads the adapter, which other commands do not need.
   *
   * @throws {ForgeNotConfigured} naming everything that is missing
   */
  readonly open: (request: ForgeRequest) => Promise<Forge>;
  /** The number of the change request that its own CI runs for, as written there. */
  readonly changeRequestOfCi: (given: Given) => string | undefined;
  /** Variables that hold a token for this forge and for nothing else. */
  readonly tokenVariables: (given: Given) => readonly string[];
}

/** Where a forge's API is, and as which user it is asked. */
export interface ForgeAccess {
  readonly url: string;
  readonly repository: string;
  readonly token: string;
  /** Where people reach the forge, if that is another address. */
  readonly publicUrl?: string;
  /** Of the repository's webhook. */
  readonly hookSecret?: string;
}

/**
 * What flags, Groundwork's variables and then the forge's own CI say. The token is read from variables alone: a command line is
 * seen by every process of the machine.
 *
 * @param ofCi what the CI says, where the command runs in the forge's own CI
 * @throws {ForgeNotConfigured} naming everything that is missing
 */
export function forgeAccess(
  forge: ForgeName,
  { flags, given }: Pick<ForgeRequest, "flags" | "given">,
  ofCi: { readonly [part in Exclude<keyof ForgeAccess, "hookSecret">]?: string | undefined },
): ForgeAccess {
  const url = flags.forgeUrl ?? given("GROUNDWORK_FORGE_URL") ?? ofCi.url;
  const repository = flags.repository ?? given("GROUNDWORK_FORGE_REPOSITORY") ?? ofCi.repository;
  const token = given("GROUNDWORK_FORGE_TOKEN") ?? ofCi.token;
  const publicUrl = flags.forgePublicUrl ?? given("GROUNDWORK_FORGE_PUBLIC_URL") ?? ofCi.publicUrl;
  const hookSecret = given(hookSecretVariable);
  if (url !== undefined && repository !== undefined && token !== undefined)
    return {
      url,
      repository,
      token,
      ...(publicUrl !== undefined && { publicUrl }),
      ...(hookSecret !== undefined && { hookSecret }),
    };
  throw new ForgeNotConfigured({
    forge,
    missing: [
      ...(url === undefined ? ["--forge-url <url>"] : []),
      ...(repository === undefined ? ["--repository <owner/name>"] : []),
      ...(token === undefined ? ["the environment variable GROUNDWORK_FORGE_TOKEN"] : []),
    ],
  });
}
