/* The probes, one file each (scan/probe_NAME.c); scan/probes.c lists them in the order in which
 * they are tried. */
#ifndef VARDE_SCAN_PROBES_H
#define VARDE_SCAN_PROBES_H

#include "scan/probe.h"

/* The rows of probe_rows. */
extern const struct probe probe_dicom, probe_dns, probe_ftp, probe_hl7, probe_http, probe_imap,
    probe_mqtt, probe_mysql, probe_pop3, probe_postgresql, probe_rdp, probe_redis, probe_smb,
    probe_smtp, probe_snmp, probe_ssh, probe_telnet, probe_vnc;

#endif
