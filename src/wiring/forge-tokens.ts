/** Variables that only speak to the forge. What is started for a change request's own code does not get them. */
const tokenVariables = ["GROUNDWORK_FORGE_TOKEN", "GITEA_TOKEN"];

/**
 * The environment for what a change request decides about: programs, provider plugins, credential plugins and the Pulumi CLI. With
 * the forge's token, a program could approve its own change.
 */
export function withoutForgeTokens(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const names = new Set([...tokenVariables, ...(environment["GITEA_ACTIONS"] === "true" ? ["GITHUB_TOKEN"] : [])]);
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !names.has(name)));
}
