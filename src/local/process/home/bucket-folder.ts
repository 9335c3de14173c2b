import path from "node:path";

/** The folder of a home that holds the objects of a simulated bucket: `gs://<bucket>` of the local cloud. */
export function bucketFolder(home: string, bucket: string): string {
  return path.join(home, "buckets", bucket);
}
