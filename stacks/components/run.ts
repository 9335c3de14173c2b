import { Job } from "@pulumi/gcp/cloudrunv2/job.js";
import { JobIamMember } from "@pulumi/gcp/cloudrunv2/jobIamMember.js";
import { Service } from "@pulumi/gcp/cloudrunv2/service.js";
import { ServiceIamMember } from "@pulumi/gcp/cloudrunv2/serviceIamMember.js";
import { Job as Schedule } from "@pulumi/gcp/cloudscheduler/job.js";
import type { Subnetwork } from "@pulumi/gcp/compute/subnetwork.js";
import type { Secret } from "@pulumi/gcp/secretmanager/secret.js";
import { SecretIamMember } from "@pulumi/gcp/secretmanager/secretIamMember.js";
import type { Account } from "@pulumi/gcp/serviceaccount/account.js";
import type { DatabaseInstance } from "@pulumi/gcp/sql/databaseInstance.js";
import { ComponentResource, type ComponentResourceOptions, interpolate, type Output } from "@pulumi/pulumi";
import type { DesiredContainer, DesiredInvoker, DesiredState } from "../../src/desired/index.ts";
import { createEach, known } from "./lookup.ts";
import type { References } from "./text.ts";

export type RunArgs = Pick<DesiredState, "runServices" | "runJobs" | "invokers" | "secretReaders" | "jobSchedules"> & {
  /** Id of the network in which the subnets lie. */
  readonly network: Output<string>;
  readonly subnets: ReadonlyMap<string, Subnetwork>;
  readonly accounts: ReadonlyMap<string, Account>;
  readonly secretPlaces: ReadonlyMap<string, Secret>;
  readonly databaseInstances: ReadonlyMap<string, DatabaseInstance>;
  readonly references: References;
};

/** Services and jobs of Cloud Run, what may call them, and what starts jobs. */
export class Run extends ComponentResource {
  readonly services: ReadonlyMap<string, Service>;
  readonly jobs: ReadonlyMap<string, Job>;

  constructor(
    name: string,
    private readonly args: RunArgs,
    options?: ComponentResourceOptions,
  ) {
    super("groundwork:index:Run", name, {}, options);

    const readers = createEach(args.secretReaders, ({ key, protect, args: reader, secret, serviceAccount }) => {
      const { secretId } = known(args.secretPlaces, secret);
      const { member } = known(args.accounts, serviceAccount);
      return new SecretIamMember(key, { ...reader, secretId, member }, { parent: this, protect });
    });
    // Cloud Run refuses a revision whose account cannot read every secret of it.
    const readersOf = ({ serviceAccount }: DesiredContainer) =>
      args.secretReaders.filter((each) => each.serviceAccount === serviceAccount).map(({ key }) => known(readers, key));
    this.services = createEach(args.runServices, (each) => {
      const { parts, container } = this.containerParts(each.container);
      const template = { ...each.template, ...parts, containers: [{ ...each.containerArgs, ...container }] };
      const { key, protect } = each;
      return new Service(
        key,
        { ...each.args, template },
        { parent: this, protect, dependsOn: readersOf(each.container) },
      );
    });
    this.jobs = createEach(args.runJobs, (each) => {
      const { parts, container } = this.containerParts(each.container);
      const task = { ...each.task, ...parts, containers: [{ ...each.containerArgs, ...container }] };
      const template = { ...each.execution, template: task };
      const { key, protect } = each;
      return new Job(key, { ...each.args, template }, { parent: this, protect, dependsOn: readersOf(each.container) });
    });
    const invokers = createEach(args.invokers, (invoker) => this.invoker(invoker));
    createEach(args.jobSchedules, ({ key, protect, args: schedule, job, serviceAccount }) => {
      const httpTarget = {
        httpMethod: "POST",
        uri: interpolate`https://run.googleapis.com/v2/${known(this.jobs, job).id}:run`,
        oauthToken: {
          serviceAccountEmail: known(args.accounts, serviceAccount).email,
          scope: "https://www.googleapis.com/auth/cloud-platform",
        },
      };
      return new Schedule(
        key,
        { ...schedule, httpTarget },
        { parent: this, protect, dependsOn: [...invokers.values()] },
      );
    });
    this.registerOutputs({});
  }

  private invoker({ key, protect, args, on, target, who }: DesiredInvoker): ServiceIamMember | JobIamMember {
    const member = who === "allUsers" ? who : known(this.args.accounts, who.serviceAccount).member;
    return on === "service"
      ? new ServiceIamMember(
          key,
          { ...args, name: known(this.services, target).name, member },
          { parent: this, protect },
        )
      : new JobIamMember(key, { ...args, name: known(this.jobs, target).name, member }, { parent: this, protect });
  }

  /** What refers to other resources: of the container, and of what stands around it. */
  private containerParts({ image, env, secretEnv, databases, serviceAccount, network }: DesiredContainer) {
    const { references, accounts, secretPlaces, databaseInstances, subnets } = this.args;
    const envs = [
      ...Object.entries(env).map(([name, value]) => ({ name, value: references.resolve(value) })),
      ...Object.entries(secretEnv).map(([name, { secret, version }]) => ({
        name,
        valueSource: { secretKeyRef: { secret: known(secretPlaces, secret).secretId, version } },
      })),
    ].toSorted((one, other) => (one.name < other.name ? -1 : 1));
    const volume = "cloudsql";
    const instances = databases.map((key) => known(databaseInstances, key).connectionName);
    return {
      container: {
        image: references.resolve(image),
        ...(envs.length > 0 && { envs }),
        ...(databases.length > 0 && { volumeMounts: [{ name: volume, mountPath: "/cloudsql" }] }),
      },
      parts: {
        serviceAccount: known(accounts, serviceAccount).email,
        ...(databases.length > 0 && { volumes: [{ name: volume, cloudSqlInstance: { instances } }] }),
        ...(network && {
          vpcAccess: {
            egress: network.egress,
            networkInterfaces: [
              {
                network: this.args.network,
                subnetwork: known(subnets, network.subnet).id,
                ...(network.tags.length > 0 && { tags: [...network.tags] }),
              },
            ],
          },
        }),
      },
    };
  }
}
