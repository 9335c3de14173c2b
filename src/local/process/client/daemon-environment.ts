/**
 * What the local cloud's process may know of its first caller's environment: where things are, and how text is written.
 *
 * The process lives for days, serves every later run, and its environment can be read as long as it lives. So it gets no
 * variable that may hold a credential: no passphrase, no token, no proxy address, no `NODE_OPTIONS`.
 */
const PASSED_ON: ReadonlySet<string> = new Set([
  "PATH",
  "HOME",
  "USER",
  "LOGNAME",
  "TMPDIR",
  "TEMP",
  "TMP",
  "LANG",
  "LC_ALL",
  "LC_CTYPE",
  "TZ",
  // Where Node itself finds its libraries and further certificates.
  "LD_LIBRARY_PATH",
  "NODE_EXTRA_CA_CERTS",
  "GROUNDWORK_LOG_LEVEL",
]);

/** The part of `caller` that a process gets which outlives it. */
export function daemonEnvironment(caller: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(caller).filter(([name]) => PASSED_ON.has(name)));
}
