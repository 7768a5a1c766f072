#include "model/sensor.h"

const char *const pack_state_names[] = {"draft", "current", "old", "withdrawn", NULL};

static const struct field sensor_fields[] = {
    F_TEXT(sensor, id, FIELD_REQUIRED, 64, "Identifier: 128 random bits in 26 letters."),
    F_TEXT(sensor, name, FIELD_REQUIRED, 80, "What people call it."),
    F_TEXT(sensor, print, FIELD_REQUIRED, 64, "SHA-256 of its certificate, hex."),
    F_TEXT(sensor, org, 0, 64, "In whose network it stands; none: the sector's."),
    F_TEXT(sensor, note, 0, 1000, "Where it stands."),
    F_TIME(sensor, created, 0, "When it was registered."),
    F_TEXT(sensor, created_by, 0, 64, "By whom."),
    F_TIME(sensor, removed, 0, "When it was removed; 0: it was not."),
    F_TIME(sensor, told, 0, "When it last told how it is."),
    F_TIME(sensor, events, 0, "When its newest event was taken in."),
    F_INT(sensor, packets, 0, 0, INT64_MAX, "Packets since it was started."),
    F_INT(sensor, drops, 0, 0, INT64_MAX, "Of these lost by the kernel or by itself."),
    F_INT(sensor, packets_before, 0, 0, INT64_MAX, "Packets as told before that."),
    F_INT(sensor, drops_before, 0, 0, INT64_MAX, "Drops as told before that."),
    F_INT(sensor, gaps, 0, 0, INT64_MAX, "Bytes of streams that it could not inspect."),
    F_INT(
	sensor, one_sided, 0, 0, INT64_MAX, "Flows of which it sees one direction, per mille."),
    F_INT(sensor, memory, 0, 0, INT64_MAX, "Its memory, bytes."),
    F_INT(sensor, spool, 0, 0, INT64_MAX, "What waits on its disk, bytes."),
    F_INT(sensor, spool_max, 0, 0, INT64_MAX, "What may wait there, bytes."),
    F_INT(sensor, lag, 0, 0, INT64_MAX, "How old its oldest waiting record is, ms."),
    F_INT(sensor, offset, 0, INT64_MIN, INT64_MAX, "Its clock minus ours, ms."),
    F_INT(sensor, pack, 0, 0, INT64_MAX, "Version of the pack it works by."),
    F_TEXT(sensor, pack_bad, 0, 300, "Why it went back to an older one."),
    F_TEXT(sensor, release, 0, 40, "Its program's version."),
    F_INT(sensor, missing, 0, 0, INT64_MAX, "Records that it dropped before we had them."),
    F_INT(sensor, version, 0, 0, INT64_MAX, "Counts its changes."),
};

const struct record_type sensor_type = RECORD_TYPE("sensor", sensor, sensor_fields,
    "A sensor that may tell us something, and what it last said of itself.");

static const struct field sensor_epoch_fields[] = {
    F_TEXT(sensor_epoch, id, FIELD_REQUIRED, 160, "Sensor and epoch."),
    F_TEXT(sensor_epoch, sensor, FIELD_REQUIRED, 64, "Whose."),
    F_TEXT(sensor_epoch, epoch, FIELD_REQUIRED, 40, "Name of the spool."),
    F_INT(sensor_epoch, acked, 0, 0, INT64_MAX, "Records with this number and below are here."),
    F_TIME(sensor_epoch, time, 0, "When the last came."),
    F_INT(sensor_epoch, records, 0, 0, INT64_MAX, "How many came."),
    F_INT(sensor_epoch, again, 0, 0, INT64_MAX, "How many came once more."),
    F_INT(sensor_epoch, version, 0, 0, INT64_MAX, "Counts its changes."),
};

const struct record_type sensor_epoch_type = RECORD_TYPE(
    "sensor_epoch", sensor_epoch, sensor_epoch_fields, "How far we have what a sensor sent.");

static const struct field sensor_gap_fields[] = {
    F_TEXT(sensor_gap, id, FIELD_REQUIRED, 200, "Sensor, epoch and number."),
    F_TEXT(sensor_gap, sensor, FIELD_REQUIRED, 64, "Whose."),
    F_TIME(sensor_gap, time, 0, "When it was told."),
    F_INT(sensor_gap, first, 0, 0, INT64_MAX, "First number."),
    F_INT(sensor_gap, last, 0, 0, INT64_MAX, "Last number."),
    F_INT(sensor_gap, count, 0, 0, INT64_MAX, "How many."),
    F_TEXT(sensor_gap, why, 0, 40, "Why: full, missing."),
};

const struct record_type sensor_gap_type = RECORD_TYPE("sensor_gap", sensor_gap,
    sensor_gap_fields, "Records that a sensor dropped before it could send them.");

static const struct field sensor_pack_fields[] = {
    F_TEXT(sensor_pack, id, FIELD_REQUIRED, 64, "Identifier: 128 random bits in 26 letters."),
    F_INT(sensor_pack, number, 0, 0, INT64_MAX, "Its version: grows by one."),
    F_ENUM(sensor_pack, state, 0, pack_state_names, "Where it stands."),
    F_TEXT(sensor_pack, digest, FIELD_REQUIRED, 64, "SHA-256 of its bytes, hex."),
    F_INT(sensor_pack, bytes, 0, 0, INT64_MAX, "Its size."),
    F_INT(sensor_pack, parts, 0, 0, INT64_MAX, "In how many parts it is stored."),
    F_TEXT(sensor_pack, key, FIELD_REQUIRED, 64, "Name of the key that signed it."),
    F_TEXT(sensor_pack, signature, FIELD_REQUIRED, 128, "Over version and digest, base64url."),
    F_TEXT(sensor_pack, note, 0, 1000, "What is in it."),
    F_TIME(sensor_pack, created, 0, "When."),
    F_TEXT(sensor_pack, created_by, 0, 64, "By whom."),
    F_INT(sensor_pack, version, 0, 0, INT64_MAX, "Counts its changes."),
};

const struct record_type sensor_pack_type = RECORD_TYPE("sensor_pack", sensor_pack,
    sensor_pack_fields, "A pack of rules and indicators for sensors.");

static const struct field sensor_pack_part_fields[] = {
    F_TEXT(sensor_pack_part, id, FIELD_REQUIRED, 100, "Pack and number."),
    F_TEXT(sensor_pack_part, pack, FIELD_REQUIRED, 64, "Of which."),
    F_INT(sensor_pack_part, part, 0, 0, INT64_MAX, "From 0."),
    F_TEXT(sensor_pack_part, data, FIELD_REQUIRED, 600000, "base64."),
};

const struct record_type sensor_pack_part_type = RECORD_TYPE(
    "sensor_pack_part", sensor_pack_part, sensor_pack_part_fields, "A part of a pack's bytes.");
