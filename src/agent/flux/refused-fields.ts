/** What does the work of a field of Flux's API that the agent does not honor. */
const instead: Readonly<Record<string, string>> = {
  "spec.kubeConfig": "run an agent in the other cluster",
  "spec.decryption.serviceAccountName":
    "encrypt for age, and name the Secret with its identity in spec.decryption.secretRef",
  "spec.sourceRef.kind OCIRepository": "keep the manifests in a GitRepository",
  "spec.sourceRef.kind Bucket": "keep the manifests in a GitRepository",
  "spec.sourceRef.kind ExternalArtifact": "keep the manifests in a GitRepository",
};

/** Fields that the agent does not honor, each with what would work where that is known. */
export const refusedFields = (fields: readonly string[]): readonly string[] =>
  fields.toSorted().map((field) => {
    const remedy = Object.hasOwn(instead, field) ? instead[field] : undefined;
    return remedy === undefined ? field : `${field} (${remedy}, or let Flux itself run: agent: flux)`;
  });
