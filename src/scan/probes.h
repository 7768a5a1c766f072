/* The probes, one file each (scan/probe_NAME.c); scan/probes.c lists them in the order in which
 * they are tried. */
#ifndef VARDE_SCAN_PROBES_H
#define VARDE_SCAN_PROBES_H

#include "scan/probe.h"

extern const struct probe probe_dicom;
extern const struct probe probe_hl7;
extern const struct probe probe_mqtt;
extern const struct probe probe_smb;
extern const struct probe probe_snmp;

extern const struct probe probe_ssh;

#endif
