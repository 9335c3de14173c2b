const sdk = /[\\/]@pulumi[\\/]pulumi[\\/]/;

/** Whether a file belongs to the SDK, wherever it is installed. */
export function isOfSdk(file: string): boolean {
  return sdk.test(file);
}
