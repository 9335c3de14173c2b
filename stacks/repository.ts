import { promises as fs } from "node:fs";
import { createRequire } from "node:module";
import type { Config, Output } from "@pulumi/pulumi";
import type isomorphicGit from "isomorphic-git";
import type { DesiredSync } from "../src/desired/index.ts";
import { fetchableUrl } from "../src/desired/of-program/index.ts";
import { GroundworkError } from "../src/lib/index.ts";
import { isSshAddress } from "../src/lib/repository-address.ts";

/** Neither the environment, nor the configuration, nor the checkout says which repository the cluster is to follow. */
export class RepositoryUnknown extends GroundworkError {
  readonly code = "repository-unknown";
  readonly kind = "invalid";
  constructor(
    readonly data: { folder: string; origin: string | undefined },
    options?: ErrorOptions,
  ) {
    super(
      `The repository that the cluster is to follow is not known: ${data.folder} has ${data.origin === undefined ? "no remote origin" : `the remote origin ${data.origin}, which no cluster can fetch`}. ` +
        "Declare sync.repository in the environment, or run: pulumi config set groundwork:repository https://…",
      options,
    );
  }
}

/** A repository is followed over SSH, and the configuration holds no key, or no keys of hosts. */
export class RepositoryIdentityMissing extends GroundworkError {
  readonly code = "repository-identity-missing";
  readonly kind = "invalid";
  constructor(readonly data: { url: string; missing: readonly string[] }) {
    const commands = data.missing.map((key) =>
      key === "repositoryIdentity"
        ? "cat <private key> | pulumi config set --secret groundwork:repositoryIdentity"
        : "ssh-keyscan <host> | pulumi config set groundwork:repositoryKnownHosts, once its output was compared with the host's published keys",
    );
    super(`The cluster is to follow ${data.url} over SSH, without a key of its own. Run: ${commands.join("; and: ")}.`);
  }
}

/** The configuration holds a part of what identifies a GitHub App. */
export class RepositoryAppIncomplete extends GroundworkError {
  readonly code = "repository-app-incomplete";
  readonly kind = "invalid";
  constructor(readonly data: { missing: readonly string[] }) {
    super(
      "The cluster is to fetch as a GitHub App, of which the configuration lacks " +
        `${data.missing.map((key) => `groundwork:${key}`).join(" and ")}. Run: pulumi config set groundwork:repositoryAppId <id>; ` +
        "pulumi config set groundwork:repositoryAppInstallationId <id>; cat <private key> | pulumi config set --secret groundwork:repositoryAppPrivateKey.",
    );
  }
}

/** A GitHub App that is installed where the repository is. */
export interface GitHubAppCredentials {
  readonly id: string;
  readonly installationId: string;
  readonly privateKey: Output<string>;
}

/** How a cluster is let in by an SSH server. */
export interface SshCredentials {
  /** A private key without a passphrase. */
  readonly identity: Output<string>;
  /** Keys of hosts, as `known_hosts` of OpenSSH has them. */
  readonly knownHosts: string;
}

/** A repository that a cluster follows. */
export interface FollowedRepository {
  readonly url: string;
  /** Password of basic authentication; absent for a repository that is readable without one. */
  readonly token?: Output<string>;
  /** In whose name a token is asked for, in place of `token`. */
  readonly githubApp?: GitHubAppCredentials;
  /** Credentials of an `ssh://` address. */
  readonly ssh?: SshCredentials;
  /** What stands in for tags in a repository that has none; absent: it has its own tags. */
  readonly branchForTags?: string;
}

/**
 * Where the cluster's agent fetches from: as declared, else as configured, else the checkout's remote.
 *
 * In a rehearsal `groundwork:repositoryInstead` overrides all of these, so that clusters follow a copy on this machine.
 * The token `groundwork:repositoryToken` belongs to a configured address, and is never sent to a declared one. So do the tokens of the
 * GitHub App `groundwork:repositoryAppId`, which stands in for it outside of a rehearsal's copy, and
 * `groundwork:repositoryBranch`, which environments that follow tags follow there in their place. A key proves who asks without being
 * sent, and only to the hosts in `groundwork:repositoryKnownHosts`: it is used for any `ssh://` address.
 *
 * @throws {RepositoryUnknown}
 * @throws {RepositoryIdentityMissing}
 * @throws {RepositoryAppIncomplete}
 */
export async function repositoryToFollow(
  sync: DesiredSync,
  config: Config,
  folder: string,
): Promise<FollowedRepository> {
  const configured =
    config.get("repositoryInstead") ?? (sync.repository === undefined ? config.get("repository") : undefined);
  if (configured !== undefined) {
    const token = config.getSecret("repositoryToken");
    const branchForTags = config.get("repositoryBranch");
    const githubApp = token === undefined && !isSshAddress(configured) ? gitHubAppIn(config) : undefined;
    return {
      ...overSsh(configured, config),
      ...(token !== undefined && { token }),
      ...(githubApp !== undefined && { githubApp }),
      ...(branchForTags !== undefined && { branchForTags }),
    };
  }
  if (sync.repository !== undefined) return overSsh(sync.repository, config);
  const origin = await originOf(folder);
  const url = origin && fetchableUrl(origin);
  if (url === undefined) throw new RepositoryUnknown({ folder, origin });
  return { url };
}

function overSsh(url: string, config: Config): FollowedRepository {
  if (!isSshAddress(url)) return { url };
  const identity = config.getSecret("repositoryIdentity");
  const knownHosts = config.get("repositoryKnownHosts");
  if (identity !== undefined && knownHosts !== undefined) return { url, ssh: { identity, knownHosts } };
  const missing = [
    ...(identity === undefined ? ["repositoryIdentity"] : []),
    ...(knownHosts === undefined ? ["repositoryKnownHosts"] : []),
  ];
  throw new RepositoryIdentityMissing({ url, missing });
}

function gitHubAppIn(config: Config): GitHubAppCredentials | undefined {
  const id = config.get("repositoryAppId");
  const installationId = config.get("repositoryAppInstallationId");
  const privateKey = config.getSecret("repositoryAppPrivateKey");
  if (id !== undefined && installationId !== undefined && privateKey !== undefined)
    return { id, installationId, privateKey };
  const keys = {
    repositoryAppId: id,
    repositoryAppInstallationId: installationId,
    repositoryAppPrivateKey: privateKey,
  };
  const missing = Object.entries(keys).flatMap(([key, value]) => (value === undefined ? [key] : []));
  if (missing.length === Object.keys(keys).length) return undefined;
  throw new RepositoryAppIncomplete({ missing });
}

async function originOf(folder: string): Promise<string | undefined> {
  // Loaded late: few runs need it, and it takes as long to load as the resource classes of a cloud.
  const { findRoot, getConfig } = createRequire(import.meta.url)("isomorphic-git") as typeof isomorphicGit;
  try {
    const dir = await findRoot({ fs, filepath: folder });
    return (await getConfig({ fs, dir, path: "remote.origin.url" })) as string | undefined;
  } catch {
    return undefined;
  }
}
