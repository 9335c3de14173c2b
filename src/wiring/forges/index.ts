/**
 * Which forges there are, and how each one is reached from flags, variables and its own CI.
 *
 * In:   flags, environment variables.
 * Out:  {@link knownForges}: one entry for each adapter of the forge ports.
 * Must not know: commands, what is reported on a forge.
 */
import { bitbucket } from "./bitbucket.ts";
import { gitea } from "./gitea.ts";
import { github } from "./github.ts";
import { gitlab } from "./gitlab.ts";
import type { KnownForge } from "./known-forge.ts";
import { local } from "./local.ts";
import { none } from "./none.ts";

export { type Given, hookSecretVariable, type KnownForge } from "./known-forge.ts";

export const knownForges: readonly KnownForge[] = [bitbucket, gitea, github, gitlab, local, none];
