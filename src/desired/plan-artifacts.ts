import type { Environment } from "../environment/index.ts";
import type { DesiredArtifactRepository, UpstreamArgs } from "./artifact-values.ts";
import { repositoryId } from "./names.ts";
import { optional, type Planning } from "./planning.ts";

type Repository = Environment["artifactRepositories"][number];

const modes = {
  standard: "STANDARD_REPOSITORY",
  remote: "REMOTE_REPOSITORY",
  virtual: "VIRTUAL_REPOSITORY",
} as const;

/** Of the formats that have remote repositories: the argument, and the public registry. */
const upstreams: Readonly<Record<string, readonly [argument: string, registry: string]>> = {
  docker: ["dockerRepository", "DOCKER_HUB"],
  npm: ["npmRepository", "NPMJS"],
  maven: ["mavenRepository", "MAVEN_CENTRAL"],
  python: ["pythonRepository", "PYPI"],
};

export function planArtifactRepositories(planning: Planning): readonly DesiredArtifactRepository[] {
  const { name: environment, cloud, artifactRepositories } = planning.environment;
  return artifactRepositories.map((repository) => {
    const { name, format, mode, cleanup, repositories } = repository;
    return {
      key: name,
      protect: planning.protects("artifactRepositories", name),
      ...optional(
        "upstreams",
        mode === "virtual"
          ? repositories.map((each, index) => ({ repository: each, priority: (repositories.length - index) * 10 }))
          : undefined,
      ),
      args: {
        repositoryId: planning.name([name], repositoryId),
        location: cloud.region,
        format: format.toUpperCase(),
        mode: modes[mode],
        description: repository.description ?? `Environment ${environment}`,
        ...optional("dockerConfig", repository.immutableTags ? { immutableTags: true } : undefined),
        ...optional("remoteRepositoryConfig", mode === "remote" ? remoteArgs(repository) : undefined),
        ...optional("cleanupPolicies", cleanup.length > 0 ? cleanupPolicies(cleanup) : undefined),
        cleanupPolicyDryRun: repository.cleanupDryRun,
        labels: planning.labelsWith(repository.labels),
      },
    };
  });
}

function remoteArgs({ format, upstream }: Repository) {
  const [argument = "", registry = ""] = upstreams[format] ?? [];
  const from: UpstreamArgs =
    upstream === undefined ? { publicRepository: registry } : { customRepository: { uri: upstream } };
  return { description: upstream ?? registry, [argument]: from };
}

function cleanupPolicies(rules: Repository["cleanup"]) {
  const byName = rules.toSorted((one, other) => (one.name < other.name ? -1 : 1));
  return byName.map(({ name, action, last, olderThanSeconds, newerThanSeconds, tags, tagPrefixes, packages }) => {
    const ofPackages = optional("packageNamePrefixes", packages.length > 0 ? [...packages] : undefined);
    const rule = { id: name, action: action === "keep" ? ("KEEP" as const) : ("DELETE" as const) };
    if (last !== undefined) return { ...rule, mostRecentVersions: { keepCount: last, ...ofPackages } };
    return {
      ...rule,
      condition: {
        ...optional("olderThan", olderThanSeconds === undefined ? undefined : `${olderThanSeconds}s`),
        ...optional("newerThan", newerThanSeconds === undefined ? undefined : `${newerThanSeconds}s`),
        ...optional("tagState", tags && (tags.toUpperCase() as "ANY" | "TAGGED" | "UNTAGGED")),
        ...optional("tagPrefixes", tagPrefixes.length > 0 ? [...tagPrefixes] : undefined),
        ...ofPackages,
      },
    };
  });
}
