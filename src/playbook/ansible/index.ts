/**
 * Playbooks checked by an installed `ansible-playbook`.
 *
 * In:   the environment that it is started with.
 * Out:  {@link ansibleSyntax}.
 * Must not know: environments, commits.
 */
export { ansibleSyntax } from "./ansible-syntax.ts";
