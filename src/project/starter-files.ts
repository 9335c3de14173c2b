import { environmentsFolder } from "../environment/index.ts";
import type { Files } from "./files.ts";
import type { NewProject } from "./new-project.ts";

/** What installs Flux in a new project, which its release brings: it is not written here. */
export const fluxManifestsFile = "flux/install.yaml";

/** The profile that the first environment extends. */
export const starterProfile = "small";

/** A profile with one small cluster, and the apps that its environments start with. */
export function starterFiles(project: NewProject): Files {
  const profiles = `${environmentsFolder}/_profiles`;
  return {
    [`${profiles}/${starterProfile}.yaml`]: profile(project),
    [`${profiles}/${starterProfile}/apps/namespace.yaml`]: namespace,
    [`${profiles}/${starterProfile}/apps/settings.yaml`]: settings,
    [`${environmentsFolder}/README.md`]: readme,
  };
}

function profile({ cloud, cloudProject, region, agent }: NewProject): string {
  const place = cloud === "local" ? ["    kind: local"] : ["    kind: gcp", `    project: ${cloudProject}`];
  return [
    "# yaml-language-server: $schema=../environment.schema.json",
    "# What small environments share. A file that extends this one says only what differs.",
    "apiVersion: groundwork.dev/v1",
    "kind: Profile",
    "spec:",
    "  cloud:",
    ...place,
    `    region: ${region}`,
    "  network:",
    "    cidr: /19",
    "    subnets:",
    "      - { name: main, cidr: /23, pods: /21, services: /24 }",
    "    nat: true",
    "  clusters:",
    "    - name: main",
    "      nodePools:",
    "        - { name: default, machineType: e2-standard-2, nodes: { min: 1, max: 3 } }",
    "  sync:",
    `    agent: ${agent}`,
    ...(agent === "flux" ? [`    flux: { manifests: ${fluxManifestsFile} }`] : []),
    "    branch: main",
    "",
  ].join("\n");
}

const namespace = `apiVersion: v1
kind: Namespace
metadata:
  name: apps
`;

const settings = `# Values in braces are facts of the environment.
apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
  namespace: apps
data:
  ENVIRONMENT: \${environment}
  REGION: \${region}
`;

const readme = `# Environments

Each folder here is one environment: its name is the name of its stack, \`environment.yaml\` declares its infrastructure, and the
manifests in \`apps/\` are kept applied in its cluster. Folders whose names start with \`_\` are no environments.

\`\`\`sh
npm install                                     # once; commit package-lock.json
npx --no-install groundwork env validate        # is everything right?
npx --no-install groundwork preview --env dev   # what would the last commit change?
npx --no-install groundwork up --env dev        # bring the environment up, and wait until it is converged
npx --no-install groundwork env new acme --profile small
npx --no-install groundwork destroy --env dev
\`\`\`

Previews and runs are of commits: commit first. \`--local\` rehearses any environment on this machine.
`;
