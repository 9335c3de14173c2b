import { existsSync } from "node:fs";
import path from "node:path";
import { RunError } from "@pulumi/pulumi";
import { desiredOrganizationIn, organizationPath } from "../src/desired/organization/index.ts";
import { folderTree, GroundworkError } from "../src/lib/index.ts";
import { OrganizationStack } from "./organization/index.ts";

export interface CreateOrganizationOptions {
  /** Folder that holds `environments/`. @default the nearest one above the working directory of the program */
  readonly folder?: string;
}

/**
 * Registers everything that `environments/_organization` declares.
 *
 * @throws {RunError} with all that is wrong in the declaration, without a stack trace.
 */
export async function createOrganization(options: CreateOrganizationOptions = {}): Promise<OrganizationStack> {
  try {
    const folder = options.folder ?? folderAbove(process.cwd());
    return new OrganizationStack(await desiredOrganizationIn(folderTree(folder)));
  } catch (thrown) {
    // As for environments: the SDK prints a stack beside any other error.
    throw thrown instanceof GroundworkError ? new RunError(thrown.message) : thrown;
  }
}

/** The folder that `environments/_organization` stands in; the one that was started from where none does, which then is named as missing. */
function folderAbove(start: string): string {
  for (let folder = path.resolve(start); ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, organizationPath))) return folder;
    if (folder === path.dirname(folder)) return start;
  }
}
