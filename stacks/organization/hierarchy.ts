import { Folder } from "@pulumi/gcp/organizations/folder.js";
import { Project } from "@pulumi/gcp/organizations/project.js";
import { Service } from "@pulumi/gcp/projects/service.js";
import { ComponentResource, type ComponentResourceOptions, type Output } from "@pulumi/pulumi";
import { type DesiredOrganization, type Holder, seedKey } from "../../src/desired/organization/index.ts";
import { createEach, describeEach, known } from "../components/index.ts";

/** Folders, the projects in them, and the services that are enabled there. */
export class Hierarchy extends ComponentResource {
  readonly projects: ReadonlyMap<string, Project>;
  readonly folderIds: Record<string, Output<string>>;
  readonly projectIds: Record<string, Output<string>>;
  private readonly folders = new Map<string, Folder>();

  constructor(name: string, desired: DesiredOrganization, options?: ComponentResourceOptions) {
    super("groundwork:organization:Hierarchy", name, {}, options);
    for (const { key, protect, args, holder } of desired.folders) {
      const parent = "folder" in holder ? known(this.folders, holder.folder).name : holder.id;
      this.folders.set(key, new Folder(key, { ...args, parent }, { parent: this, protect }));
    }
    this.projects = createEach(
      desired.projects,
      ({ key, protect, args, holder }) =>
        new Project(key, { ...args, ...this.within(holder) }, { parent: this, protect }),
    );
    createEach(desired.services, ({ key, protect, args, project }) => {
      return new Service(key, { ...args, project: known(this.projects, project).projectId }, { parent: this, protect });
    });
    this.folderIds = describeEach(this.folders, ({ name: folder }) => folder);
    this.projectIds = describeEach(this.projects, ({ projectId }) => projectId);
    this.registerOutputs({});
  }

  get seed(): Project {
    return known(this.projects, seedKey);
  }

  /** Projects name what holds them by number alone, and organizations by another property than folders. */
  private within(holder: Holder) {
    if ("folder" in holder) return { folderId: known(this.folders, holder.folder).folderId };
    const [kind = "", number = ""] = holder.id.split("/");
    return kind === "organizations" ? { orgId: number } : { folderId: number };
  }
}
