/**
 * What the engine does for a program whose author may not do what the engine's user may.
 *
 * In:   a {@link StateStore}; properties that such a program sends.
 * Out:  {@link stateForOutside}: the state with every secret unknown, and no other stack; {@link configForOutside};
 *       {@link refuseForeignFiles}, {@link refuseForeignSettings}.
 * Must not know: how the program's process is confined, which change request it comes from.
 */
export { configForOutside } from "./config-for-outside.ts";
export { OutsideRefused } from "./errors.ts";
export { refuseForeignFiles, refuseForeignSettings } from "./own-files.ts";
export { stateForOutside } from "./state-for-outside.ts";
