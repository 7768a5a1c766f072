/* The probes, one file each (scan/probe_NAME.c); scan/probes.c lists them in the order in which
 * they are tried. */
#ifndef VARDE_SCAN_PROBES_H
#define VARDE_SCAN_PROBES_H

#include "scan/probe.h"

#endif
