import { type Exchange, having, type RequestTable, tryOut, verdict } from "./exchange.ts";
import { pod } from "./manifests.ts";

const first = "spec.containers.0";
const get = { httpGet: { port: 80 } };

function row(title: string, changes: Readonly<Record<string, unknown>>): Exchange {
  return verdict(title, tryOut(having(pod, changes)));
}

/** The rules between the fields of a pod, beside its variables and volumes, which every workload's template has as well. */
export const pods: RequestTable = {
  title: "pods",
  exchanges: [
    row("a pod as small as it gets", {}),

    row("probe: two handlers", { [`${first}.livenessProbe`]: { ...get, exec: { command: ["a"] } } }),
    row("probe: no handler", { [`${first}.livenessProbe`]: { periodSeconds: 5 } }),
    row("probe: an empty command", { [`${first}.livenessProbe`]: { exec: {} } }),
    row("probe: port 0", { [`${first}.readinessProbe`]: { httpGet: { port: 0 } } }),
    row("probe: port 65536", { [`${first}.readinessProbe`]: { tcpSocket: { port: 65_536 } } }),
    row("probe: a name of a port that is none", { [`${first}.readinessProbe`]: { httpGet: { port: "a_name_" } } }),
    row("probe: an unknown scheme", { [`${first}.readinessProbe`]: { httpGet: { port: 80, scheme: "ftp" } } }),
    row("probe: an empty header name", {
      [`${first}.readinessProbe`]: { httpGet: { port: 80, httpHeaders: [{ name: "", value: "a" }] } },
    }),
    row("probe: a header name with a blank", {
      [`${first}.readinessProbe`]: { httpGet: { port: 80, httpHeaders: [{ name: "a b", value: "a" }] } },
    }),
    row("probe: alive after two successes", { [`${first}.livenessProbe`]: { ...get, successThreshold: 2 } }),
    row("probe: started after two successes", { [`${first}.startupProbe`]: { ...get, successThreshold: 2 } }),
    row("probe: ready after two successes", { [`${first}.readinessProbe`]: { ...get, successThreshold: 2 } }),
    row("probe: negative numbers", {
      [`${first}.livenessProbe`]: {
        ...get,
        initialDelaySeconds: -1,
        timeoutSeconds: -1,
        periodSeconds: -1,
        failureThreshold: -1,
      },
    }),
    row("probe: a grace period of its own on readiness", {
      [`${first}.readinessProbe`]: { ...get, terminationGracePeriodSeconds: 5 },
    }),
    row("probe: no grace period", { [`${first}.livenessProbe`]: { ...get, terminationGracePeriodSeconds: 0 } }),
    row("probe: gRPC on port 0", { [`${first}.livenessProbe`]: { grpc: { port: 0 } } }),
    row("probe: on a container that starts before the others", {
      "spec.initContainers": [{ name: "i", image: "nginx:1", livenessProbe: get }],
    }),
    row("probe: on a sidecar", {
      "spec.initContainers": [{ name: "i", image: "nginx:1", restartPolicy: "Always", livenessProbe: get }],
    }),
    row("hook: two handlers", { [`${first}.lifecycle`]: { preStop: { ...get, exec: { command: ["a"] } } } }),
    row("hook: no handler", { [`${first}.lifecycle`]: { preStop: {} } }),
    row("hook: sleep for longer than the pod has", { [`${first}.lifecycle`]: { preStop: { sleep: { seconds: 60 } } } }),
    row("hook: on a container that starts before the others", {
      "spec.initContainers": [{ name: "i", image: "nginx:1", lifecycle: { preStop: get } }],
    }),

    row("container: no name", { [`${first}.name`]: "" }),
    row("container: a name with an underscore", { [`${first}.name`]: "a_b" }),
    row("container: no image", { [`${first}.image`]: "" }),
    row("container: an image with a blank at its end", { [`${first}.image`]: "nginx " }),
    row("container: an unknown pull policy", { [`${first}.imagePullPolicy`]: "Sometimes" }),
    row("container: an unknown policy for its last message", { [`${first}.terminationMessagePolicy`]: "Log" }),
    row("container: one name as init container and container", {
      "spec.initContainers": [{ name: "c", image: "nginx:1" }],
    }),
    row("container: a restart policy of its own, not Always", {
      "spec.initContainers": [{ name: "i", image: "nginx:1", restartPolicy: "Never" }],
    }),
    row("container: a pod without containers", { "spec.containers": [] }),
    row("container: ephemeral ones at creation", { "spec.ephemeralContainers": [{ name: "e", image: "nginx:1" }] }),
    row("port: 0", { [`${first}.ports`]: [{ containerPort: 0 }] }),
    row("port: 65536", { [`${first}.ports`]: [{ containerPort: 65_536 }] }),
    row("port: a host port out of range", { [`${first}.ports`]: [{ containerPort: 80, hostPort: 70_000 }] }),
    row("port: a name longer than 15 letters", {
      [`${first}.ports`]: [{ name: "a-name-that-is-too-long", containerPort: 80 }],
    }),
    row("port: a name of digits", { [`${first}.ports`]: [{ name: "80", containerPort: 80 }] }),
    row("port: a name with two hyphens", { [`${first}.ports`]: [{ name: "a--b", containerPort: 80 }] }),
    row("port: one name twice", {
      [`${first}.ports`]: [
        { name: "a", containerPort: 80 },
        { name: "a", containerPort: 81 },
      ],
    }),
    row("port: one port of the host twice", {
      [`${first}.ports`]: [
        { containerPort: 80, hostPort: 8080 },
        { containerPort: 81, hostPort: 8080 },
      ],
    }),
    row("port: an unknown protocol", { [`${first}.ports`]: [{ containerPort: 80, protocol: "ICMP" }] }),
    row("port: another port of the host on the network of the host", {
      "spec.hostNetwork": true,
      [`${first}.ports`]: [{ containerPort: 80, hostPort: 81 }],
    }),

    row("resources: more wanted than allowed", {
      [`${first}.resources`]: { requests: { cpu: "2" }, limits: { cpu: "1" } },
    }),
    row("resources: a negative limit", { [`${first}.resources`]: { limits: { cpu: "-1" } } }),
    row("resources: a negative request", { [`${first}.resources`]: { requests: { memory: "-1" } } }),
    row("resources: a name without a domain", { [`${first}.resources`]: { limits: { gpus: "1" } } }),
    row("resources: a part of a device", { [`${first}.resources`]: { limits: { "example.com/gpu": "500m" } } }),
    row("resources: another number of devices wanted than allowed", {
      [`${first}.resources`]: { limits: { "example.com/gpu": "2" }, requests: { "example.com/gpu": "1" } },
    }),
    row("resources: devices wanted without a limit", {
      [`${first}.resources`]: { requests: { "example.com/gpu": "1" } },
    }),
    row("resources: huge pages without processor or memory", {
      [`${first}.resources`]: { limits: { "hugepages-2Mi": "2Mi" } },
    }),
    row("resources: claims that the pod does not have", { [`${first}.resources`]: { claims: [{ name: "a" }] } }),

    row("security: privileged, but not allowed to gain privileges", {
      [`${first}.securityContext`]: { privileged: true, allowPrivilegeEscalation: false },
    }),
    row("security: a negative user", { [`${first}.securityContext`]: { runAsUser: -1 } }),
    row("security: a negative group of the pod", { "spec.securityContext": { runAsGroup: -1, fsGroup: -2 } }),
    row("security: an unknown seccomp profile", { "spec.securityContext": { seccompProfile: { type: "Mine" } } }),
    row("security: a local seccomp profile without its file", {
      "spec.securityContext": { seccompProfile: { type: "Localhost" } },
    }),
    row("security: a file of a profile that has none", {
      "spec.securityContext": { seccompProfile: { type: "RuntimeDefault", localhostProfile: "a" } },
    }),
    row("security: one kernel setting twice", {
      "spec.securityContext": {
        sysctls: [
          { name: "kernel.shm_rmid_forced", value: "1" },
          { name: "kernel.shm_rmid_forced", value: "0" },
        ],
      },
    }),
    row("security: a kernel setting that is none", {
      "spec.securityContext": { sysctls: [{ name: "a b", value: "1" }] },
    }),
    row("security: an unknown policy for groups", { "spec.securityContext": { fsGroupChangePolicy: "Never" } }),
    row("security: one process namespace for host and containers", {
      "spec.hostPID": true,
      "spec.shareProcessNamespace": true,
    }),

    row("pod: an unknown restart policy", { "spec.restartPolicy": "Sometimes" }),
    row("pod: an unknown DNS policy", { "spec.dnsPolicy": "Mine" }),
    row("pod: no DNS and no servers", { "spec.dnsPolicy": "None" }),
    row("pod: a DNS server that is no address", { "spec.dnsConfig": { nameservers: ["a"] } }),
    row("pod: four DNS servers", { "spec.dnsConfig": { nameservers: ["1.1.1.1", "1.1.1.2", "1.1.1.3", "1.1.1.4"] } }),
    row("pod: a DNS search that is none", { "spec.dnsConfig": { searches: ["a b"] } }),
    row("pod: a DNS option without a name", { "spec.dnsConfig": { options: [{ value: "1" }] } }),
    row("pod: a host name with a dot", { "spec.hostname": "a.b" }),
    row("pod: a subdomain with an underscore", { "spec.subdomain": "a_b" }),
    row("pod: an alias of no address", { "spec.hostAliases": [{ ip: "a", hostnames: ["b"] }] }),
    row("pod: an alias that is no host", { "spec.hostAliases": [{ ip: "1.1.1.1", hostnames: ["a_b"] }] }),
    row("pod: a deadline of 0 s", { "spec.activeDeadlineSeconds": 0 }),
    row("pod: a negative grace period", { "spec.terminationGracePeriodSeconds": -1 }),
    row("pod: a node selector with a wrong label", { "spec.nodeSelector": { "a b": "c" } }),
    row("pod: a node name that is none", { "spec.nodeName": "A_B" }),
    row("pod: a secret for images without a name", { "spec.imagePullSecrets": [{ name: "" }] }),
    row("pod: one gate twice", { "spec.schedulingGates": [{ name: "a/b" }, { name: "a/b" }] }),
    row("pod: a gate and a node", { "spec.schedulingGates": [{ name: "a/b" }], "spec.nodeName": "n" }),
    row("pod: an operating system that is unknown", { "spec.os": { name: "plan9" } }),
    row("pod: Windows with settings of Linux", {
      "spec.os": { name: "windows" },
      "spec.securityContext": { fsGroup: 1 },
    }),
    row("pod: Linux with settings of Windows", {
      "spec.os": { name: "linux" },
      "spec.securityContext": { windowsOptions: { runAsUserName: "a" } },
    }),
    row("pod: an unknown priority class", { "spec.priorityClassName": "missing" }),
    row("pod: an unknown preemption", { "spec.preemptionPolicy": "Sometimes" }),
    row("pod: a condition that is no label", { "spec.readinessGates": [{ conditionType: "a b" }] }),
    row("pod: users of the host's network in a namespace of users", {
      "spec.hostUsers": false,
      "spec.hostNetwork": true,
    }),

    row("toleration: Exists with a value", { "spec.tolerations": [{ key: "a", operator: "Exists", value: "b" }] }),
    row("toleration: Equal without a key", { "spec.tolerations": [{ operator: "Equal", value: "b" }] }),
    row("toleration: an unknown operator", { "spec.tolerations": [{ key: "a", operator: "Like", value: "b" }] }),
    row("toleration: an unknown effect", { "spec.tolerations": [{ key: "a", effect: "Sometimes" }] }),
    row("toleration: seconds without NoExecute", {
      "spec.tolerations": [{ key: "a", effect: "NoSchedule", tolerationSeconds: 5 }],
    }),
    row("toleration: of everything", { "spec.tolerations": [{ operator: "Exists" }] }),

    row("affinity: no node terms", {
      "spec.affinity": { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [] } } },
    }),
    row("affinity: In without values", {
      "spec.affinity": {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [{ matchExpressions: [{ key: "a", operator: "In" }] }],
          },
        },
      },
    }),
    row("affinity: Exists with values", {
      "spec.affinity": {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [{ matchExpressions: [{ key: "a", operator: "Exists", values: ["b"] }] }],
          },
        },
      },
    }),
    row("affinity: Gt with a text", {
      "spec.affinity": {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [{ matchExpressions: [{ key: "a", operator: "Gt", values: ["b", "c"] }] }],
          },
        },
      },
    }),
    row("affinity: an unknown operator", {
      "spec.affinity": {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [{ matchExpressions: [{ key: "a", operator: "Like" }] }],
          },
        },
      },
    }),
    row("affinity: a weight of 0", {
      "spec.affinity": {
        nodeAffinity: {
          preferredDuringSchedulingIgnoredDuringExecution: [
            { weight: 0, preference: { matchExpressions: [{ key: "a", operator: "Exists" }] } },
          ],
        },
      },
    }),
    row("affinity: pods without a topology", {
      "spec.affinity": {
        podAntiAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [
            { labelSelector: { matchLabels: { a: "b" } }, topologyKey: "" },
          ],
        },
      },
    }),
    row("affinity: a weight of 101", {
      "spec.affinity": {
        podAffinity: {
          preferredDuringSchedulingIgnoredDuringExecution: [
            { weight: 101, podAffinityTerm: { labelSelector: {}, topologyKey: "a" } },
          ],
        },
      },
    }),
    row("affinity: a wrong selector of pods", {
      "spec.affinity": {
        podAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [
            { labelSelector: { matchExpressions: [{ key: "a", operator: "In" }] }, topologyKey: "a" },
          ],
        },
      },
    }),

    row("spread: a skew of 0", {
      "spec.topologySpreadConstraints": [{ maxSkew: 0, topologyKey: "a", whenUnsatisfiable: "DoNotSchedule" }],
    }),
    row("spread: no topology", {
      "spec.topologySpreadConstraints": [{ maxSkew: 1, topologyKey: "", whenUnsatisfiable: "DoNotSchedule" }],
    }),
    row("spread: an unknown action", {
      "spec.topologySpreadConstraints": [{ maxSkew: 1, topologyKey: "a", whenUnsatisfiable: "Wait" }],
    }),
    row("spread: domains at least, but scheduled anyway", {
      "spec.topologySpreadConstraints": [
        { maxSkew: 1, topologyKey: "a", whenUnsatisfiable: "ScheduleAnyway", minDomains: 2 },
      ],
    }),
    row("spread: the same twice", {
      "spec.topologySpreadConstraints": [
        { maxSkew: 1, topologyKey: "a", whenUnsatisfiable: "DoNotSchedule" },
        { maxSkew: 2, topologyKey: "a", whenUnsatisfiable: "DoNotSchedule" },
      ],
    }),
    row("spread: an unknown policy for taints", {
      "spec.topologySpreadConstraints": [
        { maxSkew: 1, topologyKey: "a", whenUnsatisfiable: "DoNotSchedule", nodeTaintsPolicy: "Never" },
      ],
    }),
  ],
};
