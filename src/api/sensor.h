/*
 * What sensors ask of the server, as routes of the listener for workers: client certificates
 * decide who it is (desk/sensor.h). Everything may be sent twice.
 *
 *   records   records of one stream (ship/ship_frame.h; header Varde-Stream: EPOCH-P)
 *             -> {"acked", "records", "again", "missing"}
 *   beat      {"packets", "drops", ..., "clock"} -> {"now", "pack": {"number", "sha256",
 *             "signature", "key", "bytes", "parts"} or null}
 *   packs     one part of a pack's bytes
 */
#ifndef VARDE_API_SENSOR_H
#define VARDE_API_SENSOR_H

#include "api/route.h"

/* Ends with method NULL; one of worker_tables. */
extern const struct route sensor_routes[];

#endif
