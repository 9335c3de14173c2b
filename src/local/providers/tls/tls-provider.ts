import type { ResourceProvider } from "../../../provider/index.ts";
import { LogicalProvider, PackageFacts } from "../logical/index.ts";
import { certRequest } from "./cert-request.ts";
import { locallySignedCert, selfSignedCert } from "./certificates.ts";
import { getCertificate, getPublicKey } from "./functions.ts";
import { privateKey } from "./private-key.ts";

const types = {
  "tls:index/certRequest:CertRequest": certRequest,
  "tls:index/locallySignedCert:LocallySignedCert": locallySignedCert,
  "tls:index/privateKey:PrivateKey": privateKey,
  "tls:index/selfSignedCert:SelfSignedCert": selfSignedCert,
};

const functions = {
  "tls:index/getCertificate:getCertificate": getCertificate,
  "tls:index/getPublicKey:getPublicKey": getPublicKey,
};

/** The `tls` package's provider. Its keys and certificates are real ones. */
export function tlsProvider(): ResourceProvider {
  return new LogicalProvider({ facts: new PackageFacts("tls"), types, functions });
}
