import { memberOf } from "../../../../lib/index.ts";
import type { TypeFacts } from "../facts/index.ts";
import { repository } from "./artifactregistry/index.ts";
import { schedulerJob } from "./cloudscheduler/index.ts";
import { computeRules } from "./compute/index.ts";
import { cluster, nodePool } from "./container/index.ts";
import { managedZone, recordSet } from "./dns/index.ts";
import { documentDatabase, documentField, documentIndex } from "./firestore/index.ts";
import {
  customRole,
  iamRulesOf,
  serviceAccount,
  serviceAccountKey,
  workloadIdentityPool,
  workloadIdentityPoolProvider,
} from "./iam/index.ts";
import { idFormats } from "./id-formats.ts";
import { cryptoKey, keyRing } from "./kms/index.ts";
import { projectSink } from "./logging/index.ts";
import { project, projectService, serviceIdentity } from "./projects/index.ts";
import { messageSchema, subscription, topic } from "./pubsub/index.ts";
import { redisInstance } from "./redis/index.ts";
import { runJob, runService } from "./run/index.ts";
import { secret, secretVersion } from "./secretmanager/index.ts";
import { database, databaseInstance, user } from "./sql/index.ts";
import { bucket, bucketObject } from "./storage/index.ts";
import { RFC1035, type TypeRules } from "./type-rules.ts";

const checkedRules: Readonly<Record<string, TypeRules>> = {
  ...computeRules,
  "artifactregistry/repository:Repository": repository,
  "cloudrunv2/job:Job": runJob,
  "cloudrunv2/service:Service": runService,
  "cloudscheduler/job:Job": schedulerJob,
  "container/cluster:Cluster": cluster,
  "container/nodePool:NodePool": nodePool,
  "dns/managedZone:ManagedZone": managedZone,
  "dns/recordSet:RecordSet": recordSet,
  "iam/workloadIdentityPool:WorkloadIdentityPool": workloadIdentityPool,
  "iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider": workloadIdentityPoolProvider,
  "firestore/database:Database": documentDatabase,
  "firestore/field:Field": documentField,
  "firestore/index:Index": documentIndex,
  "kms/cryptoKey:CryptoKey": cryptoKey,
  "kms/keyRing:KeyRing": keyRing,
  "logging/projectSink:ProjectSink": projectSink,
  "organizations/project:Project": project,
  "projects/iAMCustomRole:IAMCustomRole": customRole,
  "projects/service:Service": projectService,
  "projects/serviceIdentity:ServiceIdentity": serviceIdentity,
  "pubsub/schema:Schema": messageSchema,
  "pubsub/subscription:Subscription": subscription,
  "pubsub/topic:Topic": topic,
  "redis/instance:Instance": redisInstance,
  "secretmanager/secret:Secret": secret,
  "secretmanager/secretVersion:SecretVersion": secretVersion,
  "serviceaccount/account:Account": serviceAccount,
  "serviceaccount/key:Key": serviceAccountKey,
  "sql/database:Database": database,
  "sql/databaseInstance:DatabaseInstance": databaseInstance,
  "sql/user:User": user,
  "storage/bucket:Bucket": bucket,
  "storage/bucketObject:BucketObject": bucketObject,
};

/** Compute Engine names nearly everything by RFC 1035. */
const ofCompute: TypeRules = { name: RFC1035 };
const noRules: TypeRules = {};

/** Defaults of inputs: those that the package declares, and over them those of the hand-checked rules. */
export function defaultsOf(facts: TypeFacts): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries({ ...facts.defaults, ...rulesOf(facts.token).defaults }).filter(([, value]) => value !== undefined),
  );
}

const seen = new Map<string, TypeRules>();

/** The hand-checked rules of a type token. Without any: those of IAM for an IAM type, the rule of names for Compute Engine, none for others. */
export function rulesOf(token: string): TypeRules {
  const before = seen.get(token);
  if (before !== undefined) return before;
  const local = token.slice("gcp:".length);
  const rules =
    memberOf(checkedRules, local) ??
    iamRulesOf(token) ??
    (token.startsWith("gcp:compute/") && !token.includes("irewallPolicy") ? ofCompute : noRules);
  const idFormat = rules.idFormat ?? memberOf(idFormats, local);
  const known = idFormat === undefined ? rules : { ...rules, idFormat };
  seen.set(token, known);
  return known;
}
