#include "model/trace.h"

const char *const trace_kind_names[] = {"name", "addr", "url", "hash", "ja3", "ja4", NULL};
const char *const trace_via_names[] = {"dns", "http", "tls", "flow", "file", "mail", NULL};
const char *const hunt_state_names[] = {"waits", "done", NULL};

static const struct field trace_fields[] = {
    F_TEXT(trace, id, FIELD_REQUIRED, 64,
	"Hash of organisation, address, kind, way and value, hex."),
    F_TEXT(trace, org, 0, 64, "Whose system met it; none: nobody's."),
    F_TEXT(trace, addr, 0, 45, "The system."),
    F_ENUM(trace, type, 0, trace_kind_names, "What was met."),
    F_ENUM(trace, via, 0, trace_via_names, "Where."),
    F_TEXT(trace, value, FIELD_REQUIRED, 1000, "It."),
    F_TEXT(trace, key, FIELD_REQUIRED, 1000, "By which it is found."),
    F_TEXT(trace, sensor, 0, 80, "Who saw it last."),
    F_TIME(trace, first, 0, "First time."),
    F_TIME(trace, last, 0, "Last time."),
    F_INT(trace, count, 0, 0, INT64_MAX, "How often."),
};

const struct record_type trace_type = RECORD_TYPE(
    "trace", trace, trace_fields, "That a name, an address or a print was met in traffic.");

static const struct field hunt_fields[] = {
    F_TEXT(hunt, id, FIELD_REQUIRED, 64, "Identifier of the indicator."),
    F_ENUM(hunt, state, 0, hunt_state_names, "Whether it is done."),
    F_TIME(hunt, asked, 0, "When it was asked for."),
    F_TIME(hunt, done, 0, "When it was last searched."),
    F_INT(hunt, traces, 0, 0, INT64_MAX, "Traces that were found."),
    F_INT(hunt, orgs, 0, 0, INT64_MAX, "Organisations that met it."),
    F_TIME(hunt, first, 0, "First of these."),
    F_TIME(hunt, last, 0, "Last of these."),
    F_INT(hunt, millis, 0, 0, INT64_MAX, "How long it took, ms."),
    F_INT(hunt, version, 0, 0, INT64_MAX, "Counts its changes."),
};

const struct record_type hunt_type =
    RECORD_TYPE("hunt", hunt, hunt_fields, "An indicator was searched in the traces.");

static const struct field event_follow_fields[] = {
    F_TEXT(
	event_follow, id, FIELD_REQUIRED, 64, "Hash of the source and the file's path, hex."),
    F_TEXT(event_follow, feed, FIELD_REQUIRED, 80, "Who says so."),
    F_TEXT(event_follow, path, FIELD_REQUIRED, 1000, "The file."),
    F_INT(event_follow, device, 0, INT64_MIN, INT64_MAX, "Device that it is on."),
    F_INT(event_follow, inode, 0, INT64_MIN, INT64_MAX, "Its number there."),
    F_INT(event_follow, offset, 0, 0, INT64_MAX, "Bytes of it that are taken in."),
    F_TEXT(event_follow, head, 0, 200, "Its first bytes, hex: by which a copy is known."),
    F_INT(event_follow, lines, 0, 0, INT64_MAX, "Lines that were taken in."),
    F_INT(event_follow, wrong, 0, 0, INT64_MAX, "Of these: that could not be read."),
    F_INT(event_follow, lost, 0, 0, INT64_MAX,
	"How often a file was gone before it was read to its end."),
    F_TIME(event_follow, time, 0, "When lines were last taken in."),
    F_INT(event_follow, version, 0, 0, INT64_MAX, "Counts its changes."),
};

const struct record_type event_follow_type = RECORD_TYPE("event_follow", event_follow,
    event_follow_fields, "How far a file of lines that grows was taken in.");
