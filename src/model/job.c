#include "model/job.h"

#include "base/limits.h"
#include "base/parse.h"

const char *const profile_names[] = {"passive", "standard", "full", NULL};

static const struct field fields[] = {
    F_TEXT(job, id, FIELD_REQUIRED, 64, "Identifier of the run."),
    F_TEXT(
	job, authorised_by, 0, 512, "Who authorised it; without it only loopback is scanned."),
    F_LIST(job, targets, FIELD_REQUIRED, 2048,
	"Domains, hosts, URLs, addresses and networks to scan."),
    F_LIST(job, exclude, 0, 2048, "The same, never to be touched."),
    F_ENUM(job, profile, 0, profile_names, "How deep."),
    F_TEXT(job, ports, 0, 4096, "Ports and ranges; the profile's when absent."),
    F_INT(
	job, rate, 0, 0, 100000, "New connections a second and address; 0 for the profile's."),
    F_LIST(job, resolvers, 0, 80, "Resolver addresses, with a port if not 53."),
    F_LIST(job, windows, 0, 16, "Daily windows in UTC; none means always."),
    F_TEXT(job, source, 0, 64, "Address to send from."),
    F_TEXT(job, contact, 0, 256, "Contact shown to those who are scanned."),
    F_LIST(job, proofs, 0, 340,
	"NAME|TOKEN: proofs of ownership to look at; then nothing else is done."),
    F_INT(job, seed, 0, 0, INT64_MAX, "Seed of random orders and labels."),
};

const struct record_type job_type = RECORD_TYPE("job", job, fields, "A scan job.");

static int refuse(struct msg *msg, struct span part)
{
	msg_what(msg, "the port list is malformed");
	msg_detail(msg, "\"%.*s\"", (int)MIN(part.n, (size_t)60), (const char *)part.p);
	msg_hint(msg, "write ports and ranges from 1 to 65535, as in 22,80,443,8000-8100");
	return ERR_SYNTAX;
}

static int parse_range(struct span part, bool *wanted)
{
	ptrdiff_t dash = span_find(part, "-");
	int64_t from, to;

	if (parse_int(span_sub(part, 0, dash < 0 ? part.n : (size_t)dash), 1, 65535, &from) < 0)
		return ERR_SYNTAX;
	to = from;
	if (dash >= 0 &&
	    parse_int(span_sub(part, (size_t)dash + 1, part.n), from, 65535, &to) < 0)
		return ERR_SYNTAX;
	for (int64_t p = from; p <= to; p++)
		wanted[p] = true;
	return 0;
}

int job_ports(const char *list, bool *wanted, struct msg *msg)
{
	struct span rest = span_str(list), part;

	while (span_split(&rest, ',', &part))
		if (parse_range(span_trim(part), wanted) < 0)
			return refuse(msg, part);
	return 0;
}
