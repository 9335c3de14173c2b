/** The Go that builds the parts. */
export interface Go {
  /** For example `go1.26.8`. */
  readonly version: string;
  readonly os: string;
  readonly architecture: string;
  /** The command that compiles C, for parts with C code. */
  readonly cCompiler: string;
}
