import { type Exchange, having, type RequestTable, tryOut, verdict } from "./exchange.ts";
import { pod } from "./manifests.ts";

const first = "spec.containers.0";

function row(title: string, changes: Readonly<Record<string, unknown>>): Exchange {
  return verdict(title, tryOut(having(pod, changes)));
}

const volumes = (...sources: readonly object[]): Readonly<Record<string, unknown>> => ({
  "spec.volumes": sources.map((source, index) => ({ name: `v${index}`, ...source })),
});

/** The rules between a pod's variables, volumes and mounts. */
export const podVolumes: RequestTable = {
  title: "variables and volumes",
  exchanges: [
    row("environment: a value beside its source", {
      [`${first}.env`]: [{ name: "A", value: "1", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } }],
    }),
    row("environment: two sources at once", {
      [`${first}.env`]: [
        {
          name: "A",
          valueFrom: { fieldRef: { fieldPath: "metadata.name" }, secretKeyRef: { name: "a", key: "b" } },
        },
      ],
    }),
    row("environment: an empty source", { [`${first}.env`]: [{ name: "A", valueFrom: {} }] }),
    row("environment: no name", { [`${first}.env`]: [{ name: "", value: "1" }] }),
    row("environment: a name with an equals sign", { [`${first}.env`]: [{ name: "A=B", value: "1" }] }),
    row("environment: names with blanks, digits and dots", {
      [`${first}.env`]: [
        { name: "1A", value: "1" },
        { name: "a b", value: "1" },
        { name: "a.b", value: "1" },
      ],
    }),
    row("environment: a field that a pod does not tell", {
      [`${first}.env`]: [{ name: "A", valueFrom: { fieldRef: { fieldPath: "spec.containers" } } }],
    }),
    row("environment: fields that a pod tells", {
      [`${first}.env`]: [
        "metadata.name",
        "metadata.namespace",
        "metadata.uid",
        "metadata.labels['app']",
        "metadata.annotations['a/b']",
        "spec.nodeName",
        "spec.serviceAccountName",
        "status.hostIP",
        "status.podIP",
        "status.podIPs",
      ].map((fieldPath, index) => ({ name: `A${index}`, valueFrom: { fieldRef: { fieldPath } } })),
    }),
    row("environment: all labels, which is no single text", {
      [`${first}.env`]: [{ name: "A", valueFrom: { fieldRef: { fieldPath: "metadata.labels" } } }],
    }),
    row("environment: a resource that no container has", {
      [`${first}.env`]: [{ name: "A", valueFrom: { resourceFieldRef: { resource: "limits.gpu" } } }],
    }),
    row("environment: resources of the container", {
      [`${first}.env`]: [
        { name: "A", valueFrom: { resourceFieldRef: { resource: "limits.cpu" } } },
        { name: "B", valueFrom: { resourceFieldRef: { resource: "requests.memory", divisor: "1Mi" } } },
      ],
    }),
    row("environment: a divisor that fits no resource", {
      [`${first}.env`]: [{ name: "A", valueFrom: { resourceFieldRef: { resource: "limits.cpu", divisor: "5" } } }],
    }),
    row("environment: a key of a ConfigMap without a key", {
      [`${first}.env`]: [{ name: "A", valueFrom: { configMapKeyRef: { name: "a", key: "" } } }],
    }),
    row("environment: a key of a Secret that is no key", {
      [`${first}.env`]: [{ name: "A", valueFrom: { secretKeyRef: { name: "a", key: "a b" } } }],
    }),
    row("environment: a key of a ConfigMap without a name", {
      [`${first}.env`]: [{ name: "A", valueFrom: { configMapKeyRef: { key: "a" } } }],
    }),
    row("environment from: both a ConfigMap and a Secret", {
      [`${first}.envFrom`]: [{ configMapRef: { name: "a" }, secretRef: { name: "b" } }],
    }),
    row("environment from: nothing", { [`${first}.envFrom`]: [{}] }),
    row("environment from: a name that no ConfigMap can have", {
      [`${first}.envFrom`]: [{ configMapRef: { name: "A_b" } }],
    }),
    row("environment from: without a name", { [`${first}.envFrom`]: [{ secretRef: { name: "" } }] }),
    row("environment from: a prefix with an equals sign", {
      [`${first}.envFrom`]: [{ prefix: "a=", secretRef: { name: "a" } }],
    }),

    row("volume: two sources", volumes({ emptyDir: {}, configMap: { name: "a" } })),
    row("volume: three sources", volumes({ emptyDir: {}, configMap: { name: "a" }, secret: { secretName: "a" } })),
    row("volume: no source", volumes({})),
    row("volume: a ConfigMap without a name", volumes({ configMap: {} })),
    row("volume: a Secret without a name", volumes({ secret: {} })),
    row("volume: modes beyond 0777", volumes({ secret: { secretName: "a", defaultMode: 512 } })),
    row("volume: an item without a path", volumes({ configMap: { name: "a", items: [{ key: "a", path: "" }] } })),
    row(
      "volume: an item that leaves its folder",
      volumes({ configMap: { name: "a", items: [{ key: "a", path: "../b" }] } }),
    ),
    row(
      "volume: an item with an absolute path",
      volumes({ secret: { secretName: "a", items: [{ key: "a", path: "/b" }] } }),
    ),
    row("volume: an item without a key", volumes({ configMap: { name: "a", items: [{ key: "", path: "b" }] } })),
    row(
      "volume: a mode of an item beyond 0777",
      volumes({ configMap: { name: "a", items: [{ key: "a", path: "b", mode: 1000 }] } }),
    ),
    row("volume: a path of the host that goes back", volumes({ hostPath: { path: "/a/../b" } })),
    row("volume: a path of the host without a path", volumes({ hostPath: { path: "" } })),
    row("volume: an unknown type of host path", volumes({ hostPath: { path: "/a", type: "Anything" } })),
    row("volume: a claim without a name", volumes({ persistentVolumeClaim: { claimName: "" } })),
    row("volume: NFS with a relative path", volumes({ nfs: { server: "a", path: "b" } })),
    row("volume: NFS without a server", volumes({ nfs: { server: "", path: "/b" } })),
    row("volume: an empty folder of a negative size", volumes({ emptyDir: { sizeLimit: "-1" } })),
    row("volume: an empty folder in an unknown medium", volumes({ emptyDir: { medium: "Disk" } })),
    row(
      "volume: projected from two sources at once",
      volumes({ projected: { sources: [{ secret: { name: "a" }, configMap: { name: "b" } }] } }),
    ),
    row("volume: projected from nothing", volumes({ projected: { sources: [{}] } })),
    row("volume: projected without sources", volumes({ projected: {} })),
    row(
      "volume: projected, one path twice",
      volumes({
        projected: {
          sources: [
            { secret: { name: "a", items: [{ key: "a", path: "p" }] } },
            { configMap: { name: "b", items: [{ key: "a", path: "p" }] } },
          ],
        },
      }),
    ),
    row(
      "volume: a projected token that lives for a minute",
      volumes({ projected: { sources: [{ serviceAccountToken: { path: "t", expirationSeconds: 60 } }] } }),
    ),
    row(
      "volume: a projected token without a path",
      volumes({ projected: { sources: [{ serviceAccountToken: { path: "" } }] } }),
    ),
    row(
      "volume: the downward API with a field and a resource",
      volumes({
        downwardAPI: {
          items: [
            {
              path: "a",
              fieldRef: { fieldPath: "metadata.name" },
              resourceFieldRef: { containerName: "c", resource: "limits.cpu" },
            },
          ],
        },
      }),
    ),
    row("volume: the downward API with nothing", volumes({ downwardAPI: { items: [{ path: "a" }] } })),
    row(
      "volume: the downward API with a resource of no container",
      volumes({
        downwardAPI: { items: [{ path: "a", resourceFieldRef: { resource: "limits.cpu" } }] },
      }),
    ),
    row(
      "volume: the downward API with all labels",
      volumes({ downwardAPI: { items: [{ path: "a", fieldRef: { fieldPath: "metadata.labels" } }] } }),
    ),
    row(
      "volume: the downward API with a field of the node",
      volumes({ downwardAPI: { items: [{ path: "a", fieldRef: { fieldPath: "status.podIP" } }] } }),
    ),
    row("volume: ephemeral without a template", volumes({ ephemeral: {} })),
    row(
      "volume: ephemeral with a claim without a size",
      volumes({ ephemeral: { volumeClaimTemplate: { spec: { accessModes: ["ReadWriteOnce"] } } } }),
    ),
    row("volume: CSI without a driver", volumes({ csi: { driver: "" } })),
    row("volume: an image without a reference", volumes({ image: {} })),
    row("volume: iSCSI without a target", volumes({ iscsi: { targetPortal: "", iqn: "", lun: 0 } })),
    row("volume: a name with a capital letter", { "spec.volumes": [{ name: "A", emptyDir: {} }] }),

    row("mount: a volume that is not there", { [`${first}.volumeMounts`]: [{ name: "x", mountPath: "/x" }] }),
    row("mount: one path twice", {
      ...volumes({ emptyDir: {} }),
      [`${first}.volumeMounts`]: [
        { name: "v0", mountPath: "/x" },
        { name: "v0", mountPath: "/x" },
      ],
    }),
    row("mount: no path", { ...volumes({ emptyDir: {} }), [`${first}.volumeMounts`]: [{ name: "v0", mountPath: "" }] }),
    row("mount: a sub-path that leaves the volume", {
      ...volumes({ emptyDir: {} }),
      [`${first}.volumeMounts`]: [{ name: "v0", mountPath: "/x", subPath: "../a" }],
    }),
    row("mount: an absolute sub-path", {
      ...volumes({ emptyDir: {} }),
      [`${first}.volumeMounts`]: [{ name: "v0", mountPath: "/x", subPath: "/a" }],
    }),
    row("mount: a sub-path and an expression of one", {
      ...volumes({ emptyDir: {} }),
      [`${first}.volumeMounts`]: [{ name: "v0", mountPath: "/x", subPath: "a", subPathExpr: "$(A)" }],
    }),
    row("mount: an unknown propagation", {
      ...volumes({ emptyDir: {} }),
      [`${first}.volumeMounts`]: [{ name: "v0", mountPath: "/x", mountPropagation: "Sometimes" }],
    }),
    row("mount: bidirectional without privileges", {
      ...volumes({ emptyDir: {} }),
      [`${first}.volumeMounts`]: [{ name: "v0", mountPath: "/x", mountPropagation: "Bidirectional" }],
    }),
    row("mount: recursively read-only, but not read-only", {
      ...volumes({ emptyDir: {} }),
      [`${first}.volumeMounts`]: [{ name: "v0", mountPath: "/x", recursiveReadOnly: "Enabled" }],
    }),
    row("mount: a block device that is no claim", {
      ...volumes({ emptyDir: {} }),
      [`${first}.volumeDevices`]: [{ name: "v0", devicePath: "/dev/x" }],
    }),
    row("mount: a claim as a device and a folder", {
      ...volumes({ persistentVolumeClaim: { claimName: "a" } }),
      [`${first}.volumeMounts`]: [{ name: "v0", mountPath: "/x" }],
      [`${first}.volumeDevices`]: [{ name: "v0", devicePath: "/dev/x" }],
    }),
  ],
};
