/** A playbook that the tool cannot read. */
export interface MalformedPlaybook {
  /** From the root of the repository. */
  readonly path: string;
  readonly message: string;
  /** The commit that the change is compared with has the same. */
  readonly wasBefore: boolean;
}

/** What is known of the form of an environment's playbooks. That all can be read says nothing of what they would do. */
export interface PlaybookCheck {
  /** How many can be read. */
  readonly wellFormed: number;
  readonly malformed: readonly MalformedPlaybook[];
  /** Why others are not known, each reason once. */
  readonly notChecked: readonly string[];
}
