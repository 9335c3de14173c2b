/** The environment's project is a host: projects that are attached to it use its networks. */
export interface SharedVpc {
  /** Ids of the attached projects. Sorted, each once. */
  readonly serviceProjects: readonly string[];
}
