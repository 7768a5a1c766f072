/* How the engine runs a probe: the other side of scan/probe.h. Internal to scan/. */
#ifndef VARDE_SCAN_PROBE_RUN_H
#define VARDE_SCAN_PROBE_RUN_H

#include "scan/probe.h"
#include "scan/unit.h"

/* Opens run->conn (TLS when run->tls) with the class of the probe's traffic; errors of dial_tcp
 * and conn_start_tls. */
int probe_connect(struct probe_run *run, const char *probe) MUST_USE;

#endif
