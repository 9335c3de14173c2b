/**
 * The port of what checks Ansible playbooks, without a machine.
 *
 * In:   the files of an environment's machines at one commit, and which of them are playbooks.
 * Out:  {@link PlaybookSyntax}: which of them cannot be read as playbooks, or why that is not known.
 * Must not know: environments, commits, how a result is shown.
 * Adapter: `ansible/` (`ansible-playbook --syntax-check`).
 */
export type { PlaybookAnswer, PlaybookFiles, PlaybookSyntax } from "./playbook-syntax.ts";
