/** A manifest as JSON, which is YAML. */
export const manifest = (
  apiVersion: string,
  kind: string,
  name: string,
  rest: object = {},
  metadata: object = {},
): string => JSON.stringify({ apiVersion, kind, metadata: { name, ...metadata }, ...rest });

export const configMap = (name: string, data: Readonly<Record<string, unknown>>, metadata: object = {}): string =>
  manifest("v1", "ConfigMap", name, { data }, metadata);

export const deployment = (name: string, spec: object = {}, container: object = {}): string =>
  manifest("apps/v1", "Deployment", name, {
    spec: {
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: { containers: [{ name: "main", image: "registry.example/app:1.0.0", ...container }] },
      },
      ...spec,
    },
  });

/** Several manifests of one file. */
export const together = (...manifests: readonly string[]): string => manifests.join("\n---\n");
