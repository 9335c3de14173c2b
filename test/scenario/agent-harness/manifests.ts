/** A ConfigMap as a manifest. */
export const configMap = (name: string, data: Readonly<Record<string, string>>, extra: object = {}): string =>
  JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata: { name, ...extra }, data });

export const deployment = (name: string, replicas: number, image = "nginx:1.27"): string =>
  JSON.stringify({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: { containers: [{ name: "main", image, ports: [{ containerPort: 80 }] }] },
      },
    },
  });

/** A definition of a namespaced kind. @param spec the schema of its `spec` */
export const definitionOf = (group: string, kind: string, spec: object): string => {
  const singular = kind.toLowerCase();
  return JSON.stringify({
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${singular}s.${group}` },
    spec: {
      group,
      scope: "Namespaced",
      names: { kind, plural: `${singular}s`, singular, listKind: `${kind}List` },
      versions: [
        {
          name: "v1",
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: "object", properties: { spec } } },
        },
      ],
    },
  });
};

export const widgetDefinition = (group: string): string =>
  definitionOf(group, "Widget", { type: "object", properties: { size: { type: "integer" } } });

export const widget = (group: string, name: string, size: number): string =>
  JSON.stringify({ apiVersion: `${group}/v1`, kind: "Widget", metadata: { name }, spec: { size } });

/** A folder as of a fair-sized environment: 200 applications of five objects each, one file per application. */
export const thousandObjects = (): Readonly<Record<string, string>> => manyObjects(1_000);

/** A file for each five objects: a Deployment with what belongs to it. */
export function manyObjects(count: number): Readonly<Record<string, string>> {
  const of = (kind: string, name: string, rest: object) =>
    JSON.stringify({ apiVersion: "v1", kind, metadata: { name }, ...rest });
  return Object.fromEntries(
    Array.from({ length: count / 5 }, (_, index) => {
      const name = `app-${index}`;
      const objects = [
        of("ServiceAccount", name, {}),
        configMap(name, { "app.properties": `index=${index}\n` }),
        of("Secret", name, { stringData: { token: `not-so-secret-${index}` } }),
        of("Service", name, { spec: { selector: { app: name }, ports: [{ port: 80, targetPort: 8080 }] } }),
        deployment(name, 1),
      ];
      return [`apps/${name}.yaml`, objects.join("\n---\n")];
    }),
  );
}
