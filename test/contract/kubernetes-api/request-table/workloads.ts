import { type RequestTable, rows } from "./exchange.ts";
import { autoscaler, budget, cronJob, daemonSet, deployment, job, priorityClass, statefulSet } from "./manifests.ts";

const metric = (target: object): Readonly<Record<string, unknown>> => ({
  "spec.metrics": [{ type: "Resource", resource: { name: "cpu", target } }],
});

/** The rules between the fields of what runs pods, and of what scales and guards it. */
export const workloads: RequestTable = {
  title: "workloads",
  exchanges: [
    ...rows(deployment, {
      "as small as it gets": {},
      "recreated, with settings of a rolling update": {
        "spec.strategy": { type: "Recreate", rollingUpdate: { maxSurge: 1 } },
      },
      recreated: { "spec.strategy": { type: "Recreate" } },
      "an unknown strategy": { "spec.strategy": { type: "Rolling" } },
      "neither more nor fewer pods at an update": {
        "spec.strategy": { rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } },
      },
      "0% more and 0 fewer pods at an update": {
        "spec.strategy": { rollingUpdate: { maxSurge: "0%", maxUnavailable: 0 } },
      },
      "a share above 100%": { "spec.strategy": { rollingUpdate: { maxUnavailable: "101%" } } },
      "a share without a percent sign": { "spec.strategy": { rollingUpdate: { maxUnavailable: "10" } } },
      "negative pods more": { "spec.strategy": { rollingUpdate: { maxSurge: -1 } } },
      "a deadline that comes before the pods are ready": {
        "spec.progressDeadlineSeconds": 5,
        "spec.minReadySeconds": 10,
      },
      "negative replicas": { "spec.replicas": -1 },
      "a negative history": { "spec.revisionHistoryLimit": -1 },
      "negative seconds until ready": { "spec.minReadySeconds": -1 },
      "a selector for other pods": { "spec.selector.matchLabels": { app: "b" } },
      "a selector for all pods": { "spec.selector": {} },
      "no selector": { "spec.selector": undefined },
      "a selector with an unknown operator": {
        "spec.selector": { matchExpressions: [{ key: "app", operator: "Like", values: ["a"] }] },
      },
      "a selector with In and no values": {
        "spec.selector": { matchLabels: { app: "a" }, matchExpressions: [{ key: "app", operator: "In" }] },
      },
      "a selector with Exists and values": {
        "spec.selector": {
          matchLabels: { app: "a" },
          matchExpressions: [{ key: "app", operator: "Exists", values: ["a"] }],
        },
      },
      "pods that are not restarted": { "spec.template.spec.restartPolicy": "Never" },
      "pods with a deadline": { "spec.template.spec.activeDeadlineSeconds": 5 },
      "a wrong label on pods": { "spec.template.metadata.labels": { app: "a", b: "c d" } },
      "a wrong annotation on pods": { "spec.template.metadata.annotations": { "a b": "c" } },
      "one volume twice": {
        "spec.template.spec.volumes": [
          { name: "a", emptyDir: {} },
          { name: "a", emptyDir: {} },
        ],
      },
      "two sources of a variable": {
        "spec.template.spec.containers.0.env": [
          { name: "A", value: "1", valueFrom: { secretKeyRef: { name: "a", key: "a" } } },
        ],
      },
    }),
    ...rows(statefulSet, {
      "as small as it gets": {},
      "no service": { "spec.serviceName": undefined },
      "a service that cannot exist": { "spec.serviceName": "a_b" },
      "on delete, with settings of a rolling update": {
        "spec.updateStrategy": { type: "OnDelete", rollingUpdate: { partition: 1 } },
      },
      "an unknown strategy": { "spec.updateStrategy": { type: "Recreate" } },
      "a negative partition": { "spec.updateStrategy": { rollingUpdate: { partition: -1 } } },
      "no pods missing at an update": { "spec.updateStrategy": { rollingUpdate: { maxUnavailable: 0 } } },
      "an unknown order": { "spec.podManagementPolicy": "Sometimes" },
      "an unknown retention of claims": { "spec.persistentVolumeClaimRetentionPolicy": { whenDeleted: "Keep" } },
      "a negative first ordinal": { "spec.ordinals": { start: -1 } },
      "a claim without a size": {
        "spec.volumeClaimTemplates": [{ metadata: { name: "a" }, spec: { accessModes: ["ReadWriteOnce"] } }],
      },
      "a claim that is mounted": {
        "spec.volumeClaimTemplates": [
          {
            metadata: { name: "a" },
            spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
          },
        ],
        "spec.template.spec.containers.0.volumeMounts": [{ name: "a", mountPath: "/a" }],
      },
      "negative replicas": { "spec.replicas": -1 },
      "pods that are not restarted": { "spec.template.spec.restartPolicy": "OnFailure" },
    }),
    ...rows(daemonSet, {
      "as small as it gets": {},
      "on delete, with settings of a rolling update": {
        "spec.updateStrategy": { type: "OnDelete", rollingUpdate: { maxSurge: 1 } },
      },
      "neither more nor fewer pods at an update": { "spec.updateStrategy": { rollingUpdate: { maxUnavailable: 0 } } },
      "more and fewer pods at an update": {
        "spec.updateStrategy": { rollingUpdate: { maxUnavailable: 1, maxSurge: 1 } },
      },
      "a share above 100%": { "spec.updateStrategy": { rollingUpdate: { maxUnavailable: "200%" } } },
      "an unknown strategy": { "spec.updateStrategy": { type: "Recreate" } },
      "pods that are not restarted": { "spec.template.spec.restartPolicy": "Never" },
      "a negative history": { "spec.revisionHistoryLimit": -1 },
    }),
    ...rows(job, {
      "as small as it gets": {},
      "pods that are always restarted": { "spec.template.spec.restartPolicy": "Always" },
      "no restart policy": { "spec.template.spec.restartPolicy": undefined },
      "negative numbers": {
        "spec.parallelism": -1,
        "spec.completions": -1,
        "spec.backoffLimit": -1,
        "spec.activeDeadlineSeconds": -1,
        "spec.ttlSecondsAfterFinished": -1,
      },
      "indexed without a number": { "spec.completionMode": "Indexed" },
      "indexed with a number": { "spec.completionMode": "Indexed", "spec.completions": 2 },
      "an unknown mode": { "spec.completionMode": "Sometimes", "spec.completions": 2 },
      "a selector of its own, which it may not choose": { "spec.selector": { matchLabels: { a: "b" } } },
      "a selector of its own, which it may choose": {
        "spec.manualSelector": true,
        "spec.selector": { matchLabels: { app: "a" } },
      },
      "a limit for each index without indexes": { "spec.backoffLimitPerIndex": 1 },
      "failed indexes at most without a limit for each": {
        "spec.completionMode": "Indexed",
        "spec.completions": 3,
        "spec.maxFailedIndexes": 1,
      },
      "rules of failure for pods that are restarted": {
        "spec.template.spec.restartPolicy": "OnFailure",
        "spec.podFailurePolicy": { rules: [{ action: "FailJob", onExitCodes: { operator: "In", values: [1] } }] },
      },
      "a rule of failure for both codes and conditions": {
        "spec.podFailurePolicy": {
          rules: [
            {
              action: "FailJob",
              onExitCodes: { operator: "In", values: [1] },
              onPodConditions: [{ type: "a", status: "True" }],
            },
          ],
        },
      },
      "a rule of failure for nothing": { "spec.podFailurePolicy": { rules: [{ action: "FailJob" }] } },
      "a rule of failure for the code 0": {
        "spec.podFailurePolicy": { rules: [{ action: "FailJob", onExitCodes: { operator: "In", values: [0] } }] },
      },
      "a rule of failure with codes out of order": {
        "spec.podFailurePolicy": { rules: [{ action: "FailJob", onExitCodes: { operator: "In", values: [2, 1] } }] },
      },
      "an unknown time to replace pods": { "spec.podReplacementPolicy": "Never" },
      "a success policy without indexes": { "spec.successPolicy": { rules: [{ succeededCount: 1 }] } },
      "a manager that is none": { "spec.managedBy": "a" },
    }),
    ...rows(cronJob, {
      "as small as it gets": {},
      "no schedule": { "spec.schedule": "" },
      "four fields": { "spec.schedule": "* * * *" },
      "minute 61": { "spec.schedule": "61 * * * *" },
      "a word that is none": { "spec.schedule": "@sometimes" },
      "a word": { "spec.schedule": "@hourly" },
      "every five hours": { "spec.schedule": "@every 5h" },
      "names of months and days": { "spec.schedule": "0 0 * JAN MON-FRI" },
      "a step of 0": { "spec.schedule": "*/0 * * * *" },
      "a range that ends before it begins": { "spec.schedule": "5-1 * * * *" },
      letters: { "spec.schedule": "a b c d e" },
      "a time zone in the schedule": { "spec.schedule": "TZ=UTC 0 0 * * *" },
      "a time zone": { "spec.timeZone": "Europe/Berlin" },
      "an unknown time zone": { "spec.timeZone": "Europe/Atlantis" },
      "an empty time zone": { "spec.timeZone": "" },
      "the time zone of the machine": { "spec.timeZone": "Local" },
      "an unknown concurrency": { "spec.concurrencyPolicy": "Sometimes" },
      "negative numbers": {
        "spec.startingDeadlineSeconds": -1,
        "spec.successfulJobsHistoryLimit": -1,
        "spec.failedJobsHistoryLimit": -1,
      },
      "pods that are always restarted": { "spec.jobTemplate.spec.template.spec.restartPolicy": "Always" },
      "a selector": { "spec.jobTemplate.spec.selector": { matchLabels: { a: "b" } } },
      "a selector by hand": { "spec.jobTemplate.spec.manualSelector": true },
      "a name of 53 letters": { "metadata.name": "n".repeat(53) },
    }),
    ...rows(budget, {
      "as small as it gets": {},
      "both a minimum and a maximum": { "spec.maxUnavailable": 1 },
      "neither minimum nor maximum": { "spec.minAvailable": undefined },
      "a negative number": { "spec.minAvailable": -1 },
      "a share": { "spec.minAvailable": "50%" },
      "a share above 100%": { "spec.minAvailable": "101%" },
      "a share without a percent sign": { "spec.minAvailable": "50" },
      "an unknown policy for sick pods": { "spec.unhealthyPodEvictionPolicy": "Never" },
      "a selector with an unknown operator": {
        "spec.selector": { matchExpressions: [{ key: "a", operator: "Like", values: ["a"] }] },
      },
      "no selector": { "spec.selector": undefined },
    }),
    ...rows(autoscaler, {
      "as small as it gets": {},
      "none at most": { "spec.maxReplicas": 0 },
      "more at least than at most": { "spec.minReplicas": 5 },
      "none at least": { "spec.minReplicas": 0 },
      "a target without a name": { "spec.scaleTargetRef.name": "" },
      "a target without a kind": { "spec.scaleTargetRef.kind": "" },
      "a target with a slash in its name": { "spec.scaleTargetRef.name": "a/b" },
      "a metric of an unknown type": { "spec.metrics": [{ type: "Guess" }] },
      "a metric without its source": { "spec.metrics": [{ type: "Resource" }] },
      "a metric with the source of another type": {
        "spec.metrics": [
          { type: "Pods", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 50 } } },
        ],
      },
      "a metric with two sources": {
        "spec.metrics": [
          {
            type: "Resource",
            resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 50 } },
            pods: { metric: { name: "a" }, target: { type: "AverageValue", averageValue: "1" } },
          },
        ],
      },
      "a utilization of 0": metric({ type: "Utilization", averageUtilization: 0 }),
      "a utilization without a number": metric({ type: "Utilization" }),
      "both a utilization and a value": metric({ type: "Utilization", averageUtilization: 50, averageValue: "1" }),
      "a value for a resource": metric({ type: "Value", value: "1" }),
      "a target of an unknown type": metric({ type: "Guess", averageUtilization: 50 }),
      "a negative value": metric({ type: "AverageValue", averageValue: "-1" }),
      "a metric of pods without a name": {
        "spec.metrics": [
          { type: "Pods", pods: { metric: { name: "" }, target: { type: "AverageValue", averageValue: "1" } } },
        ],
      },
      "a metric of a container without a container": {
        "spec.metrics": [
          {
            type: "ContainerResource",
            containerResource: { name: "cpu", container: "", target: { type: "Utilization", averageUtilization: 50 } },
          },
        ],
      },
      "a metric of an object": {
        "spec.metrics": [
          {
            type: "Object",
            object: {
              describedObject: { kind: "Service", name: "a" },
              metric: { name: "m" },
              target: { type: "Value", value: "1" },
            },
          },
        ],
      },
      "a metric from outside": {
        "spec.metrics": [
          {
            type: "External",
            external: { metric: { name: "m" }, target: { type: "AverageValue", averageValue: "1" } },
          },
        ],
      },
      "policies of an unknown type": {
        "spec.behavior": { scaleUp: { policies: [{ type: "Guess", value: 1, periodSeconds: 1 }] } },
      },
      "a policy without a value": {
        "spec.behavior": { scaleUp: { policies: [{ type: "Pods", value: 0, periodSeconds: 1 }] } },
      },
      "a policy for an hour": {
        "spec.behavior": { scaleUp: { policies: [{ type: "Pods", value: 1, periodSeconds: 3600 }] } },
      },
      "a window of two hours": { "spec.behavior": { scaleDown: { stabilizationWindowSeconds: 7200 } } },
      "an unknown choice of policies": { "spec.behavior": { scaleDown: { selectPolicy: "Both" } } },
    }),
    ...rows(priorityClass, {
      "as small as it gets": {},
      "above what users may have": { value: 2_000_000_000 },
      "a name of the system": { "metadata.name": "system-mine" },
      "an unknown preemption": { preemptionPolicy: "Sometimes" },
    }),
  ],
};
