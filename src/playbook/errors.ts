import { counted, cutShort, GroundworkError } from "../lib/index.ts";

/** A comparison of no machine would be green without having looked at anything. */
export class NoMachinesToCompare extends GroundworkError {
  readonly code = "no-machines-to-compare";
  readonly kind = "unknown";
  constructor(readonly data: { readonly because: string }) {
    super(`No machine was compared with a playbook: ${data.because}. Bring the machines up with: groundwork up`);
  }
}

/** Tasks that declare `check_mode: false` run for real in a comparison. */
export class PlaybookChangesMachines extends GroundworkError {
  readonly code = "playbook-changes-machines";
  readonly kind = "refused";
  constructor(readonly data: { readonly places: readonly string[] }) {
    const places = cutShort(data.places, 10).join(", ");
    super(
      `A comparison would run ${counted(data.places.length, "task")} for real, since check mode does not hold back tasks with check_mode: false: ${places}. ` +
        "Remove check_mode there, or write changesInCheckMode: allowed in connection.yaml beside the playbook when none of them changes a machine.",
    );
  }
}

/** A tool that reaches machines is not installed here. */
export class AnsibleUnavailable extends GroundworkError {
  readonly code = "ansible-unavailable";
  readonly kind = "refused";
  constructor(readonly data: { readonly tool: string; readonly remedy: string }) {
    super(
      `Machines cannot be reached, neither to be compared with their playbooks nor to be configured: ${data.tool} is not on PATH. ${data.remedy}`,
    );
  }
}

/** Nothing here leads to machines of the local cloud, which no network reaches. */
export class LocalMachinesUnreachable extends GroundworkError {
  readonly code = "local-machines-unreachable";
  readonly kind = "unknown";
  constructor(readonly data: { readonly machines: readonly string[] }) {
    super(
      `Nothing here leads to machines of the local cloud: ${cutShort(data.machines, 10).join(", ")}. Compare them with: groundwork drift --layer machines`,
    );
  }
}

/** Machines whose names or addresses an inventory cannot hold. */
export class InventoryUnusable extends GroundworkError {
  readonly code = "inventory-unusable";
  readonly kind = "invalid";
  constructor(readonly data: { readonly problems: readonly string[] }) {
    super(
      `No inventory of Ansible can be made of the environment's machines: ${data.problems.join("; ")}. Rename what is named there.`,
    );
  }
}

/** `connection.yaml` beside the playbook is wrong. */
export class ConnectionFileInvalid extends GroundworkError {
  readonly code = "connection-file-invalid";
  readonly kind = "invalid";
  constructor(readonly data: { readonly problems: readonly string[] }) {
    super(
      `connection.yaml, which says how machines are reached, is wrong: ${data.problems.join("; ")}. Correct it as docs/ansible.md shows.`,
    );
  }
}

/** `rollout.yaml` beside the playbook is wrong. */
export class RolloutFileInvalid extends GroundworkError {
  readonly code = "rollout-file-invalid";
  readonly kind = "invalid";
  constructor(readonly data: { readonly problems: readonly string[] }) {
    super(
      `rollout.yaml, which says in which batches machines are configured, is wrong: ${data.problems.join("; ")}. Correct it as docs/ansible.md shows.`,
    );
  }
}

/** A folder for machines without anything that could be run on them. */
export class NoPlaybook extends GroundworkError {
  readonly code = "no-playbook";
  readonly kind = "invalid";
  constructor(readonly data: { readonly folder: string }) {
    super(`${data.folder} has no playbook. Add site.yml there, or remove the folder.`);
  }
}
