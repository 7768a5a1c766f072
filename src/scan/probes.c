/* The probes in the order in which they are tried where the port says nothing. */
#include "scan/probes.h"

static const struct probe none = {.protocol = NULL};

const struct probe *const probe_rows[] = {
    &probe_http,
    &probe_ssh,
    &probe_smtp,
    &probe_ftp,
    &probe_imap,
    &probe_pop3,
    &probe_telnet,
    &probe_mysql,
    &probe_vnc,
    &probe_postgresql,
    &probe_redis,
    &probe_rdp,
    &probe_smb,
    &probe_mqtt,
    &probe_dns,
    &probe_dicom,
    &probe_hl7,
    &probe_snmp,
    &none,
};
