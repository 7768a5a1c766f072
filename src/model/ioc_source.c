#include "model/ioc_source.h"

static const struct field source_fields[] = {
    F_TEXT(ioc_source, id, FIELD_REQUIRED, 64, "Identifier: 128 random bits in 26 letters."),
    F_TEXT(ioc_source, name, FIELD_REQUIRED, 100, "What it is called here."),
    F_TEXT(ioc_source, url, FIELD_REQUIRED, 1000,
	"Of the folder with manifest.json, or of that file."),
    F_TEXT(ioc_source, key, 0, 1000, "Sent as Authorization; never shown again."),
    F_BOOL(ioc_source, enabled, 0, "Whether it is taken in; else only looked at."),
    F_INT(ioc_source, every, 0, 1, IOC_SOURCE_HOURS, "Hours between two looks."),
    F_INT(ioc_source, days, 0, 1, IOC_SOURCE_DAYS,
	"Events that changed in so many days are wanted."),
    F_INT(ioc_source, keep, 0, 1, IOC_SOURCE_KEEP, "Days for which its indicators are active."),
    F_ENUM(ioc_source, list, 0, ioc_list_names, "Which list."),
    F_ENUM(ioc_source, confidence, 0, ioc_level_names, "How sure."),
    F_ENUM(ioc_source, fp_rate, 0, ioc_fp_rate_names, "How often a false alarm."),
    F_ENUM(ioc_source, tlp, 0, tlp_names, "Least strict label of what comes; never RED."),
    F_TEXT(ioc_source, owner, 0, 64, "Who switched it on: in whose name it is taken in."),
    F_TIME(ioc_source, asked, 0, "When somebody asked to look at it now."),
    F_TIME(ioc_source, due, 0, "When it is looked at next; never: not by itself."),
    F_TIME(ioc_source, lease, 0, "Until when somebody looks at it."),
    F_TIME(ioc_source, tried, 0, "Last look."),
    F_TIME(ioc_source, worked, 0, "Last look that reached its end."),
    F_INT(ioc_source, failures, 0, 0, INT64_MAX, "In a row."),
    F_TEXT(ioc_source, failed, 0, 1000, "What went wrong last; none when it worked."),
    F_TEXT(ioc_source, told, 0, IOC_SOURCE_TOLD, "What the last look found, JSON."),
    F_INT(ioc_source, events, 0, 0, INT64_MAX, "Events that were taken in."),
    F_INT(ioc_source, added, 0, 0, INT64_MAX, "Indicators that were new."),
    F_TIME(ioc_source, created, 0, "When."),
    F_TEXT(ioc_source, created_by, 0, 64, "By whom."),
    F_TIME(ioc_source, changed, 0, "Last change by a person."),
    F_INT(ioc_source, version, 0, 0, INT64_MAX, "Counts its changes."),
};

const struct record_type ioc_source_type =
    RECORD_TYPE("ioc_source", ioc_source, source_fields, "A feed that is pulled.");

static const struct field event_fields[] = {
    F_TEXT(ioc_source_event, id, FIELD_REQUIRED, 120,
	"The source's identifier, a colon, the event's UUID."),
    F_TEXT(ioc_source_event, source, FIELD_REQUIRED, 64, "Which source."),
    F_INT(ioc_source_event, stamp, 0, 0, INT64_MAX,
	"When it had changed there, as it says; seconds since 1970."),
    F_TIME(ioc_source_event, taken, 0, "When it was taken in."),
    F_INT(ioc_source_event, added, 0, 0, INT64_MAX, "Indicators that were new."),
    F_INT(ioc_source_event, refused, 0, 0, INT64_MAX, "What was not taken."),
    F_TEXT(ioc_source_event, failed, 0, 1000, "Why it was not taken at all."),
};

const struct record_type ioc_source_event_type = RECORD_TYPE("ioc_source_event",
    ioc_source_event, event_fields, "An event of a source as it was taken in.");
