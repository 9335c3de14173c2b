/** An answer that is no success. The servers write it in forms of their own. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly detail?: object,
  ) {
    super(message);
  }
}
