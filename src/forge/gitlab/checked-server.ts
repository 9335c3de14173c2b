import { ForgeSettingInvalid } from "../errors.ts";
import { checkedAddress, checkedToken } from "../http/index.ts";
import type { GitLabServer } from "./gitlab-server.ts";

/** One group or more, and a project, in the characters that GitLab allows. */
const projectPath = /^[\w.-]*\w[\w.-]*(?:\/[\w.-]*\w[\w.-]*)+$/;

/** How the tokens of jobs begin. */
const jobTokenPrefix = /^glcbt-/;

/**
 * The settings in the form that requests are made of.
 *
 * @throws {ForgeSettingInvalid} without the address or the token, which may hold a secret; also for a job's token
 */
export function checkedServer(server: GitLabServer): GitLabServer {
  const { publicUrl, repository } = server;
  if (!projectPath.test(repository))
    throw new ForgeSettingInvalid({
      setting: "repository",
      problem: `is no path of a project: ${repository}`,
      allowed: "its groups and its name, such as acme/platform",
    });
  const token = checkedToken(server.token);
  if (jobTokenPrefix.test(token) || token === server.jobToken?.trim())
    throw new ForgeSettingInvalid({
      setting: "token",
      problem:
        "is the one of the job (CI_JOB_TOKEN), with which GitLab lets no comment, no status and no approval be read or written",
      allowed: "a project access token with the scope api and the role Developer, as a masked variable of the project",
    });
  return {
    ...server,
    token,
    url: checkedAddress("address", server.url),
    ...(publicUrl !== undefined && { publicUrl: checkedAddress("public address", publicUrl) }),
  };
}
