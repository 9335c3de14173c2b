/**
 * The automation engine: the Pulumi CLI that is installed, behind the engine port.
 *
 * In:   a `pulumi` executable, the environment that it, its language host and its providers get.
 * Out:  the `Engine` port: `automationEngine({ cli: () => findCli(process.env), environment: process.env })`.
 *       {@link cliEnvironment} and {@link backendOf} for the backend that environment or project name.
 * Must not know: forges, environments, how the state is kept, the local cloud.
 *
 * On the way of an operation: `arguments` says it in the CLI's flags -> `workspace` holds what it needs for one run -> `cli`
 * runs it -> `event-log` tells its events -> `cli-errors` names what kept it from starting.
 */
export { automationEngine } from "./automation-engine.ts";
export { findCli, installationFolder, type PulumiCli } from "./cli.ts";
export { type BackendPlace, backendOf, cliEnvironment } from "./cli-environment.ts";
export { BackendMissing, CliMissing } from "./errors.ts";
export { installCli } from "./install.ts";
export { listStacks } from "./list-stacks.ts";
