/**
 * What environments stand on, as `environments/_organization/organization.yaml` declares it.
 *
 * In:   a tree of files.
 * Out:  {@link Organization}: valid by construction, or every issue of the file with its position.
 * Must not know: resources, engines, the file system, Git.
 */
export { organizationJsonSchema } from "./document.ts";
export {
  type Folder,
  type ForgeIdentity,
  type Organization,
  organizationFolder,
  organizationPath,
  organizationStack,
  type Project,
} from "./organization.ts";
export { readOrganization } from "./read-organization.ts";
