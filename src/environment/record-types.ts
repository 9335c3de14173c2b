/** Types of DNS records that Cloud DNS serves. Those of DNSSEC's own keys are made by Cloud DNS itself. */
export type DnsRecordType =
  | "A"
  | "AAAA"
  | "CAA"
  | "CNAME"
  | "DS"
  | "HTTPS"
  | "MX"
  | "NAPTR"
  | "NS"
  | "PTR"
  | "SRV"
  | "SSHFP"
  | "SVCB"
  | "TLSA"
  | "TXT";
