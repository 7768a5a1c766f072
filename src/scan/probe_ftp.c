#include "base/limits.h"
#include "scan/probes.h"
#include "scan/talk.h"
#include "wire/ftp.h"

enum { FEATURE_MAX = 256 }; /* bytes of one feature line */

static const uint16_t ports[] = {21, 2121, 0};
static const uint16_t tls_ports[] = {990, 0};

/* Notes the features of a reply to FEAT. */
static void note_features(
    struct probe_run *run, const struct reply *reply, struct text_list *features)
{
	struct span rest = reply->lines, feature;

	if (!reply_text(&rest, &feature))
		return;
	while (ftp_feature(&rest, &feature)) {
		talk_add(run, features, feature, FEATURE_MAX);
		if (ftp_is_auth_tls(feature))
			talk_add(run, features, span_str("AUTH TLS"), FEATURE_MAX);
	}
}

/*
 * FEAT and, where that is unknown, SYST: sure is set when only an FTP server answers so.
 * Servers that want a login first say 530 to both.
 */
static int examine(struct talk *talk, bool *sure, bool *ret_listed, struct text_list *features)
{
	struct reply reply;
	int r = talk_command(talk, "FEAT\r\n", &reply);

	if (r < 0)
		return r;
	if (reply_is_enhanced(&reply))
		return ERR_PROTOCOL;
	if (reply.code == 211) {
		note_features(talk->run, &reply, features);
		*sure = *ret_listed = true;
		return 0;
	}
	if (reply.code == 530)
		*sure = true;
	if (*sure)
		return 0;
	r = talk_command(talk, "SYST\r\n", &reply);
	if (r < 0)
		return r;
	*sure = reply.code == 215 || (reply.code == 530 && !reply_is_enhanced(&reply));
	return *sure ? 0 : ERR_PROTOCOL;
}

/* Asks for TLS only to see whether the server would; the connection is closed instead of
 * beginning a handshake. */
static int try_tls(struct talk *talk, struct text_list *features, bool *ret_known)
{
	struct reply reply;
	int r = talk_command(talk, "AUTH TLS\r\n", &reply);

	if (r < 0)
		return r;
	if (reply.code == 234)
		talk_add(talk->run, features, span_str("AUTH TLS"), FEATURE_MAX);
	else
		talk_bye(talk, "QUIT\r\n");
	*ret_known = true;
	return 0;
}

static int converse(struct talk *talk, struct reply greeting)
{
	struct probe_run *run = talk->run;
	struct obs_service service = {
	    .protocol = "ftp", .banner = talk_text(run, greeting.lines, LIMIT_BANNER)};
	const char *text = talk_reply_text(run, &greeting);
	struct text_list features = {0};
	bool sure = ftp_is_named(greeting.lines), listed = false, known = false;
	int r;

	r = greeting.code == 220 ? examine(talk, &sure, &listed, &features) : 0;
	if (r == ERR_PROTOCOL || (r < 0 && !sure))
		return talk_unknown(r);
	(void)talk_fingerprint(
	    run, "ftp.banner", text, &service); /* no match leaves the product unknown */
	probe_service(run, &service);
	if (greeting.code == 421)
		probe_coverage(
		    run, COVERAGE_BLOCKED, "the FTP server turned the connection away (421)");
	if (greeting.code != 220)
		return 0;
	if (r == 0 && !run->tls)
		r = try_tls(talk, &features, &known);
	if (listed || known)
		probe_fact(run, "ftp.features", NULL, &features);
	return talk_result(r);
}

static int probe(struct probe_run *run)
{
	struct talk talk CLEANUP(talk_done);
	struct reply greeting = {0};
	struct span bytes;
	int r;

	talk_init(&talk, run);
	r = talk_read(&talk, reply_size, &bytes);
	if (r == 0)
		r = reply_parse(bytes, &greeting);
	if (r < 0)
		return talk_unknown(r);
	if (greeting.code != 220 && !(greeting.code == 421 && ftp_is_named(greeting.lines)))
		return ERR_PROTOCOL;
	return converse(&talk, greeting);
}

const struct probe probe_ftp = {
    .protocol = "ftp",
    .doc = "Reads the greeting, asks FEAT (and SYST where that is unknown) and whether AUTH "
	   "TLS is taken; no login.",
    .transport = TRANSPORT_TCP,
    .ports = ports,
    .tls_ports = tls_ports,
    .greets = ftp_greets,
    .run = probe,
};
