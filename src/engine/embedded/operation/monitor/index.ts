/**
 * The server that a program talks to: Pulumi's `ResourceMonitor` and `Engine` services.
 *
 * In:   requests of the program's SDK.
 * Out:  goals for the {@link StepGenerator}, answers in the wire format, log messages as diagnostics.
 * Must not know: how steps are decided or carried out.
 */
export { engineAnswers } from "./engine-answers.ts";
export { type MonitorServer, serveMonitor } from "./monitor-server.ts";
export { ResourceMonitor } from "./resource-monitor.ts";
