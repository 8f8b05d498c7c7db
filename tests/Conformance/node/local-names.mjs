// Names under localhost are this machine (RFC 6761 §6.3), as a resolver such as systemd-resolved or a line in /etc/hosts makes them.
import dns from "node:dns";

const { lookup } = dns;
dns.lookup = (host, ...rest) => lookup(host.endsWith(".localhost") ? "127.0.0.1" : host, ...rest);
