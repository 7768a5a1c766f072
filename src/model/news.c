#include "model/news.h"

const char *const news_how_names[] = {"new", "changed", "withdrawn", NULL};
const char *const news_why_names[] = {
    "stated", "exploited", "verdict", "fix", "rejected", "mended", "cleared", NULL};

static const char *const transports[] = {"tcp", "udp", NULL};

static const struct field pass_fields[] = {
    F_TEXT(news_pass, id, FIELD_REQUIRED, 64, "Identifier: 128 random bits in 26 letters."),
    F_INT(news_pass, seq, 0, 1, INT64_MAX, "Number, from 1: the highest is where it stands."),
    F_TEXT(news_pass, base, 0, 64,
	"Digest of the pack compared with; none: nothing was compared."),
    F_TEXT(news_pass, digest, FIELD_REQUIRED, 64, "Digest of the pack."),
    F_TIME(news_pass, taken, 0, "When the pack's file was made; none: it is built in."),
    F_TIME(news_pass, began, 0, "When it began."),
    F_TIME(news_pass, moved, 0, "When it last went on."),
    F_TIME(news_pass, ended, 0, "When it ended; none: it goes on."),
    F_TEXT(news_pass, reached, 0, 64, "The last organisation that was looked at."),
    F_INT(news_pass, changes, 0, 0, INT64_MAX,
	"Vulnerabilities and advisories in which the packs differ."),
    F_INT(news_pass, orgs, 0, 0, INT64_MAX, "Organisations looked at."),
    F_INT(news_pass, touched, 0, 0, INT64_MAX, "Organisations for which it changes something."),
    F_INT(news_pass, events, 0, 0, INT64_MAX, "Events stored."),
    F_INT(news_pass, opened, 0, 0, INT64_MAX, "Findings opened."),
    F_INT(news_pass, changed, 0, 0, INT64_MAX, "Findings changed."),
    F_INT(news_pass, withdrawn, 0, 0, INT64_MAX, "Findings withdrawn."),
    F_INT(news_pass, told, 0, 0, INT64_MAX, "Messages put into the outbox."),
    F_INT(news_pass, version, 0, 0, INT64_MAX, "Counts its changes."),
};

const struct record_type news_pass_type = RECORD_TYPE("knowledge_pass", news_pass, pass_fields,
    "One look at what changed between two packs of knowledge.");

static const struct field event_fields[] = {
    F_TEXT(
	news_event, id, FIELD_REQUIRED, 64, "What makes it the same event: it is told once."),
    F_TEXT(news_event, org, FIELD_REQUIRED, 64, "Whose."),
    F_TIME(news_event, time, 0, "When it was told."),
    F_TEXT(news_event, pass, FIELD_REQUIRED, 64, "The look that found it."),
    F_TEXT(news_event, finding, 0, 64, "The tracked finding that it changed; none: no change."),
    F_TEXT(news_event, run, 0, 64, "The run whose observation it judges."),
    F_TIME(news_event, seen, 0, "When the service was seen."),
    F_TEXT(news_event, addr, FIELD_REQUIRED, 64, "Address."),
    F_INT(news_event, port, 0, 0, 65535, "Port."),
    F_ENUM(news_event, transport, 0, transports, "tcp or udp."),
    F_TEXT(news_event, product, FIELD_REQUIRED, 300, "Product as observed."),
    F_TEXT(news_event, product_version, 0, 300, "Version as observed."),
    F_TEXT(
	news_event, vulnerability, FIELD_REQUIRED, 200, "CVE, or the number of an advisory."),
    F_ENUM(news_event, how, 0, news_how_names, "What became of it."),
    F_ENUM(news_event, why, 0, news_why_names, "Why."),
    F_TEXT(news_event, was, 0, 20, "Verdict of before; none: it was not affected."),
    F_TEXT(
	news_event, verdict, FIELD_REQUIRED, 20, "Verdict now; of withdrawn ones, the last."),
    F_TEXT(news_event, fixed_in, 0, 300, "The version that mends it; none: not known."),
    F_BOOL(news_event, exploited, 0, "Known to be exploited."),
};

const struct record_type news_event_type = RECORD_TYPE("knowledge_event", news_event,
    event_fields, "What a vulnerability's new statement means for one service.");
