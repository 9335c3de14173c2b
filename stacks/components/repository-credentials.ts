import type { Output } from "@pulumi/pulumi";
import type { FollowedRepository } from "../repository.ts";

/** Data of the Secret that a `GitRepository` refers to, by the keys that Flux has for each kind of credential; secret as a whole. */
export function credentialsOf({
  token,
  githubApp,
  ssh,
}: FollowedRepository): Output<Record<string, string>> | undefined {
  if (ssh !== undefined) return ssh.identity.apply((identity) => allBase64({ identity, known_hosts: ssh.knownHosts }));
  if (githubApp !== undefined) {
    const { id: githubAppID, installationId: githubAppInstallationID, privateKey } = githubApp;
    return privateKey.apply((githubAppPrivateKey) =>
      allBase64({ githubAppID, githubAppInstallationID, githubAppPrivateKey }),
    );
  }
  return token?.apply((password) => allBase64({ username: userOfTokens, password }));
}

/**
 * Bitbucket demands it beside the token of a repository, and the other forges take any. A Secret is secret with all that it holds, so that a
 * word which messages use would be masked in them.
 */
const userOfTokens = "x-token-auth";

function allBase64(values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([key, text]) => [key, Buffer.from(text, "utf8").toString("base64")]),
  );
}
