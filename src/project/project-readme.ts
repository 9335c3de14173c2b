import type { NewProject } from "./new-project.ts";
import { fluxManifestsFile } from "./starter-files.ts";

const fluxInstallation = `## Flux

\`${fluxManifestsFile}\` is what installs Flux in every cluster, so that its release is part of each commit. It comes from a release:

\`\`\`sh
flux install --export > ${fluxManifestsFile}
git add ${fluxManifestsFile} && git commit --message "Add Flux"
\`\`\`

`;

/** The page that a repository's readers meet first: how it works, what they type, how they add an environment. */
export function projectReadme({ name, cloud, agent, ci }: NewProject): string {
  const place = cloud === "local" ? "the local cloud, which Groundwork simulates" : "Google Cloud";
  const keeper = agent === "flux" ? "Flux" : "Groundwork's sync agent";
  const road =
    ci === undefined
      ? `Open a change request, look at \`preview\`, merge it, and run \`up\`. \`groundwork ci init --forge <name>\` writes the files that make a
CI do this.`
      : `1. Open a change request. The check \`groundwork/preview\` and one comment show what merging it would do, what is lost first.
2. Others approve what was shown.
3. Merge it. \`up\` does what was shown and nothing else, or refuses and says why.

The jobs are written by \`groundwork ci init\`; \`groundwork doctor --forge ${ci.forge === "generic" ? "<name>" : ci.forge}\` says what the
forge still lacks.`;
  return `# ${name}

Every folder below \`environments/\` is one environment, in ${place}. Its \`environment.yaml\` declares networks, machines and clusters;
the program \`stacks/index.ts\` makes them, and ${keeper} keeps the manifests of \`apps/\` applied in its cluster. The repository
is the only place where anything is changed.

${agent === "flux" ? fluxInstallation : ""}## A change

${road}

## Commands

\`\`\`sh
npm ci                                          # once
npx --no-install groundwork doctor              # what is missing on this machine?
npx --no-install groundwork env validate        # is every environment right?
npx --no-install groundwork preview             # what would merging this commit do?
npx --no-install groundwork status              # where does each environment stand?
npx --no-install groundwork up --env dev --local     # rehearse an environment on this machine
\`\`\`

Previews and runs are of commits: commit first.

## A new environment

\`\`\`sh
npx --no-install groundwork env new acme --profile small
git add environments && git commit --message "Add the environment acme"
\`\`\`

What the environments of a kind share stands in \`environments/_profiles/\`. [environments/README.md](environments/README.md) says more.
`;
}
