import type { Forge } from "../forge.ts";
import { remoteBranches } from "../remote-branches.ts";
import type { BitbucketServer } from "./bitbucket-server.ts";
import { type CheckedServer, checkedServer } from "./checked-server.ts";
import { cloudPorts } from "./cloud/index.ts";
import { dataCenterPorts } from "./data-center/index.ts";

/** A repository of Bitbucket Cloud or Data Center. Neither has issues. @throws {ForgeSettingInvalid} */
export function bitbucketForge(settings: BitbucketServer): Forge {
  const server = checkedServer(settings);
  const ports = server.kind === "cloud" ? cloudPorts : dataCenterPorts;
  return {
    name: "bitbucket",
    repository: server.repository,
    ...ports(server, settings.hookSecret),
    ...(settings.git && { branches: branchesOf(server, settings.git) }),
  };
}

function branchesOf(server: CheckedServer, git: NonNullable<BitbucketServer["git"]>) {
  const { forge, remote: url, remoteAuthorization: authorization } = server;
  return remoteBranches(forge, { ...git, url, authorization });
}
